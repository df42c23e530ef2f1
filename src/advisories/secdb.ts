import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { AffectedPackage } from "../model/advisory.ts";
import { KnownError, messageOf, type Report } from "../model/errors.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { firstIssue } from "./first-issue.ts";
import { type NamedFlaws, readFlaws } from "./secdb-ids.ts";

/** A package of a secdb: by the version that fixed them, the flaws. */
export interface SecdbPackage {
  readonly name: string;
  readonly fixes: readonly { readonly version: string; readonly flaws: NamedFlaws }[];
}

export interface Secdb {
  /** `v3.18`, `edge`; absent where there is one line of packages. */
  readonly distroversion?: string;
  readonly packages: readonly SecdbPackage[];
}

/** A repository without fixes has `null` in place of a list. */
const Document = z.object({ distroversion: z.string().nullish(), packages: z.array(z.unknown()).nullable() });

const Package = z.object({
  pkg: z.object({
    name: z.string().min(1).max(256),
    secfixes: z.record(z.string().max(256), z.array(z.unknown()).nullable()),
  }),
});

/** The version that stands for "was never affected". */
const NEVER = "0";

/**
 * Reads the JSON that Alpine, Wolfi and Chainguard publish: for each source package the versions that fixed flaws.
 * A package that is broken is reported by its name and left out.
 *
 * @throws {KnownError} `FEED_MALFORMED` when the file is none.
 *
 * Source: https://secdb.alpinelinux.org/, https://github.com/chainguard-dev/vulnerability-scanner-support
 */
export async function readSecdb(path: string, source: string, report: Report): Promise<Secdb> {
  const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${source}: ${what}` });
  const document = Document.safeParse(parseJson(await readFile(path, "utf8"), source));
  if (!document.success) {
    throw new KnownError("FEED_MALFORMED", `${source}: no list of fixes: ${firstIssue(document.error)}`);
  }
  const { distroversion, packages } = document.data;
  const read = (packages ?? []).flatMap((raw, at): SecdbPackage[] => {
    const one = Package.safeParse(raw);
    if (one.success) return [readPackage(one.data.pkg, complain)];
    complain(`${nameOf(raw) ?? `package ${at + 1}`}: ${firstIssue(one.error)}`);
    return [];
  });
  return { ...(typeof distroversion === "string" && { distroversion }), packages: read };
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KnownError("FEED_MALFORMED", `${source}: not JSON: ${messageOf(cause)}`, {}, cause);
  }
}

/** Of a package that is broken elsewhere. */
function nameOf(raw: unknown): string | undefined {
  const named = z.object({ pkg: z.object({ name: z.string().max(256) }) }).safeParse(raw);
  return named.success ? named.data.pkg.name : undefined;
}

function readPackage({ name, secfixes }: z.infer<typeof Package>["pkg"], complain: (what: string) => void) {
  const fixes = Object.entries(secfixes).flatMap(([version, entries]) =>
    (entries ?? []).flatMap((entry) => {
      const flaws = typeof entry === "string" ? readFlaws(entry) : { cves: [], others: [] };
      if (flaws.cves.length > 0 || flaws.others.length > 0) return [{ version: version.trim(), flaws }];
      complain(`${name}: ${version}: ${JSON.stringify(entry)?.slice(0, 100)} names no flaw`);
      return [];
    }),
  );
  return { name, fixes };
}

/**
 * What versions that are said to fix one flaw in one package come to.
 *
 * Of several the highest counts: an older branch's fix does not help the newer one, and a second fix stands there since
 * the first was not enough. Where one cannot be compared all are kept, so that comparing with it fails loudly.
 */
export function verdictOfFixes(
  versions: readonly string[],
  order: VersionOrder,
): Pick<AffectedPackage, "state" | "ranges"> {
  const [first, ...rest] = versions.filter((version) => version !== NEVER);
  if (first === undefined) return { state: "not-affected", ranges: [] };
  if (![first, ...rest].every((version) => order.isValid(version))) {
    return { state: "affected", ranges: [first, ...rest].map((fixed) => ({ fixed })) };
  }
  const fixed = rest.reduce((highest, other) => (order.compare(other, highest) > 0 ? other : highest), first);
  return { state: "affected", ranges: [{ fixed }] };
}

/** Flaw → versions that fixed it; a version that is none is told once for each package. */
export function fixesByFlaw(
  { name, fixes }: SecdbPackage,
  order: VersionOrder,
  complain: (what: string) => void,
): Map<string, string[]> {
  const byFlaw = new Map<string, string[]>();
  const versions = new Set<string>();
  for (const { version, flaws } of fixes) {
    versions.add(version);
    // What stands beside a CVE is another name of it, or of what it is one of.
    for (const id of flaws.cves.length > 0 ? flaws.cves : flaws.others) {
      const known = byFlaw.get(id) ?? [];
      byFlaw.set(id, known);
      if (!known.includes(version)) known.push(version);
    }
  }
  for (const version of versions) {
    if (version !== NEVER && !order.isValid(version)) {
      complain(`${name}: ${JSON.stringify(version)} is no ${order.name} version`);
    }
  }
  return byFlaw;
}

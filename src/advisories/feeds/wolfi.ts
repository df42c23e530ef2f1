import { open } from "node:fs/promises";
import type { AffectedPackage } from "../../model/advisory.ts";
import type { Report } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed } from "../feed.ts";
import { advisoriesOf, flawOf, type Gathered } from "../gathered-advisories.ts";
import { fixesByFlaw, readSecdb, verdictOfFixes } from "../secdb.ts";
import { readWolfiAdvisories, type WolfiAdvisory } from "../wolfi-advisories.ts";

const name = "wolfi";

/** The last commit of the repository under the Apache licence, of 2025-05-07. */
const FREE_COMMIT = "244709c9";

type Verdict = Pick<AffectedPackage, "state" | "ranges"> & { readonly advisory?: string };

/**
 * Wolfi, from two files that complete each other.
 *
 * `security.json` is what Wolfi serves to scanners, new every day: fixes, and what is not affected, by package. It is
 * silent about what is open. The repository of advisories says that too, with its own ids and which CVE is which GHSA,
 * but only what it held until May 2025 is free: from then on it is under CC BY-NC-ND with terms of its own for
 * scanners, and is not read.
 *
 * So of a flaw in a package `security.json` decides, and the repository where that is silent: what was open then and has
 * neither been fixed nor cleared since is still open. Alone, each of the two is read for what it is.
 */
export const wolfi: Feed = {
  name,
  describes: "Wolfi, from its security database and the free part of its repository of advisories",
  license: "Apache-2.0 (repository, until 2025-05-07); Wolfi's terms (security.json)",
  files: [
    {
      url: "https://packages.wolfi.dev/os/security.json",
      mirrorPath: "wolfi/os/security.json",
      // A few MB. It is one JSON document and is held in memory as a whole.
      maxBytes: 128 * 1024 * 1024,
    },
    {
      url: `https://codeload.github.com/wolfi-dev/advisories/tar.gz/${FREE_COMMIT}`,
      mirrorPath: "wolfi/advisories-main.tar.gz",
      maxBytes: 16 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse(paths, report) {
    /** Package → flaw → what is said. */
    const verdicts = new Map<string, Map<string, Verdict>>();
    const advisories: WolfiAdvisory[] = [];
    const databases: string[] = [];
    for (const path of paths) {
      if (!(await isCompressed(path))) databases.push(path);
      else for await (const advisory of readWolfiAdvisories(path, name, report)) advisories.push(advisory);
    }
    const cveOf = namesOf(advisories);

    for (const path of databases) await addDatabase(path, verdicts, cveOf, report);
    for (const { name: pkg, id, aliases, verdict } of advisories) {
      const [flaw] = flawsOf(aliases, cveOf);
      if (flaw === undefined) {
        report({ code: "FEED_MALFORMED", message: `${name}: ${pkg}: ${id}: names neither a CVE nor a GHSA` });
        continue;
      }
      const ofPackage = verdicts.get(pkg) ?? new Map<string, Verdict>();
      verdicts.set(pkg, ofPackage);
      const decided = ofPackage.get(flaw);
      if (decided === undefined) complainOfVersions(`${pkg}: ${id}`, verdict, report);
      ofPackage.set(flaw, { ...(decided ?? verdict), advisory: id });
    }
    yield* advisoriesOf(gatheredOf(verdicts, cveOf), name, (id) =>
      id.startsWith("CVE-") ? `https://images.chainguard.dev/security/${id}` : undefined,
    );
  },
};

/** A tar of GitHub's is gzip; JSON never begins so. */
async function isCompressed(path: string): Promise<boolean> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

function complainOfVersions(place: string, { ranges }: WolfiAdvisory["verdict"], report: Report): void {
  const order = getVersionOrder("apk");
  for (const { fixed } of ranges) {
    if (fixed === undefined || order.isValid(fixed)) continue;
    report({ code: "FEED_MALFORMED", message: `${name}: ${place}: ${JSON.stringify(fixed)} is no apk version` });
  }
}

/** GHSA → its CVE, where advisories agree on one. */
function namesOf(advisories: readonly WolfiAdvisory[]): Map<string, string> {
  const cves = new Map<string, Set<string>>();
  for (const { aliases } of advisories) {
    const [cve, ...more] = aliases.filter(isCveId);
    if (cve === undefined || more.length > 0) continue;
    for (const alias of aliases) {
      if (alias !== cve) cves.set(alias, (cves.get(alias) ?? new Set()).add(cve));
    }
  }
  return new Map([...cves].flatMap(([alias, [cve, ...more]]) => (cve && more.length === 0 ? [[alias, cve]] : [])));
}

/** By which id a flaw goes: the CVE where one is known. */
function flawsOf(ids: readonly string[], cveOf: ReadonlyMap<string, string>): string[] {
  const known = ids.map((id) => cveOf.get(id) ?? id).filter((id) => isCveId(id) || id.startsWith("GHSA-"));
  return known.toSorted((a, b) => Number(isCveId(b)) - Number(isCveId(a)));
}

async function addDatabase(
  path: string,
  verdicts: Map<string, Map<string, Verdict>>,
  cveOf: ReadonlyMap<string, string>,
  report: Report,
): Promise<void> {
  const order = getVersionOrder("apk");
  const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${what}` });
  const { packages } = await readSecdb(path, name, report);
  for (const pkg of packages) {
    const versions = new Map<string, string[]>();
    for (const [id, fixes] of fixesByFlaw(pkg, order, complain)) {
      const flaw = cveOf.get(id) ?? id;
      versions.set(flaw, [...new Set([...(versions.get(flaw) ?? []), ...fixes])]);
    }
    const known = verdicts.get(pkg.name) ?? new Map<string, Verdict>();
    verdicts.set(pkg.name, known);
    for (const [flaw, fixes] of versions) known.set(flaw, verdictOfFixes(fixes, order));
  }
}

function gatheredOf(
  verdicts: ReadonlyMap<string, ReadonlyMap<string, Verdict>>,
  cveOf: ReadonlyMap<string, string>,
): Gathered {
  const gathered: Gathered = new Map();
  for (const [pkg, flaws] of verdicts) {
    for (const [flaw, { state, ranges, advisory }] of flaws) {
      const vendorAdvisories = advisory !== undefined && { vendorAdvisories: [advisory] };
      const affected = { ecosystem: "Wolfi", release: "", name: pkg, state, ranges, versions: [] };
      flawOf(gathered, flaw).affected.push({ ...affected, ...vendorAdvisories });
    }
  }
  for (const [alias, cve] of cveOf) gathered.get(cve)?.aliases.add(alias);
  return gathered;
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Advisory, AffectedPackage } from "../../model/advisory.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { advisoriesOf, flawOf, type Gathered } from "../gathered-advisories.ts";

const name = "arch-linux";

/** A group of flaws that one update of some packages mends. */
const Group = z.object({
  name: z.string().min(1).max(256),
  packages: z.array(z.string().min(1).max(256)),
  status: z.string(),
  severity: z.string().nullish(),
  fixed: z.string().max(256).nullish(),
  issues: z.array(z.string().max(256)),
  advisories: z.array(z.string().max(256)).nullish(),
});

type Group = z.infer<typeof Group>;

/** `Unknown` is also what nobody could judge. Source: https://wiki.archlinux.org/title/Security_tracker */
const SEVERITY_OF_WORD: ReadonlyMap<string, NonNullable<Advisory["severity"]>> = new Map([
  ["Critical", "critical"],
  ["High", "high"],
  ["Medium", "medium"],
  ["Low", "low"],
]);

/** `Testing`: the fix waits in the testing repository, and whoever has that version has it. */
const STATE_OF_STATUS: ReadonlyMap<string, AffectedPackage["state"]> = new Map([
  ["Fixed", "affected"],
  ["Testing", "affected"],
  ["Vulnerable", "affected"],
  ["Unknown", "under-investigation"],
  ["Not affected", "not-affected"],
]);

/**
 * Arch Linux' own verdicts, by source package: fixed, open, or not affected. There is one line of packages.
 *
 * One record for each CVE; the groups (AVG) and advisories (ASA) that it is in are its vendor advisories. What `affected`
 * says is the version that somebody looked at, not the first that has the flaw.
 * Source: https://security.archlinux.org/all.json
 */
export const archLinux: Feed = {
  name,
  describes: "Arch Linux, from its security tracker",
  // The tracker itself is MIT; its data has no notice.
  license: "none stated",
  files: [
    {
      url: "https://security.archlinux.org/all.json",
      mirrorPath: "arch-linux/all.json",
      // 1 MB in 2026.
      maxBytes: 64 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    const gathered: Gathered = new Map();
    for (const [at, raw] of (await readGroups(path)).entries()) {
      const group = Group.safeParse(raw);
      const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${what}` });
      if (group.success) gather(gathered, group.data, (what) => complain(`${group.data.name}: ${what}`));
      else complain(`${nameOf(raw) ?? `group ${at + 1}`}: ${firstIssue(group.error)}`);
    }
    yield* advisoriesOf(gathered, name, (id) => `https://security.archlinux.org/${encodeURIComponent(id)}`);
  },
};

async function readGroups(path: string): Promise<unknown[]> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new KnownError("FEED_MALFORMED", `${name}: not JSON: ${messageOf(cause)}`, {}, cause);
  }
  if (!Array.isArray(document)) throw new KnownError("FEED_MALFORMED", `${name}: not a list of groups`);
  return document;
}

function nameOf(raw: unknown): string | undefined {
  const named = z.object({ name: z.string().max(256) }).safeParse(raw);
  return named.success ? named.data.name : undefined;
}

function gather(gathered: Gathered, group: Group, complain: (what: string) => void): void {
  const { name: id, packages, status, severity, fixed, issues, advisories } = group;
  const state = STATE_OF_STATUS.get(status);
  if (state === undefined) {
    complain(`${JSON.stringify(status.slice(0, 50))} is no status that we know`);
    return;
  }
  if (fixed && !getVersionOrder("alpm").isValid(fixed)) complain(`${JSON.stringify(fixed)} is no alpm version`);
  if (status === "Fixed" && !fixed) complain("is fixed in no version, so every version counts as affected");

  const named = issues.length > 0 ? issues : [id];
  const vendorAdvisories = [...new Set([id, ...(advisories ?? [])])].filter((one) => !named.includes(one));
  for (const issue of named) {
    const flaw = flawOf(gathered, issue);
    if (!isCveId(issue) && issue !== id) complain(`${JSON.stringify(issue)} is no CVE`);
    // Of several flaws the group's severity is that of the worst, and nothing says which that is.
    const word = severity && named.length === 1 ? SEVERITY_OF_WORD.get(severity) : undefined;
    if (word) flaw.severity ??= word;
    for (const name of new Set(packages)) {
      flaw.affected.push({
        ecosystem: "Arch Linux",
        release: "",
        name,
        state: state === "under-investigation" && fixed ? "affected" : state,
        ranges: state === "not-affected" ? [] : [fixed ? { fixed } : {}],
        versions: [],
        ...(vendorAdvisories.length > 0 && { vendorAdvisories }),
      });
    }
  }
}

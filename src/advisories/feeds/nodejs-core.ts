import { z } from "zod";
import type { Advisory, AffectedRange } from "../../model/advisory.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { intersect } from "../../versions/ranges/bounds.ts";
import { parseRange } from "../../versions/ranges/index.ts";
import { affectedRuns, outside } from "../affected-runs.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { type FeedEntry, readJsonEntry, stemOf } from "../feed-entry.ts";
import { type RepositoryReading, readRepository, WrongRecord } from "../repository-records.ts";
import { vendorSeverity } from "../shared/vendor-severity.ts";

const name = "nodejs-core";

/** Source: https://github.com/nodejs/security-wg/blob/main/vuln/README.md */
const Entry = z.object({
  cve: z.array(z.string()).nullish(),
  vulnerable: z.string(),
  patched: z.string().nullish(),
  ref: z.string().nullish(),
  description: z.string().nullish(),
  overview: z.string().nullish(),
  severity: z.string().nullish(),
  publish_date: z.string().nullish(),
  affectedEnvironments: z.array(z.string()).nullish(),
});

const order = getVersionOrder("semver");

/**
 * Node.js itself, whatever installed it. A version is affected that is `vulnerable` and not `patched`, as
 * https://github.com/nodejs/is-my-node-vulnerable reads them.
 *
 * Flaws on Windows alone are left out: nothing in a package URL tells the system, and images of Windows are rare.
 */
export const nodejsCore: Feed = {
  name,
  describes: "Node.js itself, from its security working group",
  license: "MIT",
  files: [
    {
      url: "https://codeload.github.com/nodejs/security-wg/tar.gz/refs/heads/main",
      mirrorPath: "npm-legacy/security-wg-main-vuln.tar.gz",
      maxBytes: 64 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: ([path = ""], report) => readRepository(path, READING, report),
};

const READING: RepositoryReading<z.infer<typeof Entry>> = {
  source: name,
  isRecord: (path) => /^vuln\/core\/\d+\.json$/.test(path),
  readEntry: readJsonEntry,
  schema: Entry,
  advisoryOf,
};

function advisoryOf(entry: z.infer<typeof Entry>, file: FeedEntry): Advisory | undefined {
  if (isOfWindowsAlone(entry.affectedEnvironments ?? [])) return undefined;
  const { vulnerable, patched, ref, description, overview, severity } = entry;
  const ranges = affectedOf(vulnerable, patched ?? "");
  const published = startOfDay(entry.publish_date);
  return {
    source: name,
    // Under this name other databases have them, too.
    id: `NSWG-COR-${stemOf(file.name)}`,
    cves: [...new Set((entry.cve ?? []).filter(isCveId))],
    aliases: [],
    ...(description && { summary: description }),
    ...(overview && { details: overview }),
    ...vendorSeverity(severity ?? undefined),
    cvss: [],
    cwes: [],
    references: ref ? [ref] : [],
    ...(published && { published }),
    affected: [{ ecosystem: "Node.js", release: "", name: "node", state: "affected", ranges, versions: [] }],
  };
}

function affectedOf(vulnerable: string, patched: string): AffectedRange[] {
  const affected = parseRange(order.name, vulnerable);
  // Some write the release that brought the fix by itself: those after it have the fix as well.
  const lines = patched.split("||").map((line) => line.trim().replace(/^(?=\d+\.\d+\.\d+$)/, "^"));
  const well = patched.trim() === "" ? [] : parseRange(order.name, lines.join(" || "));
  const ranges = affectedRuns(intersect(affected, outside(well, order), order), order).map(withoutFalseFix);
  if (ranges.length === 0) throw new WrongRecord("every vulnerable version is said to be patched");
  return ranges;
}

/** `20.x` ends before 21.0.0-0, which is the end of a line that was never fixed, and no fix. */
function withoutFalseFix({ fixed, ...range }: AffectedRange): AffectedRange {
  if (fixed === undefined) return range;
  return fixed.endsWith("-0") ? { ...range, lastAffected: fixed } : { ...range, fixed };
}

function isOfWindowsAlone(environments: readonly string[]): boolean {
  return environments.length > 0 && environments.every((one) => one === "win32");
}

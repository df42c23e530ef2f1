import { z } from "zod";
import type { Advisory, AffectedRange } from "../../model/advisory.ts";
import { messageOf, type Report } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { intersect } from "../../versions/ranges/bounds.ts";
import { parseRange } from "../../versions/ranges/index.ts";
import { affectedRuns, outside } from "../affected-runs.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed } from "../feed.ts";
import { dayOf, type FeedEntry, pathInRepository, readJsonEntry, stemOf } from "../feed-entry.ts";
import { readTarEntries } from "../tar-entries.ts";

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

const SEVERITIES: ReadonlyMap<string, NonNullable<Advisory["severity"]>> = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["low", "low"],
]);

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

  async *parse([path = ""], report) {
    for await (const entry of readTarEntries(path, name, isRecord, report)) {
      const advisory = readRecord(entry, report);
      if (advisory) yield advisory;
    }
  },
};

function isRecord(path: string): boolean {
  return /^vuln\/core\/\d+\.json$/.test(pathInRepository(path));
}

function readRecord(file: FeedEntry, report: Report): Advisory | undefined {
  const entry = readJsonEntry(file, Entry, name, report);
  if (entry === undefined || isOfWindowsAlone(entry.affectedEnvironments ?? [])) return undefined;
  const { vulnerable, patched, ref, description, overview, severity } = entry;
  const ranges = affectedOf(vulnerable, patched ?? "", (what) =>
    report({ code: "FEED_MALFORMED", message: `${name}: ${file.name}: ${what}` }),
  );
  if (ranges === undefined) return undefined;
  const word = SEVERITIES.get(severity ?? "");
  const published = dayOf(entry.publish_date ?? undefined);
  return {
    source: name,
    // Under this name other databases have them, too.
    id: `NSWG-COR-${stemOf(file.name)}`,
    cves: [...new Set((entry.cve ?? []).filter(isCveId))],
    aliases: [],
    ...(description && { summary: description }),
    ...(overview && { details: overview }),
    ...(word && { severity: word }),
    cvss: [],
    cwes: [],
    references: ref ? [ref] : [],
    ...(published && { published }),
    affected: [{ ecosystem: "Node.js", release: "", name: "node", state: "affected", ranges, versions: [] }],
  };
}

function affectedOf(vulnerable: string, patched: string, complain: (what: string) => void) {
  try {
    const affected = parseRange(order.name, vulnerable);
    // Some write the release that brought the fix by itself: those after it have the fix as well.
    const lines = patched.split("||").map((line) => line.trim().replace(/^(?=\d+\.\d+\.\d+$)/, "^"));
    const well = patched.trim() === "" ? [] : parseRange(order.name, lines.join(" || "));
    const ranges = affectedRuns(intersect(affected, outside(well, order), order), order).map(withoutFalseFix);
    if (ranges.length > 0) return ranges;
    complain("every vulnerable version is said to be patched");
  } catch (error) {
    complain(messageOf(error));
  }
  return undefined;
}

/** `20.x` ends before 21.0.0-0, which is the end of a line that was never fixed, and no fix. */
function withoutFalseFix({ fixed, ...range }: AffectedRange): AffectedRange {
  if (fixed === undefined) return range;
  return fixed.endsWith("-0") ? { ...range, lastAffected: fixed } : { ...range, fixed };
}

function isOfWindowsAlone(environments: readonly string[]): boolean {
  return environments.length > 0 && environments.every((one) => one === "win32");
}

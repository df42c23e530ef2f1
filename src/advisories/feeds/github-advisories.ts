import type { Advisory } from "../../model/advisory.ts";
import { ECOSYSTEMS } from "../../model/ecosystems.ts";
import { getVersionOrder } from "../../versions/index.ts";
import type { Feed } from "../feed.ts";
import { pathInRepository, readJsonEntry } from "../feed-entry.ts";
import { advisoryOfOsv, type OsvReading, OsvRecord } from "../osv-record.ts";
import { readTarEntries } from "../tar-entries.ts";

const name = "github-advisories";

/**
 * GitHub's reviewed advisories of all ecosystems, from the repository that they are published in.
 *
 * OSV's archives have every one of them within the hour, in a tenth of the bytes and together with the other databases
 * of each ecosystem: this one stands in where they cannot be had. What nobody reviewed names no packages, and is left
 * out, as are withdrawn ones.
 */
export const githubAdvisories: Feed = {
  name,
  describes: "packages of all languages, from GitHub's repository of reviewed advisories",
  license: "CC-BY-4.0",
  files: [
    {
      url: "https://codeload.github.com/github/advisory-database/tar.gz/refs/heads/main",
      mirrorPath: "github/advisory-database-main.tar.gz",
      // With all that is not reviewed.
      maxBytes: 2 * 1024 * 1024 * 1024,
    },
  ],
  insteadOf: "osv-npm",
  version: 1,

  async *parse([path = ""], report) {
    for await (const entry of readTarEntries(path, name, isRecord, report)) {
      const record = readJsonEntry(entry, OsvRecord, name, report);
      if (record === undefined) continue;
      const advisory = advisoryOf(record, (what) =>
        report({ code: "FEED_MALFORMED", message: `${name}: ${record.id}: ${what}` }),
      );
      if (advisory !== undefined) yield advisory;
    }
  },
};

function isRecord(path: string): boolean {
  return /^advisories\/github-reviewed\/(?:[^/]+\/)*GHSA-[^/]+\.json$/.test(pathInRepository(path));
}

const READINGS: ReadonlyMap<string, OsvReading> = new Map(
  ECOSYSTEMS.filter(({ kind }) => kind === "language").map(({ advisories, versions, normalizeName }) => [
    advisories,
    {
      source: name,
      ecosystem: advisories,
      order: getVersionOrder(versions),
      normalizeName: normalizeName ?? ((packageName: string) => packageName),
    },
  ]),
);

/** A record may speak of packages of several ecosystems, each with an order of versions of its own. */
function advisoryOf(record: OsvRecord, report: (what: string) => void): Advisory | undefined {
  const ecosystems = new Set((record.affected ?? []).flatMap((one) => one.package?.ecosystem ?? []));
  const parts = [...ecosystems].flatMap((ecosystem) => {
    const reading = READINGS.get(ecosystem);
    return reading === undefined ? [] : (advisoryOfOsv(record, reading, report) ?? []);
  });
  const [first] = parts;
  return first && { ...first, affected: parts.flatMap(({ affected }) => affected) };
}

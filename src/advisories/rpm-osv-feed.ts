import type { Advisory, AffectedPackage, AffectedRange } from "../model/advisory.ts";
import { getVersionOrder } from "../versions/index.ts";
import { isCveId } from "./cve-id.ts";
import { readCvssVector } from "./cvss-vector.ts";
import type { Feed } from "./feed.ts";
import { readJsonEntry } from "./feed-entry.ts";
import { rangesOfEvents } from "./osv-events.ts";
import { OsvRecord } from "./osv-record.ts";
import { rangesOfFixes } from "./redhat/fix-ranges.ts";
import { vendorSeverity } from "./shared/vendor-severity.ts";
import { readZipEntries } from "./zip-entries.ts";

/** What tells the feed of one distribution that rebuilds Red Hat's packages from another's. */
export interface RpmOsvFeedOptions {
  readonly name: string;
  readonly describes: string;
  readonly license: string;
  /** The folder of OSV's bucket, which is what stands in front of the release: `AlmaLinux` of `AlmaLinux:8`. */
  readonly ecosystem: string;
  readonly maxBytes: number;
}

/** Updates that mend bugs or bring something new: `ALBA-2021:4378`, `RLEA-2023:1234`. */
const NO_SECURITY = /^[A-Z]{2}[BE]A-/;

const order = getVersionOrder("rpm");

/**
 * A feed that reads OSV's archive of a distribution that rebuilds Red Hat's packages. Its records are collective
 * advisories: each names what it fixed in every release, and the CVEs that this was about among what it is related to.
 *
 * Source: https://google.github.io/osv.dev/data/, https://github.com/AlmaLinux/osv-database
 */
export function rpmOsvFeed({ name, describes, license, ecosystem, maxBytes }: RpmOsvFeedOptions): Feed {
  return {
    name,
    describes,
    license,
    files: [
      {
        url: `https://osv-vulnerabilities.storage.googleapis.com/${encodeURIComponent(ecosystem)}/all.zip`,
        mirrorPath: `osv/${ecosystem}/all.zip`,
        maxBytes,
      },
    ],
    version: 1,

    async *parse([path = ""], report) {
      for await (const entry of readZipEntries(path, name, report)) {
        const record = readJsonEntry(entry, OsvRecord, name, report);
        if (record === undefined || typeof record.withdrawn === "string") continue;
        const complain = (what: string) =>
          report({ code: "FEED_MALFORMED", message: `${name}: ${record.id}: ${what}` });
        const advisory = advisoryOf(record, name, ecosystem, complain);
        if (advisory !== undefined) yield advisory;
      }
    },
  };
}

function advisoryOf(
  record: OsvRecord,
  source: string,
  ecosystem: string,
  report: (what: string) => void,
): Advisory | undefined {
  const { id, aliases, upstream, related, summary, details, published, modified } = record;
  const cves = [...new Set([...(aliases ?? []), ...(upstream ?? []), ...(related ?? [])].filter(isCveId))].sort();
  if (cves.length === 0 && NO_SECURITY.test(id)) return undefined;
  const affected = affectedOf(record, ecosystem, report);
  if (affected.length === 0) return undefined;

  return {
    source,
    id,
    cves,
    aliases: [],
    ...(summary && { summary }),
    ...(details && { details }),
    // Titles begin with it: `Important: curl security update`.
    ...vendorSeverity(/^(\w+):\s/.exec(summary ?? "")?.[1]),
    cvss: (record.severity ?? []).flatMap(({ score }) => readCvssVector(score) ?? []),
    cwes: [],
    references: [...new Set((record.references ?? []).map(({ url }) => url))],
    ...(published && { published }),
    ...(modified && { modified }),
    affected,
  };
}

interface Fixed {
  readonly release: string;
  readonly name: string;
  readonly fixes: string[];
  readonly others: AffectedRange[];
}

/** One package is named once for each build that fixes it. */
function affectedOf(record: OsvRecord, ecosystem: string, report: (what: string) => void): AffectedPackage[] {
  const found = new Map<string, Fixed>();
  for (const { package: target, ranges } of record.affected ?? []) {
    const [family, release] = target?.ecosystem.split(":", 2) ?? [];
    if (target?.name === undefined || family !== ecosystem) continue;
    const { name } = target;
    if (release === undefined || release === "") {
      report(`${name}: of no release`);
      continue;
    }
    const key = JSON.stringify([release, name]);
    const entry = found.get(key) ?? { release, name, fixes: [], others: [] };
    found.set(key, entry);
    for (const { type, events } of ranges ?? []) {
      if (type !== "ECOSYSTEM") continue;
      for (const range of rangesOfEvents(events, order, (what) => report(`${name}: ${what}`))) {
        const isFix = Object.keys(range).length === 1 && range.fixed !== undefined && order.isValid(range.fixed);
        if (isFix) entry.fixes.push(range.fixed ?? "");
        else entry.others.push(range);
      }
    }
    if (entry.fixes.length + entry.others.length === 0) {
      report(`${name}: no range of versions, so no version is known to be affected`);
      found.delete(key);
    }
  }
  return [...found.values()].flatMap((entry) => rowsOf(entry, record, ecosystem));
}

/** Module streams are named in titles alone: `Moderate: python38:3.8 and python38-devel:3.8 security update`. */
function streamsOf(summary: string | null | undefined): readonly string[] {
  const streams = (summary ?? "").slice(0, 1000).match(/(?<![\w.+:-])[a-z][\w.+-]*:[\w.+-]*\w/gi) ?? [];
  return streams.length === 0 ? ["*"] : [...new Set(streams)];
}

function rowsOf(
  { release, name, fixes, others }: Fixed,
  { id, summary }: OsvRecord,
  ecosystem: string,
): AffectedPackage[] {
  // Alma writes `.module_el8.6.0`, Red Hat and Rocky `.module+el8.6.0`.
  const isModular = fixes.some((fix) => /\.module[+_]el\d/.test(fix));
  const modules = isModular ? streamsOf(summary) : [undefined];
  // A release may be told with more than its number: `9.4` is of the same line of updates as `9`.
  const [major = release] = release.split(".", 1);
  return modules.map((module) => ({
    ecosystem,
    release: major,
    name,
    state: "affected",
    ranges: [...rangesOfFixes(fixes, order), ...others],
    versions: [],
    ...(module !== undefined && { only: { module } }),
    vendorAdvisories: [id],
  }));
}

import { holds } from "../advisories/affected-range.ts";
import { rangesOfFixes } from "../advisories/redhat/fix-ranges.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import type { RecordHit } from "./findings.ts";
import type { AskedRecord } from "./records.ts";

/**
 * The hits without the CVEs that were mended in the package's own branch, where those who rebuild Red Hat's packages
 * tell of each minor release by an advisory of its own. AlmaLinux mended CVE-2023-38545 in curl 7.76.1-23.el9_2.4 and
 * in 7.76.1-26.el9_3.2: the second advisory alone would call the first one's fix affected. Of Red Hat one document
 * tells of both, and is read so.
 *
 * Source: https://errata.almalinux.org/9/ALSA-2023-5763.html, https://errata.almalinux.org/9/ALSA-2023-6745.html
 *
 * @param asked  All records that speak of the package, those that hold and those that do not.
 */
export function withoutMendedInBranch(
  hits: readonly RecordHit[],
  asked: readonly AskedRecord[],
  order: VersionOrder,
): RecordHit[] {
  const byCve = new Map<string, AskedRecord[]>();
  for (const one of asked) {
    for (const cve of one.record.cves) byCve.set(cve, [...(byCve.get(cve) ?? []), one]);
  }
  return hits.flatMap((hit) => {
    const { record } = hit;
    const open = record.cves.filter((cve) => !isMendedInBranch(hit, byCve.get(cve) ?? [], order));
    if (open.length === record.cves.length) return [hit];
    return open.length === 0 ? [] : [{ ...hit, record: { ...record, cves: open } }];
  });
}

/** @param ofCve  What speaks of one of the hit's CVEs. */
function isMendedInBranch(
  { record, release, name, version }: RecordHit,
  ofCve: readonly AskedRecord[],
  order: VersionOrder,
): boolean {
  const same = ofCve.filter(
    (other) => other.record.source === record.source && other.release === release && other.name === name,
  );
  if (same.every(({ record: { id } }) => id === record.id)) return false;
  const ranges = same.flatMap((other) => other.record.ranges);
  const fixes = ranges.flatMap(({ fixed }) => fixed ?? []);
  // What is open in some way has no fix that could count.
  if (fixes.length < ranges.length || !fixes.every((fix) => order.isValid(fix))) return false;
  return !rangesOfFixes(fixes, order).some((range) => holds(range, version, order));
}

import type { Advisory } from "../../model/advisory.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { affectedOf } from "./affected-rows.ts";
import type { VexDocument } from "./document.ts";

/** Red Hat's ratings. Source: https://access.redhat.com/security/updates/classification/ */
const SEVERITY_OF_RATING: ReadonlyMap<string, NonNullable<Advisory["severity"]>> = new Map([
  ["critical", "critical"],
  ["important", "high"],
  ["moderate", "medium"],
  ["low", "low"],
]);

/** A document in our words; without `affected` when it says nothing of Red Hat Enterprise Linux. */
export function advisoryOfVex(
  document: VexDocument,
  source: string,
  report: (what: string) => void,
): Advisory | undefined {
  const [vulnerability] = document.vulnerabilities;
  if (vulnerability === undefined) return undefined;

  const { cve, cwe, notes, references, release_date: published, scores, threats } = vulnerability;
  const { aggregate_severity, title, tracking } = document.document;
  const impact = threats.find(({ category }) => category === "impact")?.details;
  const rating = (aggregate_severity?.text ?? impact)?.trim().toLowerCase();
  const severity = rating === undefined ? undefined : SEVERITY_OF_RATING.get(rating);
  const summary = title ?? vulnerability.title;
  const details = notes.find(({ category }) => category === "description")?.text;
  const modified = tracking.current_release_date;
  const vectors = scores.flatMap(({ cvss_v2, cvss_v3, cvss_v4 }) => [cvss_v4, cvss_v3, cvss_v2]);
  const distinct = [...new Set(vectors.flatMap((vector) => vector?.vectorString ?? []))];
  return {
    source,
    id: cve,
    cves: [cve],
    aliases: [],
    ...(summary && { summary }),
    ...(details && { details }),
    ...(severity !== undefined && { severity }),
    ...(severity !== undefined && rating !== undefined && rating !== severity && { severityLabel: rating }),
    ...(/\*\*\s?DISPUTED\s?\*\*/i.test(`${summary} ${details?.slice(0, 1000)}`) && { disputed: true as const }),
    cvss: distinct.flatMap((vector) => readCvssVector(vector) ?? []),
    cwes: cwe !== undefined && /^CWE-\d{1,9}$/.test(cwe.id) ? [cwe.id] : [],
    references: [...new Set(references.map(({ url }) => url))],
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected: affectedOf(document, report),
  };
}

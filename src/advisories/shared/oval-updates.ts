import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import type { Advisory } from "../../model/advisory.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { startOfDay } from "../date-text.ts";
import type { OvalDefinition, OvalTest } from "./oval.ts";
import { type Alternative, alternativesOf, type Meaning } from "./oval-alternatives.ts";
import { affectedOfAlternatives } from "./oval-rpm.ts";
import { vendorSeverity } from "./vendor-severity.ts";

/** What is a vendor's own in OVAL of updates, as Red Hat writes it and those who rebuild its packages do. */
export interface OvalUpdates {
  /** Name of the feed. */
  readonly source: string;
  /** What advisories call the distribution. */
  readonly ecosystem: string;
  readonly meaningOf: (test: OvalTest | undefined, comment: string) => Meaning;
  /** What is to be seen in what a way says; nothing when absent. */
  readonly refine?: (way: Alternative) => Alternative;
}

/**
 * The record of one update, with all the flaws that it mends; `undefined` where it says nothing of a package.
 *
 * @param id  As the vendor calls it: `ELSA-2024-1234`.
 */
export function advisoryOfUpdate(
  id: string,
  definition: OvalDefinition,
  { source, ecosystem, meaningOf, refine = (way) => way }: OvalUpdates,
  complain: (what: string) => void,
): Advisory | undefined {
  const { metadata } = definition;
  const ways = alternativesOf(definition, meaningOf, complain).map(refine);
  const affected = affectedOfAlternatives(ways, () => ecosystem);
  if (affected.length === 0) {
    complain("names no package of a release");
    return undefined;
  }
  const advisory = childOf(metadata, "advisory");
  const cves = childrenOf(advisory, "cve");
  const published = startOfDay(childOf(advisory, "issued")?.attributes.date);
  const [summary, details] = [textOf(metadata, "title"), textOf(metadata, "description")];
  return {
    source,
    id,
    cves: [...new Set(cves.map(({ text }) => text))].filter(isCveId).sort(),
    aliases: [],
    ...(summary !== undefined && { summary }),
    ...(details !== undefined && { details }),
    ...vendorSeverity(textOf(advisory, "severity")),
    // Of a flaw, and not of what mends several.
    cvss: cves.length === 1 ? cves.flatMap(cvssOf) : [],
    cwes: cves.length === 1 ? cves.flatMap(cwesOf) : [],
    references: [...new Set(referencesOf(definition).flatMap(({ ref_url }) => ref_url ?? []))],
    ...(published !== undefined && { published }),
    affected: affected.map((one) => ({ ...one, vendorAdvisories: [id] })),
  };
}

/** Pages that a definition refers to: `source`, `ref_id`, `ref_url`. */
export const referencesOf = ({ metadata }: OvalDefinition) =>
  childrenOf(metadata, "reference").map(({ attributes }) => attributes);

/** `cvss3="8.1/CVSS:3.0/AV:N/…"` */
function cvssOf({ attributes: { cvss3 = "" } }: XmlNode): Advisory["cvss"] {
  return [readCvssVector(cvss3.slice(cvss3.indexOf("/") + 1)) ?? []].flat();
}

/** `cwe="CWE-120->CWE-787"`, `cwe="(CWE-190|CWE-122)"` */
function cwesOf({ attributes: { cwe = "" } }: XmlNode): string[] {
  return [...new Set(cwe.match(/CWE-[1-9]\d{0,5}/g) ?? [])].sort();
}

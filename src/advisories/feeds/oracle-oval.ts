import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import type { Advisory } from "../../model/advisory.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import type { OvalDefinition, OvalTest } from "../shared/oval.ts";
import { readOvalAdvisories } from "../shared/oval-advisories.ts";
import { type Alternative, alternativesOf, type Meaning } from "../shared/oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { vendorSeverity } from "../shared/vendor-severity.ts";

const name = "oracle-oval";

/** Oracle Linux' updates: one record for each. */
export const oracleOval: Feed = {
  name,
  describes: "Oracle Linux, from Oracle's OVAL",
  license: "as published by Oracle",
  files: [
    {
      url: "https://linux.oracle.com/security/oval/com.oracle.elsa-all.xml.bz2",
      mirrorPath: "oracle/security/oval/com.oracle.elsa-all.xml.bz2",
      maxBytes: 512 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: (paths, report) =>
    readOvalAdvisories(paths, { source: name, class: "patch", nameOf: updateOf, advisoryOf }, report),
};

const referencesOf = ({ metadata }: OvalDefinition) =>
  childrenOf(metadata, "reference").map(({ attributes }) => attributes);

/** `ELSA-2024-1234` */
const updateOf = (definition: OvalDefinition) =>
  referencesOf(definition).find(({ source }) => source === "elsa")?.ref_id;

function advisoryOf(definition: OvalDefinition, complain: (what: string) => void): Advisory | undefined {
  const { metadata } = definition;
  const id = updateOf(definition);
  if (id === undefined) {
    complain("has no name");
    return undefined;
  }
  const ways = alternativesOf(definition, meaningOf, complain).map(ofItsBuild);
  const affected = affectedOfAlternatives(ways, () => "Oracle Linux");
  if (affected.length === 0) {
    complain("names no package of a release");
    return undefined;
  }

  const advisory = childOf(metadata, "advisory");
  const cves = childrenOf(advisory, "cve");
  const published = startOfDay(childOf(advisory, "issued")?.attributes.date);
  const [summary, details] = [textOf(metadata, "title"), textOf(metadata, "description")];
  return {
    source: name,
    id,
    cves: [...new Set(cves.map(({ text }) => text))].filter(isCveId).sort(),
    aliases: [],
    ...(summary !== undefined && { summary }),
    ...(details !== undefined && { details }),
    ...vendorSeverity(textOf(advisory, "severity")),
    cvss: cves.length === 1 ? cves.flatMap(cvssOf) : [],
    cwes: [],
    references: [...new Set(referencesOf(definition).flatMap(({ ref_url }) => ref_url ?? []))],
    ...(published !== undefined && { published }),
    affected: affected.map((one) => ({ ...one, vendorAdvisories: [id] })),
  };
}

/** `cvss3="8.1/CVSS:3.0/AV:N/…"` */
function cvssOf({ attributes: { cvss3 = "" } }: XmlNode): Advisory["cvss"] {
  return [readCvssVector(cvss3.slice(cvss3.indexOf("/") + 1)) ?? []].flat();
}

/** What Oracle asks besides versions of packages, it says best in words. */
function meaningOf(test: OvalTest | undefined, comment: string): Meaning {
  const [, release] = /^Oracle Linux (\d+) is installed$/.exec(comment) ?? [];
  if (release !== undefined) return { kind: "releases", releases: [release] };
  const [, architecture] = /^Oracle Linux arch is (\w+)$/.exec(comment) ?? [];
  if (architecture !== undefined) return { kind: "architectures", architectures: [architecture, "noarch"] };
  const [, module] = /^Module (\S+:\S+) is enabled$/.exec(comment) ?? [];
  if (module !== undefined) return { kind: "module", module };
  return meaningOfRpmTest(test, comment);
}

/**
 * Oracle builds some packages in other ways, with epochs of their own: for Ksplice, and as validated for FIPS. To one of
 * them the fixes of the others say nothing, and versions alone do not tell them apart.
 */
function ofItsBuild(way: Alternative): Alternative {
  const { package: condition } = way;
  const [build] = /ksplice\d*|_fips$/.exec(condition?.range.fixed ?? "") ?? [];
  return condition && build !== undefined ? { ...way, package: { ...condition, versionText: build } } : way;
}

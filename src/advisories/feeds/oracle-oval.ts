import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import type { Advisory } from "../../model/advisory.ts";
import { KnownError, type Report } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import type { Feed } from "../feed.ts";
import { type OvalDefinition, type OvalTest, readOvalDefinitions } from "../shared/oval.ts";
import { type Alternative, alternativesOf, type Meaning } from "../shared/oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { dayOf, vendorSeverity } from "../shared/vendor-severity.ts";

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

  async *parse([path = ""], report) {
    let definitions = 0;
    for await (const definition of readOvalDefinitions(path, name)) {
      definitions++;
      if (definition.class !== "patch") continue;
      const advisory = advisoryOf(definition, report);
      if (advisory !== undefined) yield advisory;
    }
    if (definitions === 0) throw new KnownError("FEED_MALFORMED", `${name}: an OVAL file without definitions`);
  },
};

function advisoryOf(definition: OvalDefinition, report: Report): Advisory | undefined {
  const { metadata } = definition;
  const references = childrenOf(metadata, "reference").map(({ attributes }) => attributes);
  const id = references.find(({ source }) => source === "elsa")?.ref_id;
  const complain = (what: string) =>
    report({ code: "FEED_MALFORMED", message: `${name}: ${id ?? definition.id}: ${what}` });
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
  const published = dayOf(childOf(advisory, "issued")?.attributes.date);
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
    references: [...new Set(references.flatMap(({ ref_url }) => ref_url ?? []))],
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
  return test === undefined
    ? { kind: "unknown", what: `refers to a test that is not there: ${comment}` }
    : meaningOfRpmTest(test);
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

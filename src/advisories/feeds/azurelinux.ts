import { childrenOf, textOf } from "../../formats/xml-items.ts";
import type { Advisory, AffectedRange } from "../../model/advisory.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed, FeedFile } from "../feed.ts";
import type { OvalDefinition } from "../shared/oval.ts";
import { readOvalAdvisories } from "../shared/oval-advisories.ts";
import { type Alternative, alternativesOf } from "../shared/oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { vendorSeverity } from "../shared/vendor-severity.ts";

const name = "azurelinux";

/** Flaws of Azure Linux and of CBL-Mariner, as it was called before: one record for a CVE in one package. */
export const azurelinux: Feed = {
  name,
  describes: "Azure Linux and CBL-Mariner, from Microsoft's OVAL",
  license: "MIT",
  files: ["azurelinux-3.0", "cbl-mariner-1.0", "cbl-mariner-2.0"].map(
    (release): FeedFile => ({
      url: `https://raw.githubusercontent.com/microsoft/AzureLinuxVulnerabilityData/main/${release}-oval.xml`,
      mirrorPath: `azurelinux/${release}-oval.xml.gz`,
      maxBytes: 256 * 1024 * 1024,
    }),
  ),
  version: 1,

  parse: (paths, report) => readOvalAdvisories(paths, { source: name, class: "vulnerability", advisoryOf }, report),
};

function advisoryOf(definition: OvalDefinition, complain: (what: string) => void): Advisory | undefined {
  const { id, metadata } = definition;
  const references = childrenOf(metadata, "reference").map(({ attributes }) => attributes);
  const cve = references.find(({ source }) => source === "CVE")?.ref_id;
  if (cve === undefined || !isCveId(cve)) {
    complain("names no CVE");
    return undefined;
  }

  const isApplicable = textOf(metadata, "patchable") !== "Not Applicable";
  const ways = alternativesOf(definition, meaningOfRpmTest, complain).flatMap(
    (way) => ofItsRelease(way, isApplicable, complain) ?? [],
  );
  const affected = affectedOfAlternatives(ways, () => "Azure Linux");
  if (affected.length === 0) return undefined;
  const details = textOf(metadata, "description");
  const modified = startOfDay(textOf(metadata, "advisory_date"));
  return {
    source: name,
    id: `${cve} ${id}`,
    cves: [cve],
    aliases: [],
    ...(details !== undefined && { details }),
    ...vendorSeverity(textOf(metadata, "severity")),
    cvss: [],
    cwes: [],
    references: [...new Set(references.flatMap(({ ref_url }) => ref_url ?? []))],
    ...(modified !== undefined && { modified }),
    affected,
  };
}

/** `0:2.6.7-3.azl3`: nothing else says of which release a definition is. */
const RELEASE = /\.(cm|azl)(\d+)$/;

/** The way, of the release that its versions name; a flaw that is none there is kept as such. */
function ofItsRelease(
  way: Alternative,
  isApplicable: boolean,
  complain: (what: string) => void,
): Alternative | undefined {
  const { package: condition } = way;
  if (condition === undefined) return undefined;
  const range = withoutSpace(condition.range);
  const [, , release] = RELEASE.exec(Object.values(range)[0] ?? "") ?? [];
  if (release === undefined) {
    complain(`of which release is ${JSON.stringify(Object.values(range)[0])}?`);
    return undefined;
  }
  if (Object.values(range).some((version) => !isVersion(version))) {
    complain(`${JSON.stringify(range)} has no version of a package`);
    return undefined;
  }
  return {
    ...way,
    releases: [`${release}.0`],
    package: {
      ...condition,
      state: isApplicable ? condition.state : "not-affected",
      range: range.fixed === undefined ? range : { ...range, fixed: withRelease(range.fixed) },
    },
  };
}

/** `0: 1.20.10-1.azl3` is written now and then. */
function withoutSpace(range: AffectedRange): AffectedRange {
  return Object.fromEntries(Object.entries(range).map(([end, version]) => [end, version.replaceAll(" ", "")]));
}

/** Where the upstream had no version, `null` stands for it. */
function isVersion(version: string): boolean {
  return /^(?:\d+:)?\d[^:]*$/.test(version) && getVersionOrder("rpm").isValid(version);
}

/**
 * `0:0.9.0.cm2` is written where the fix has a version and no release: without the ending, which made version 0.9.0 of
 * any release older than its own fix.
 */
function withRelease(version: string): string {
  return version.includes("-") ? version : version.replace(RELEASE, "");
}

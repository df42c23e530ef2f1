import { childOf, childrenOf, textOf, type XmlNode } from "../../formats/xml-items.ts";
import type { Advisory } from "../../model/advisory.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed, FeedFile } from "../feed.ts";
import type { OvalDefinition, OvalTest } from "../shared/oval.ts";
import { readOvalAdvisories } from "../shared/oval-advisories.ts";
import { alternativesOf, type Meaning } from "../shared/oval-alternatives.ts";
import { affectedOfAlternatives, meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { vendorSeverity } from "../shared/vendor-severity.ts";

const name = "photon-oval";

/** Photon's updates: one record for an update of one package. */
export const photonOval: Feed = {
  name,
  describes: "Photon OS, from VMware's OVAL",
  license: "as published by VMware",
  files: ["1", "2", "3", "4", "5"].map(
    (release): FeedFile => ({
      url: `https://packages.vmware.com/photon/photon_oval_definitions/com.vmware.phsa-photon${release}.xml.gz`,
      mirrorPath: `photon/photon_oval_definitions/com.vmware.phsa-photon${release}.xml.gz`,
      maxBytes: 64 * 1024 * 1024,
    }),
  ),
  version: 1,

  parse: (paths, report) => readOvalAdvisories(paths, { source: name, class: "patch", advisoryOf }, report),
};

function advisoryOf(definition: OvalDefinition, complain: (what: string) => void): Advisory | undefined {
  const { id, metadata } = definition;
  const affected = affectedOfAlternatives(alternativesOf(definition, meaningOf, complain), () => "Photon OS");
  if (affected.length === 0) {
    complain("names no package of a release");
    return undefined;
  }

  const advisory = childOf(metadata, "advisory");
  const issued = childOf(advisory, "issued")?.attributes.date;
  const updates = updatesOf(metadata, issued);
  const [published, modified] = [startOfDay(issued), startOfDay(childOf(advisory, "updated")?.attributes.date)];
  const [summary, details] = [textOf(metadata, "title"), textOf(metadata, "description")];
  return {
    source: name,
    id,
    cves: [...new Set(childrenOf(advisory, "cve").map(({ text }) => text))].filter(isCveId).sort(),
    aliases: [],
    ...(summary !== undefined && { summary }),
    ...(details !== undefined && { details }),
    ...vendorSeverity(textOf(advisory, "severity")),
    cvss: [],
    cwes: [],
    references: [...new Set(childrenOf(metadata, "reference").flatMap(({ attributes }) => attributes.ref_url ?? []))],
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected: updates.length === 0 ? affected : affected.map((one) => ({ ...one, vendorAdvisories: updates })),
  };
}

/** `Photon OS 3 is installed`; of the same, release files say `3.0`. */
function meaningOf(test: OvalTest | undefined, comment: string): Meaning {
  const [, release] = /^Photon OS (\d+) is installed$/.exec(comment) ?? [];
  if (release !== undefined) return { kind: "releases", releases: [`${release}.0`] };
  return meaningOfRpmTest(test, comment);
}

/** `PHSA:00001:3.0:0036` is what VMware's pages call `PHSA-2019-3.0-0036`, by the year of its issue. */
function updatesOf(metadata: XmlNode | undefined, issued: string | undefined): string[] {
  const year = issued?.slice(0, 4);
  return childrenOf(metadata, "reference").flatMap(({ attributes: { source, ref_id = "" } }) => {
    const [, , release, number] = ref_id.split(":");
    const isWhole = source === "PHSA" && year && /^\d+\.\d+$/.test(release ?? "") && /^\d+$/.test(number ?? "");
    return isWhole ? [`PHSA-${year}-${release}-${number}`] : [];
  });
}

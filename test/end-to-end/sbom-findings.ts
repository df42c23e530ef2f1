import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { z } from "zod";
import { parsePurl } from "../../src/model/purl.ts";
import type { CvesDocument } from "../../src/report/contracts.ts";
import { type Place, plimsoll } from "./plimsoll.ts";

type Document = z.infer<typeof CvesDocument>;
type ReportedPackage = Document["packages"][number];

/** A report of so many packages at their most is still a text that Node can hold. */
const PART = 2000;

/**
 * What the program finds for packages of an SBOM: of each package what `pairsOf` makes of it, and the problems.
 * Reports are long, and other tests hold them to their contract: here they are only parsed.
 */
export async function findingsOf(
  place: Place,
  purls: readonly string[],
  pairsOf: (pkg: ReportedPackage) => readonly string[],
): Promise<{ found: string[]; problems: Document["problems"] }> {
  const found: string[] = [];
  const problems: Document["problems"] = [];
  const components = [...new Set(purls)].map((purl) => {
    const { name, version } = parsePurl(purl);
    return { type: "library", name, version, purl };
  });
  const sbom = join(place.folder, "sbom.cdx.json");
  for (let at = 0; at < components.length; at += PART) {
    const part = components.slice(at, at + PART);
    writeFileSync(sbom, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: part }));
    const { code, stdout, stderr } = await plimsoll(place, ["cves", "--format", "json", `sbom://${sbom}`]);
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout) as Document;
    for (const pkg of report.packages) found.push(...pairsOf(pkg));
    problems.push(...report.problems);
  }
  return { found, problems };
}

/** What only one of two sets of pairs has: the first few, since a text of all would be read by nobody. */
export function differences(
  found: Iterable<string>,
  wanted: Iterable<string>,
): { missing: string[]; tooMuch: string[] } {
  const [have, want] = [new Set(found), new Set(wanted)];
  return {
    missing: [...want].filter((pair) => !have.has(pair)).slice(0, 20),
    tooMuch: [...have].filter((pair) => !want.has(pair)).slice(0, 20),
  };
}

/** Of two equal sets of pairs. */
export const NO_DIFFERENCE = { missing: [], tooMuch: [] };

import { KEEP } from "../../formats/json-stream.ts";
import type { Scope } from "../../model/package.ts";
import { fieldsOf, listOf, textIn } from "../field.ts";
import { each, type KeptFields, pick } from "../kept.ts";

const PACKAGE = [
  "SPDXID",
  "name",
  "versionInfo",
  "supplier",
  "originator",
  "homepage",
  "sourceInfo",
  "licenseConcluded",
  "licenseDeclared",
  "summary",
  "description",
  "primaryPackagePurpose",
  "checksums",
];

/** What relationships say that is read; between packages only, for most of them lead to files. */
const BETWEEN_PACKAGES = new Set(["CONTAINS", "OTHER"]);

/** What a package is there for that another one needs so. */
export const SCOPES: ReadonlyMap<string, Scope> = new Map([
  ["BUILD_DEPENDENCY_OF", "development"],
  ["BUILD_TOOL_OF", "development"],
  ["DEV_DEPENDENCY_OF", "development"],
  ["DEV_TOOL_OF", "development"],
  ["OPTIONAL_DEPENDENCY_OF", "optional"],
  ["PROVIDED_DEPENDENCY_OF", "optional"],
  ["TEST_DEPENDENCY_OF", "development"],
  ["TEST_TOOL_OF", "development"],
]);

const READ = new Set([
  ...BETWEEN_PACKAGES,
  ...SCOPES.keys(),
  "DESCRIBES",
  "DESCRIBED_BY",
  "DEPENDS_ON",
  "DEPENDENCY_OF",
  "GENERATED_FROM",
]);

/** Whether such relationships are read. */
export function isReadRelationship(kind: string): boolean {
  return READ.has(kind);
}

/** Whether a package URL is of a distribution: other packages may belong to such a package. */
export function isOfSystem(purl: string | undefined): boolean {
  return purl !== undefined && /^pkg:(?:deb|rpm|apk|alpm|opkg)\//.test(purl);
}

/**
 * What is read of an SPDX 2 document in JSON: not its files, which are most of it, nor what has to do with them. Which
 * relationships lead to files can be told once the packages are known.
 */
export function spdx2Fields(): KeptFields {
  const packages = new Set<string>();
  return {
    spdxVersion: KEEP,
    name: KEEP,
    documentDescribes: KEEP,
    annotations: KEEP,
    hasExtractedLicensingInfos: each((one) => pick(one, ["licenseId", "extractedText"])),
    packages: each((one) => {
      const id = textIn(one, "SPDXID");
      if (id !== undefined) packages.add(id);
      return keptPackage(one);
    }),
    relationships: each((one) => {
      const kind = textIn(one, "relationshipType") ?? "";
      const to = textIn(one, "relatedSpdxElement") ?? "";
      if (!READ.has(kind)) return undefined;
      // Documents name their packages first; of one that does not, all are kept.
      if (BETWEEN_PACKAGES.has(kind) && packages.size > 0 && !packages.has(to)) return undefined;
      return pick(one, kind === "OTHER" ? [...RELATIONSHIP, "comment"] : RELATIONSHIP);
    }),
  };
}

const RELATIONSHIP = ["spdxElementId", "relationshipType", "relatedSpdxElement"];

function keptPackage(one: unknown): unknown {
  const { externalRefs, annotations } = fieldsOf(one);
  const kept = pick(one, PACKAGE);
  if (externalRefs !== undefined) {
    const purls = listOf(externalRefs).filter((ref) => textIn(ref, "referenceType") === "purl");
    (kept as Record<string, unknown>).externalRefs = purls;
  }
  if (annotations !== undefined) {
    (kept as Record<string, unknown>).annotations = listOf(annotations).map((note) => pick(note, ["comment"]));
  }
  return kept;
}

import { KEEP } from "../../formats/json-stream.ts";
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
const READ = new Set([
  ...BETWEEN_PACKAGES,
  "DESCRIBES",
  "DESCRIBED_BY",
  "DEPENDS_ON",
  "DEPENDENCY_OF",
  "GENERATED_FROM",
]);

/** What is read of an SPDX 2 document in JSON: not its files, which are most of it, nor what has to do with them. */
export function spdx2Fields(): KeptFields {
  const { keepPackage, keepRelationship } = spdx2Lists();
  return {
    spdxVersion: KEEP,
    name: KEEP,
    documentDescribes: KEEP,
    annotations: KEEP,
    hasExtractedLicensingInfos: each((one) => pick(one, ["licenseId", "extractedText"])),
    packages: each(keepPackage),
    relationships: each(keepRelationship),
  };
}

/** Takes packages and relationships as they come; what leads to a file can be told once the packages are known. */
export function spdx2Lists() {
  const packages = new Set<string>();
  return {
    keepPackage(one: unknown): unknown {
      const id = textIn(one, "SPDXID");
      if (id !== undefined) packages.add(id);
      const { externalRefs, annotations } = fieldsOf(one);
      const kept = pick(one, PACKAGE);
      if (typeof kept === "object" && kept !== null) {
        Object.assign(kept, {
          ...(externalRefs !== undefined && {
            externalRefs: listOf(externalRefs).filter((ref) => textIn(ref, "referenceType") === "purl"),
          }),
          ...(annotations !== undefined && { annotations: listOf(annotations).map((note) => pick(note, ["comment"])) }),
        });
      }
      return kept;
    },
    keepRelationship(one: unknown): unknown {
      const kind = textIn(one, "relationshipType") ?? "";
      if (!READ.has(kind)) return undefined;
      const to = textIn(one, "relatedSpdxElement") ?? "";
      // Documents name their packages first; of one that does not, all are kept.
      if (BETWEEN_PACKAGES.has(kind) && packages.size > 0 && !packages.has(to)) return undefined;
      return pick(one, [
        "spdxElementId",
        "relationshipType",
        "relatedSpdxElement",
        ...(kind === "OTHER" ? ["comment"] : []),
      ]);
    },
  };
}

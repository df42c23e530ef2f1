import { textIn } from "../field.ts";
import { each, type KeptFields, pick } from "../kept.ts";

/** Kinds of elements that are read; files and snippets are most of such a graph. */
const KINDS =
  /^(?:software_Package|Agent|Person|Organization|SoftwareAgent|software_Sbom|SpdxDocument)$|(?:LicenseExpression|SimpleLicensingText|Relationship)$/;

/** What relationships say that is read. */
const RELATIONSHIPS = new Set(["dependsOn", "hasDeclaredLicense", "hasConcludedLicense"]);

const FIELDS = [
  "type",
  "@type",
  "spdxId",
  "@id",
  "name",
  "summary",
  "description",
  "from",
  "to",
  "relationshipType",
  "rootElement",
  "simplelicensing_licenseExpression",
  "simplelicensing_licenseText",
  "software_packageUrl",
  "software_packageVersion",
  "software_homePage",
  "software_primaryPurpose",
  "externalIdentifier",
  "originatedBy",
  "suppliedBy",
  "verifiedUsing",
  "extension",
];

/** What is read of an SPDX 3 document. */
export const SPDX3: KeptFields = { "@graph": each(keptElement) };

function keptElement(element: unknown): unknown {
  const kind = textIn(element, "type") ?? textIn(element, "@type") ?? "";
  if (!KINDS.test(kind)) return undefined;
  if (kind.endsWith("Relationship") && !RELATIONSHIPS.has(textIn(element, "relationshipType") ?? "")) return undefined;
  return pick(element, FIELDS);
}

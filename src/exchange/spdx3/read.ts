import { fieldsOf, listOf, textIn, textsIn } from "../field.ts";
import { foreignDigests, foreignSystem } from "../foreign-target.ts";
import { distributionOfProperties, imageOfProperties, problemsOfProperties } from "../image-properties.ts";
import { addNeed, linksOf, newLinks } from "../links.ts";
import { withProperties } from "../package-properties.ts";
import type { Property } from "../property.ts";
import type { SbomParts, SbomReader } from "../reading.ts";
import { findRoot, isImagePurl } from "../root.ts";
import { sha256DigestOf } from "../target.ts";
import { packageOfSpdx3, purlIn } from "./native.ts";

/** Reads the graph of an SPDX 3.0 document, as its JSON-LD context names things. */
export const readSpdx3: SbomReader = (document): SbomParts => {
  const graph = listOf(fieldsOf(document)["@graph"]);
  const ofType = (pattern: RegExp) =>
    graph.filter((one) => pattern.test(textIn(one, "type") ?? textIn(one, "@type") ?? ""));
  const all = ofType(/^software_Package$/);
  const agents = namesOf(ofType(/^(?:Agent|Person|Organization|SoftwareAgent)$/));
  const expressions = new Map(
    ofType(/LicenseExpression$/).flatMap((one): [string, string][] => {
      const [id, text] = [idOf(one), textIn(one, "simplelicensing_licenseExpression")];
      return id === undefined || text === undefined ? [] : [[id, text]];
    }),
  );
  const licenseTexts = new Map(
    ofType(/SimpleLicensingText$/).flatMap((one): [string, string][] => {
      const [name, text] = [textIn(one, "name"), textIn(one, "simplelicensing_licenseText")];
      return name === undefined || text === undefined ? [] : [[name, text]];
    }),
  );
  const purls = new Map(
    all.flatMap((one): [string, string][] => {
      const [id, purl] = [idOf(one), purlOf(one)];
      return id === undefined || purl === undefined ? [] : [[id, purl]];
    }),
  );

  const links = newLinks();
  const licenses = new Map<string, string>();
  for (const one of ofType(/Relationship$/)) {
    const [from, kind] = [textIn(one, "from"), textIn(one, "relationshipType")];
    if (from === undefined) continue;
    for (const to of textsIn(one, "to")) {
      if (kind === "dependsOn") addNeed(links, from, /NoneElement$/.test(to) ? undefined : to);
      if (kind === "contains") links.owners.set(to, from);
      const expression = expressions.get(to);
      const isBetter = kind === "hasDeclaredLicense" || (kind === "hasConcludedLicense" && !licenses.has(from));
      if (expression !== undefined && isBetter) licenses.set(from, expression);
    }
  }

  const purposeOf = (one: unknown) => textIn(one, "software_primaryPurpose");
  const roots = new Set(ofType(/^(?:software_Sbom|SpdxDocument)$/).flatMap((one) => textsIn(one, "rootElement")));
  const isContainer = (one: unknown) => purposeOf(one) === "container";
  const isDescribed = (one: unknown) => roots.has(idOf(one) ?? "");
  const root = findRoot(all.filter(isDescribed), purlOf, isContainer) ?? all.find(isContainer);
  const system = all.find((one) => purposeOf(one) === "operatingSystem");
  const surroundings = { agents, licenses, licenseTexts };
  const packages = all
    .filter((one) => one !== system && one !== root && !isContainer(one) && !isImagePurl(purlOf(one)))
    .map((one) => {
      const { dependsOn } = linksOf(links, idOf(one) ?? "", purls);
      const pkg = withProperties(packageOfSpdx3(one, surroundings), propertiesIn(one));
      return { ...pkg, ...(dependsOn && { dependsOn }) };
    });
  return {
    packages,
    image: imageOf(root),
    distribution: system === undefined ? undefined : systemOf(system),
    problems: problemsOfProperties(propertiesIn(ofType(/^SpdxDocument$/)[0])),
  };
};

const purlOf = (one: unknown) => textIn(one, "software_packageUrl") ?? purlIn(one);
const idOf = (one: unknown) => textIn(one, "spdxId") ?? textIn(one, "@id");

function namesOf(elements: readonly unknown[]): Map<string, string> {
  return new Map(
    elements.flatMap((one): [string, string][] => {
      const [id, name] = [idOf(one), textIn(one, "name")];
      return id === undefined || name === undefined ? [] : [[id, name]];
    }),
  );
}

function propertiesIn(element: unknown): Property[] {
  return listOf(fieldsOf(element).extension)
    .flatMap((one) => listOf(fieldsOf(one).extension_cdxProperty))
    .flatMap((one) => {
      const name = textIn(one, "extension_cdxPropName");
      return name === undefined ? [] : [{ name, value: textIn(one, "extension_cdxPropValue") ?? "" }];
    });
}

function imageOf(root: unknown): SbomParts["image"] {
  const { names, digests = {}, ...ours } = imageOfProperties(propertiesIn(root));
  const name = textIn(root, "name");
  const digest =
    sha256DigestOf(textIn(root, "software_packageVersion")) ?? sha256DigestOf(textIn(root, "software_packageUrl"));
  return {
    ...ours,
    names: names.length > 0 ? names : name === undefined ? [] : [name],
    digests: foreignDigests(digests, { manifest: digest, config: undefined }),
  };
}

function systemOf(system: unknown) {
  const [id, about] = [textIn(system, "name"), textIn(system, "summary")];
  const version = textIn(system, "software_packageVersion");
  return distributionOfProperties(propertiesIn(system)) ?? foreignSystem({ id, version, about });
}

import { sha256Of } from "../../host/sha256.ts";
import type { Package } from "../../model/package.ts";
import type { Sbom } from "../../model/sbom.ts";
import { applicationTypes } from "../applications.ts";
import { cpesOf } from "../cpes.ts";
import { packageReference } from "../graph.ts";
import { distributionProperties, imageProperties, problemProperties } from "../image-properties.ts";
import { declaredExpression } from "../licenses.ts";
import { fullName } from "../package-name.ts";
import { packageProperties } from "../package-properties.ts";
import type { Property } from "../property.ts";
import { distributionTypes } from "../purl-types.ts";
import { targetOf } from "../target.ts";
import { uuidOf } from "../uuid.ts";
import { isWebAddress } from "../web-address.ts";
import { timestampOf, type WriteOptions } from "../writing.ts";
import { packageOfSpdx3 } from "./native.ts";

/** An element of the graph, its fields by the names of the JSON-LD context. */
export type Spdx3Element = Readonly<Record<string, unknown>>;

export interface Spdx3Document {
  readonly "@context": string;
  readonly "@graph": readonly Spdx3Element[];
}

const CREATION = "_:creation";

/** An element that stands for "there is none". Source: https://spdx.github.io/spdx-spec/v3.0.1/model/Core/Individuals/NoneElement/ */
export const NONE = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";

/** The inventory as an SPDX 3.0 document. Source: https://spdx.github.io/spdx-spec/v3.0.1/ */
export function spdx3Document(sbom: Sbom, options: WriteOptions): Spdx3Document {
  const base = `https://spdx.org/spdxdocs/plimsoll-${uuidOf(JSON.stringify([sbom, options.toolVersion, timestampOf(sbom, options)]))}#`;
  const idOf = (kind: string, text: string) => `${base}${kind}-${sha256Of(text).slice(7, 23)}`;
  const idOfPackage = (pkg: Package) => idOf("Package", packageReference(pkg));
  const element = (spdxId: string, type: string, fields: Spdx3Element): Spdx3Element => ({
    type,
    spdxId,
    creationInfo: CREATION,
    ...fields,
  });

  const relationships = new Map<string, Spdx3Element>();
  const relate = (from: string, relationshipType: string, to: readonly string[]) => {
    if (to.length === 0) return;
    const spdxId = idOf("Relationship", `${from} ${relationshipType}`);
    relationships.set(spdxId, element(spdxId, "Relationship", { from, relationshipType, to: [...new Set(to)] }));
  };

  const agents = new Map<string, Spdx3Element>();
  const agentOf = (name: string, type: string) => {
    const spdxId = idOf("Agent", `${type} ${name}`);
    agents.set(spdxId, element(spdxId, type, { name }));
    return spdxId;
  };

  const licenses = new Map<string, Spdx3Element>();
  const licenseOf = ({ licenses: texts, license }: Package) => {
    const declared = declaredExpression(texts, license);
    if (!declared) return undefined;
    const { expression, others } = declared;
    const custom = others.map(({ id, text }) => {
      const spdxId = idOf("LicenseText", `${id} ${text}`);
      licenses.set(
        spdxId,
        element(spdxId, "simplelicensing_SimpleLicensingText", { name: id, simplelicensing_licenseText: text }),
      );
      return { type: "DictionaryEntry", key: id, value: spdxId };
    });
    const spdxId = idOf("License", JSON.stringify([expression, custom]));
    licenses.set(
      spdxId,
      element(spdxId, "simplelicensing_LicenseExpression", {
        simplelicensing_licenseExpression: expression,
        ...(custom.length > 0 && { simplelicensing_customIdToUri: custom }),
      }),
    );
    return { spdxId, expression, texts: new Map(others.map(({ id, text }) => [id, text])) };
  };

  const packageElement = (pkg: Package): Spdx3Element => {
    const { author, homepage, checksums, description, type } = pkg;
    const license = licenseOf(pkg);
    const cpes = cpesOf(pkg);
    const isOfSystem = distributionTypes.has(type);
    const agent = author === undefined ? undefined : agentOf(author, isOfSystem ? "Organization" : "Agent");
    const written = element(idOfPackage(pkg), "software_Package", {
      name: fullName(pkg),
      software_packageVersion: pkg.version,
      software_packageUrl: pkg.purl,
      software_primaryPurpose: applicationTypes.has(type) ? "application" : "library",
      ...(description && { description }),
      ...(homepage && isWebAddress(homepage) && { software_homePage: homepage }),
      ...(agent && (isOfSystem ? { suppliedBy: agent } : { originatedBy: [agent] })),
      ...(cpes.length > 0 && {
        externalIdentifier: cpes.map((identifier) => ({
          type: "ExternalIdentifier",
          externalIdentifierType: "cpe23",
          identifier,
        })),
      }),
      ...(checksums && {
        verifiedUsing: checksums.map(({ algorithm, value }) => ({ type: "Hash", algorithm, hashValue: value })),
      }),
    });
    const native = packageOfSpdx3(written, {
      agents: new Map(agent && author ? [[agent, author]] : []),
      licenses: new Map(license ? [[idOfPackage(pkg), license.expression]] : []),
      licenseTexts: license?.texts ?? new Map(),
    });
    if (license) relate(idOfPackage(pkg), "hasDeclaredLicense", [license.spdxId]);
    return { ...written, ...extension(packageProperties(pkg, native)) };
  };

  const { kind, name, version, sha256, purl } = targetOf(sbom.image);
  const { distribution } = sbom.image;
  const rootId = `${base}Image`;
  const root = element(rootId, "software_Package", {
    name,
    ...(version && { software_packageVersion: version }),
    ...(purl && { software_packageUrl: purl }),
    software_primaryPurpose: kind,
    ...(sha256 && { verifiedUsing: [{ type: "Hash", algorithm: "sha256", hashValue: sha256 }] }),
    ...extension(imageProperties(sbom.image)),
  });
  const systemId = `${base}OperatingSystem`;
  const system =
    distribution &&
    element(systemId, "software_Package", {
      name: distribution.id,
      ...(distribution.versionId && { software_packageVersion: distribution.versionId }),
      summary: distribution.name,
      software_primaryPurpose: "operatingSystem",
      ...extension(distributionProperties(distribution)),
    });
  const packages = sbom.packages.map(packageElement);

  const named = Map.groupBy(sbom.packages, (pkg) => pkg.purl);
  const idsOf = (text: string) => (named.get(text) ?? []).map(idOfPackage);
  relate(rootId, "contains", [...(system ? [systemId] : []), ...sbom.packages.map(idOfPackage)]);
  for (const [purl = "", owned] of Map.groupBy(sbom.packages, ({ owner }) => owner)) {
    for (const owner of idsOf(purl)) relate(owner, "contains", owned.map(idOfPackage));
  }
  for (const pkg of sbom.packages) {
    const needs = pkg.dependsOn?.flatMap(idsOf);
    // That it needs nothing is known, where a list is there.
    if (needs) relate(idOfPackage(pkg), "dependsOn", needs.length > 0 ? needs : [NONE]);
  }

  const tool = element(`${base}Tool`, "Tool", { name: `plimsoll-${options.toolVersion}` });
  const maker = element(`${base}Maker`, "SoftwareAgent", { name: `plimsoll-${options.toolVersion}` });
  const content = [
    tool,
    maker,
    root,
    ...(system ? [system] : []),
    ...packages,
    ...agents.values(),
    ...licenses.values(),
    ...relationships.values(),
  ];
  const bomId = `${base}Sbom`;
  const created = {
    type: "CreationInfo",
    "@id": CREATION,
    specVersion: "3.0.1",
    created: timestampOf(sbom, options),
    createdBy: [maker.spdxId],
    createdUsing: [tool.spdxId],
  };
  const document = element(`${base}Document`, "SpdxDocument", {
    name,
    rootElement: [bomId],
    element: [bomId, ...content.map(({ spdxId }) => spdxId)],
    profileConformance: ["core", "software", "simpleLicensing", "extension"],
    dataLicense: idOf("License", "CC0-1.0"),
    ...extension(problemProperties(sbom.problems)),
  });
  const dataLicense = element(idOf("License", "CC0-1.0"), "simplelicensing_LicenseExpression", {
    simplelicensing_licenseExpression: "CC0-1.0",
  });
  const bom = element(bomId, "software_Sbom", {
    software_sbomType: ["analyzed"],
    rootElement: [rootId],
    element: [root, ...(system ? [system] : []), ...packages].map(({ spdxId }) => spdxId),
  });
  return {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [created, document, dataLicense, bom, ...content],
  };
}

/** What has no field, in the form that SPDX 3 has for properties of CycloneDX. */
function extension(properties: readonly Property[]): Spdx3Element {
  if (properties.length === 0) return {};
  return {
    extension: [
      {
        type: "extension_CdxPropertiesExtension",
        extension_cdxProperty: properties.map(({ name, value }) => ({
          type: "extension_CdxPropertyEntry",
          extension_cdxPropName: name,
          extension_cdxPropValue: value,
        })),
      },
    ],
  };
}

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
import type { Spdx2Annotation, Spdx2Document, Spdx2License, Spdx2Package, Spdx2Relationship } from "./document.ts";
import { packageOfSpdx2 } from "./native.ts";

const NOTHING_SAID = "NOASSERTION";
const ROOT = "SPDXRef-Image";
const SYSTEM = "SPDXRef-OperatingSystem";
const DOCUMENT = "SPDXRef-DOCUMENT";

/** The inventory as an SPDX 2.3 document. */
export function spdx2Document(sbom: Sbom, options: WriteOptions): Spdx2Document {
  const created = timestampOf(sbom, options);
  const annotate = annotator(created, options);
  const licenses = new Map<string, string>();
  const system = systemPackage(sbom, annotate);
  const packages = sbom.packages.map((pkg) => packageOf(pkg, licenses, annotate));
  const root = rootPackage(sbom, annotate);
  const problems = annotate(problemProperties(sbom.problems));
  const others = [...licenses]
    .map(([licenseId, extractedText]): Spdx2License => ({ licenseId, extractedText }))
    .sort((a, b) => (a.licenseId < b.licenseId ? -1 : 1));
  const body = {
    name: root.name,
    creationInfo: { created, creators: [`Tool: plimsoll-${options.toolVersion}`] },
    ...(problems.length > 0 && { annotations: problems }),
    packages: [root, ...(system ? [system] : []), ...packages],
    ...(others.length > 0 && { hasExtractedLicensingInfos: others }),
    relationships: relationshipsOf(sbom),
  };
  const slug = body.name.replaceAll(/[^\w.-]+/g, "-").slice(0, 100);
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: DOCUMENT,
    ...body,
    // For who has no web site of their own. Source: SPDX 2.3, section 6.5
    documentNamespace: `https://spdx.org/spdxdocs/plimsoll/${slug}-${uuidOf(JSON.stringify(body))}`,
  };
}

type Annotate = (properties: readonly Property[]) => Spdx2Annotation[];

/** Properties as notes of the tool, the way that Trivy writes them. */
function annotator(annotationDate: string, { toolVersion }: WriteOptions): Annotate {
  const annotator = `Tool: plimsoll-${toolVersion}`;
  return (properties) =>
    properties.map(({ name, value }) => ({
      annotator,
      annotationDate,
      annotationType: "OTHER",
      comment: `${name}: ${value}`,
    }));
}

const UNKNOWN = {
  downloadLocation: NOTHING_SAID,
  filesAnalyzed: false,
  licenseConcluded: NOTHING_SAID,
  licenseDeclared: NOTHING_SAID,
  copyrightText: NOTHING_SAID,
} as const;

const references = (purl: string, cpes: readonly string[] = []) => ({
  externalRefs: [
    { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
    ...cpes.map((cpe) => ({ referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: cpe })),
  ],
});

function rootPackage({ image }: Sbom, annotate: Annotate): Spdx2Package {
  const { kind, name, version, sha256, purl } = targetOf(image);
  const annotations = annotate(imageProperties(image));
  return {
    SPDXID: ROOT,
    name: oneLine(name),
    ...(version && { versionInfo: version }),
    ...UNKNOWN,
    ...(sha256 && { checksums: [{ algorithm: "SHA256", checksumValue: sha256 }] }),
    ...(purl && references(purl)),
    primaryPackagePurpose: kind === "container" ? "CONTAINER" : "APPLICATION",
    ...(annotations.length > 0 && { annotations }),
  };
}

function systemPackage({ image: { distribution } }: Sbom, annotate: Annotate): Spdx2Package | undefined {
  if (!distribution) return undefined;
  const { id, name, versionId } = distribution;
  return {
    SPDXID: SYSTEM,
    name: oneLine(id),
    ...(versionId && { versionInfo: oneLine(versionId) }),
    ...UNKNOWN,
    summary: name,
    primaryPackagePurpose: "OPERATING_SYSTEM",
    annotations: annotate(distributionProperties(distribution)),
  };
}

function packageOf(pkg: Package, licenses: Map<string, string>, annotate: Annotate): Spdx2Package {
  const declared = declaredExpression(pkg.licenses, pkg.license);
  for (const { id, text } of declared?.others ?? []) {
    if (!licenses.has(id)) licenses.set(id, text);
  }
  const { source, homepage, author } = pkg;
  const isFromOther = source && (source.name !== pkg.name || source.version !== pkg.version);
  const written: Spdx2Package = {
    SPDXID: spdxIdOf(pkg),
    name: oneLine(fullName(pkg)),
    versionInfo: oneLine(pkg.version),
    ...(author && actorsOf(author, distributionTypes.has(pkg.type))),
    ...UNKNOWN,
    ...(pkg.checksums && {
      checksums: pkg.checksums.map(({ algorithm, value }) => ({
        algorithm: algorithm.toUpperCase(),
        checksumValue: value,
      })),
    }),
    ...(homepage && isWebAddress(homepage) && { homepage }),
    ...(isFromOther && { sourceInfo: `built package from: ${oneLine(source.name)} ${oneLine(source.version)}` }),
    ...(declared && { licenseDeclared: declared.expression }),
    ...(pkg.description && { summary: pkg.description }),
    ...references(pkg.purl, cpesOf(pkg)),
    primaryPackagePurpose: applicationTypes.has(pkg.type) ? "APPLICATION" : "LIBRARY",
  };
  return { ...written, annotations: annotate(packageProperties(pkg, packageOfSpdx2(written, licenses))) };
}

/** An author's address stands in round brackets, not in angles. */
function actorsOf(author: string, isOrganization: boolean): Pick<Spdx2Package, "supplier" | "originator"> {
  const [, name = "", email] = /^([^<>()]{1,200}?) <([^<>()\s]{1,200})>$/.exec(author) ?? [undefined, author];
  const plain = oneLine(name).replaceAll(/[()]/g, "");
  const who = email ? `${plain} (${email})` : plain;
  return isOrganization ? { supplier: `Organization: ${who}` } : { originator: `Person: ${who}` };
}

function relationshipsOf(sbom: Sbom): Spdx2Relationship[] {
  const relate = (from: string, relationshipType: Spdx2Relationship["relationshipType"], to: string) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  const named = Map.groupBy(sbom.packages, ({ purl }) => purl);
  const idsOf = (purl: string) => (named.get(purl) ?? []).map(spdxIdOf);
  return [
    relate(DOCUMENT, "DESCRIBES", ROOT),
    ...(sbom.image.distribution ? [relate(ROOT, "CONTAINS", SYSTEM)] : []),
    ...sbom.packages.map((pkg) => relate(ROOT, "CONTAINS", spdxIdOf(pkg))),
    ...sbom.packages.flatMap((pkg) =>
      pkg.owner === undefined ? [] : idsOf(pkg.owner).map((owner) => relate(owner, "CONTAINS", spdxIdOf(pkg))),
    ),
    ...sbom.packages.flatMap((pkg) => {
      const needs = pkg.dependsOn?.flatMap(idsOf);
      // That it needs nothing is known, where a list is there.
      if (needs?.length === 0) return [relate(spdxIdOf(pkg), "DEPENDS_ON", "NONE")];
      return needs?.map((id) => relate(spdxIdOf(pkg), "DEPENDS_ON", id)) ?? [];
    }),
  ];
}

function spdxIdOf(pkg: Package): string {
  const words = `${pkg.type}-${pkg.name}`.slice(0, 80).replaceAll(/[^A-Za-z0-9.]+/g, "-");
  return `SPDXRef-Package-${words}-${sha256Of(packageReference(pkg)).slice(7, 23)}`;
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ").trim();

import type { Package } from "../../model/package.ts";
import type { Sbom } from "../../model/sbom.ts";
import { applicationTypes } from "../applications.ts";
import { cpesOf } from "../cpes.ts";
import { graphOf, packageReference } from "../graph.ts";
import { distributionProperties, imageProperties, problemProperties } from "../image-properties.ts";
import { declaredExpression, isListedLicense } from "../licenses.ts";
import { packageProperties } from "../package-properties.ts";
import { OURS } from "../property.ts";
import { distributionTypes } from "../purl-types.ts";
import { targetOf } from "../target.ts";
import { uuidOf } from "../uuid.ts";
import { isWebAddress } from "../web-address.ts";
import { timestampOf, type WriteOptions } from "../writing.ts";
import type { CdxComponent, CdxDependency, CdxDocument, CdxLicense } from "./document.ts";
import { packageOfComponent, SCOPES } from "./native.ts";
import { type CycloneDxVersion, holds } from "./versions.ts";

const ALGORITHMS = { md5: "MD5", sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" } as const;

/** The inventory as a CycloneDX document of one version. */
export function cycloneDxDocument(sbom: Sbom, version: CycloneDxVersion, options: WriteOptions): CdxDocument {
  const root = rootComponent(sbom);
  const rootRef = root["bom-ref"] ?? "";
  const system = systemComponent(sbom);
  const { roots, dependsOn } = graphOf(sbom, packageReference);
  const dependencies: CdxDependency[] = [
    { ref: rootRef, dependsOn: [...(system?.["bom-ref"] ? [system["bom-ref"]] : []), ...roots] },
    ...[...dependsOn].map(([ref, needs]) => ({ ref, dependsOn: needs })),
  ];
  const problems = problemProperties(sbom.problems);
  const body = {
    metadata: {
      timestamp: timestampOf(sbom, options),
      tools: toolsOf(version, options),
      component: root,
      ...(problems.length > 0 && { properties: problems }),
    },
    components: [...(system ? [system] : []), ...sbom.packages.map((pkg) => componentOf(pkg, version))],
    dependencies,
  };
  return {
    $schema: `http://cyclonedx.org/schema/bom-${version}.schema.json`,
    bomFormat: "CycloneDX",
    specVersion: version,
    serialNumber: `urn:uuid:${uuidOf(version + JSON.stringify(body))}`,
    version: 1,
    ...body,
  };
}

function toolsOf(version: CycloneDxVersion, { toolVersion }: WriteOptions) {
  return holds(version, "toolComponents")
    ? { components: [{ type: "application", name: "plimsoll", version: toolVersion }] }
    : [{ name: "plimsoll", version: toolVersion }];
}

function rootComponent({ image }: Sbom): CdxComponent {
  const { kind, name, version, sha256, purl } = targetOf(image);
  const properties = imageProperties(image);
  return {
    type: kind,
    "bom-ref": `${OURS}root`,
    name,
    ...(version && { version }),
    ...(sha256 && { hashes: [{ alg: ALGORITHMS.sha256, content: sha256 }] }),
    ...(purl && { purl }),
    ...(properties.length > 0 && { properties }),
  };
}

function systemComponent({ image: { distribution } }: Sbom): CdxComponent | undefined {
  if (!distribution) return undefined;
  const { id, name, versionId } = distribution;
  return {
    type: "operating-system",
    "bom-ref": `${OURS}operating-system`,
    name: id,
    ...(versionId && { version: versionId }),
    description: name,
    properties: distributionProperties(distribution),
  };
}

function componentOf(pkg: Package, version: CycloneDxVersion): CdxComponent {
  const isOfSystem = distributionTypes.has(pkg.type);
  const { author, namespace, homepage, scope } = pkg;
  const licenses = licensesOf(pkg, version);
  const [cpe] = cpesOf(pkg);
  const component: CdxComponent = {
    type: applicationTypes.has(pkg.type) ? "application" : "library",
    "bom-ref": packageReference(pkg),
    ...(author && isOfSystem && { supplier: { name: author } }),
    ...(author && !isOfSystem && (holds(version, "authors") ? { authors: [{ name: author }] } : { author })),
    // The distribution is no part of a package's name.
    ...(namespace && !isOfSystem && { group: namespace }),
    name: pkg.name,
    version: pkg.version,
    ...(pkg.description && { description: pkg.description }),
    ...(scope && { scope: SCOPES[scope] }),
    ...(pkg.checksums && {
      hashes: pkg.checksums.map(({ algorithm, value }) => ({ alg: ALGORITHMS[algorithm], content: value })),
    }),
    ...(licenses.length > 0 && { licenses }),
    // There is room for one.
    ...(cpe && { cpe }),
    purl: pkg.purl,
    ...(homepage && isWebAddress(homepage) && { externalReferences: [{ type: "website", url: homepage }] }),
  };
  const properties = packageProperties(pkg, packageOfComponent(component));
  return {
    ...component,
    properties,
    ...(pkg.locations.length > 0 &&
      holds(version, "occurrences") && {
        evidence: { occurrences: pkg.locations.map(({ path }) => ({ location: `/${path}` })) },
      }),
  };
}

function licensesOf({ license, licenses }: Package, version: CycloneDxVersion): CdxLicense[] {
  const acknowledgement = holds(version, "acknowledgement") ? { acknowledgement: "declared" } : {};
  const named = licenses.map((text) => ({
    license: { ...acknowledgement, ...(isListedLicense(text) ? { id: text } : { name: text }) },
  }));
  if (license === undefined) return named;
  // Ids that all hold need no expression, and more readers know them.
  if (licenses.every(isListedLicense) && licenses.join(" AND ") === license) return named;
  if (isListedLicense(license)) return [{ license: { ...acknowledgement, id: license } }];
  const { expression } = declaredExpression(licenses, license) ?? {};
  return expression === license ? [{ ...acknowledgement, expression }] : named;
}

import type { ImageMetadata } from "../../model/image.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn } from "../field.ts";
import { versionOf } from "../foreign-properties.ts";
import { addNeed, linksOf, newLinks } from "../links.ts";
import { checksumOf, NO_LAYER, type PartialPackage, splitOnce } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import { distributionTypes } from "../purl-types.ts";
import type { SbomParts, SbomReader } from "../reading.ts";

/**
 * Reads Trivy's JSON report; it lists packages where it was asked to (`--list-all-pkgs`, the default since 0.54).
 * Source: https://github.com/aquasecurity/trivy/blob/main/pkg/types/report.go
 */
export const readTrivy: SbomReader = (document, report): SbomParts => {
  const { Results, Metadata } = fieldsOf(document);
  const results = listOf(Results);
  const packages = results.flatMap(packagesOf);
  if (packages.length === 0 && results.some((result) => listOf(fieldsOf(result).Vulnerabilities).length > 0)) {
    report({
      code: "FILE_MALFORMED",
      message: "the report lists vulnerabilities and no packages: --list-all-pkgs brings them",
    });
  }
  return {
    packages,
    image: imageOf(Metadata, textIn(document, "ArtifactName")),
    distribution: distributionOf(fieldsOf(Metadata).OS),
  };
};

function packagesOf(result: unknown): PartialPackage[] {
  const all = listOf(fieldsOf(result).Packages);
  const purls = new Map<string, string>();
  const links = newLinks();
  for (const one of all) {
    const purl = textIn(fieldsOf(one).Identifier, "PURL");
    // What is needed is named by one id or the other.
    for (const id of [textIn(one, "ID"), textIn(fieldsOf(one).Identifier, "UID")]) {
      if (id === undefined) continue;
      if (purl !== undefined) purls.set(id, purl);
      for (const needed of textsIn(one, "DependsOn")) addNeed(links, id, needed);
    }
  }
  const target = textIn(result, "Target");
  const isFile = textIn(result, "Class") === "lang-pkgs" && target?.includes("/");
  return all.map((one) =>
    packageOf(one, linksOf(links, textIn(one, "ID") ?? "", purls).dependsOn, isFile ? target : undefined),
  );
}

/** Words for how a package came in, and what they say of somebody having asked for it. */
const DIRECT: Readonly<Record<string, boolean>> = { direct: true, root: true, workspace: true, indirect: false };

function packageOf(one: unknown, dependsOn: string[] | undefined, file: string | undefined): PartialPackage {
  const { Identifier, Layer } = fieldsOf(one);
  const purl = textIn(Identifier, "PURL");
  const parts = parsedPurl(purl);
  const isOfSystem = parts !== undefined && distributionTypes.has(parts.type);
  const whole = (prefix: string) => {
    const version = textIn(one, `${prefix}Version`);
    const [release, epoch] = [textIn(one, `${prefix}Release`), numberIn(one, `${prefix}Epoch`)];
    return version === undefined ? undefined : versionOf({ version, release, epoch });
  };
  const [version, sourceVersion] = [whole(""), whole("Src")];
  const source = textIn(one, "SrcName");
  const path = textIn(one, "FilePath") ?? file;
  const [diffId, digest] = [textIn(Layer, "DiffID"), textIn(Layer, "Digest")];
  const layer = diffId || digest ? { ordinal: 0, diffId: diffId ?? "", ...(digest && { digest }) } : NO_LAYER;
  const author = textIn(one, "Maintainer");
  const checksum = checksumOf(...splitOnce(textIn(one, "Digest") ?? "", ":"));
  const relationship = textIn(one, "Relationship") ?? (fieldsOf(one).Indirect === true ? "indirect" : "");
  const foundBy = textIn(one, "AnalyzedBy");
  return {
    ...ofPurl(parts, purl),
    name: parts?.name ?? textIn(one, "Name") ?? "",
    ...(version && { version }),
    ...(isOfSystem && source && sourceVersion && { source: { name: source, version: sourceVersion } }),
    licenses: textsIn(one, "Licenses"),
    ...(author && { author }),
    ...(checksum && { checksums: [checksum] }),
    ...(dependsOn && { dependsOn }),
    ...(Object.hasOwn(DIRECT, relationship) && { direct: DIRECT[relationship] === true }),
    ...(fieldsOf(one).Dev === true && { scope: "development" as const }),
    layer,
    ...(path && { locations: [{ path: path.replace(/^\//, ""), layer }] }),
    ...(foundBy && { foundBy: `trivy:${foundBy}` }),
  };
}

function imageOf(metadata: unknown, name: string | undefined): SbomParts["image"] {
  const fields = fieldsOf(metadata);
  const settings = fieldsOf(fields.ImageConfig);
  const config = textIn(metadata, "ImageID");
  const [repoDigest = ""] = textsIn(metadata, "RepoDigests");
  const manifest = splitOnce(repoDigest, "@")[1];
  const created = textIn(settings, "created");
  const tags = textsIn(metadata, "RepoTags");
  const [os, architecture, variant] = [
    textIn(settings, "os"),
    textIn(settings, "architecture"),
    textIn(settings, "variant"),
  ];
  const digests = listOf(fields.Layers);
  const labels = Object.entries(fieldsOf(fieldsOf(settings.config).Labels)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const total = digests.reduce<number>((sum, one) => sum + (numberIn(one, "Size") ?? 0), 0);
  return {
    names: tags.length > 0 ? tags : name === undefined ? [] : [name],
    digests: { ...(manifest && { manifest }), ...(config && { config }) },
    ...(created && { created }),
    ...((os || architecture) && {
      platform: { os: os ?? "", architecture: architecture ?? "", ...(variant && { variant }) },
    }),
    labels: Object.fromEntries(labels),
    ...(total > 0 && { uncompressedBytes: total }),
    layers: textsIn(metadata, "DiffIDs").map((diffId, ordinal): ImageMetadata["layers"][number] => {
      const layer = digests.find((one) => textIn(one, "DiffID") === diffId);
      const [digest, size] = [textIn(layer, "Digest"), numberIn(layer, "Size")];
      return {
        ordinal,
        diffId,
        ...(digest && { digest }),
        chainId: "",
        mediaType: "",
        verified: false,
        sizeBytes: 0,
        ...(size !== undefined && { uncompressedBytes: size }),
      };
    }),
  };
}

function distributionOf(os: unknown) {
  const id = textIn(os, "Family");
  if (id === undefined || id === "none") return undefined;
  const versionId = textIn(os, "Name")?.replace(id === "debian" ? /^(\d+)\..*$/ : /$^/, "$1");
  return { id, name: versionId ? `${id} ${versionId}` : id, ...(versionId && { versionId }), idLike: [], readFrom: "" };
}

import type { ImageMetadata } from "../../model/image.ts";
import type { PackageLocation } from "../../model/package.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn } from "../field.ts";
import { distributionOfProperties, imageOfProperties, problemsOfProperties } from "../image-properties.ts";
import { addNeed, linksOf, newLinks } from "../links.ts";
import { withProperties } from "../package-properties.ts";
import type { Property } from "../property.ts";
import type { SbomParts, SbomReader } from "../reading.ts";
import { NEEDS_NOTHING, type SyftArtifact } from "./document.ts";
import { packageOfArtifact } from "./native.ts";

/** Reads what Syft writes in its own form. */
export const readSyft: SbomReader = (document): SbomParts => {
  const { artifacts, artifactRelationships, source, distro } = fieldsOf(document);
  const all = listOf(artifacts);
  const purls = new Map(
    all.flatMap((one): [string, string][] => {
      const [id, purl] = [textIn(one, "id"), textIn(one, "purl")];
      return id === undefined || purl === undefined ? [] : [[id, purl]];
    }),
  );
  const links = newLinks();
  for (const one of listOf(artifactRelationships)) {
    const [parent, child, type] = [textIn(one, "parent"), textIn(one, "child"), textIn(one, "type")];
    if (parent === undefined || child === undefined) continue;
    if (type === "dependency-of") addNeed(links, child, parent);
    if (type === "ownership-by-file-overlap") links.owners.set(child, parent);
  }
  const packages = all.map((one) => {
    const locations = locationsIn(one);
    const native = { ...packageOfArtifact(artifactIn(one)), ...(locations.length > 0 && { locations }) };
    const properties = propertiesIn(one);
    const id = textIn(one, "id") ?? "";
    if (properties.some(({ name }) => name === NEEDS_NOTHING)) addNeed(links, id, undefined);
    return { ...withProperties(native, properties), ...linksOf(links, id, purls) };
  });
  const properties = propertiesIn(source);
  return {
    packages,
    image: imageOf(source, properties),
    distribution: distributionOfProperties(properties) ?? distributionOf(distro),
    problems: problemsOfProperties(properties),
  };
};

function artifactIn(value: unknown): Partial<SyftArtifact> {
  const texts = ["name", "version", "type", "foundBy", "purl", "metadataType"].flatMap((key) => {
    const text = textIn(value, key);
    return text === undefined ? [] : [[key, text]];
  });
  const { licenses, metadata } = fieldsOf(value);
  return {
    ...Object.fromEntries(texts),
    metadata: fieldsOf(metadata),
    licenses: listOf(licenses).flatMap((one) => {
      // Before its schema 8, a licence was a text.
      const text = typeof one === "string" ? one : (textIn(one, "value") ?? textIn(one, "spdxExpression"));
      if (text === undefined) return [];
      return [
        { value: text, spdxExpression: textIn(one, "spdxExpression") ?? "", type: "declared", urls: [], locations: [] },
      ];
    }),
  };
}

function locationsIn(value: unknown): PackageLocation[] {
  return listOf(fieldsOf(value).locations).flatMap((one) => {
    const path = textIn(one, "path");
    const layer = { ordinal: 0, diffId: textIn(one, "layerID") ?? "" };
    return path === undefined ? [] : [{ path: path.replace(/^\//, ""), layer }];
  });
}

function propertiesIn(value: unknown): Property[] {
  return listOf(fieldsOf(value).plimsoll).flatMap((one) => {
    const name = textIn(one, "name");
    return name === undefined ? [] : [{ name, value: textIn(one, "value") ?? "" }];
  });
}

function imageOf(source: unknown, properties: readonly Property[]): SbomParts["image"] {
  const { names, layers = [], digests = {}, labels = {}, ...ours } = imageOfProperties(properties);
  const metadata = fieldsOf(fieldsOf(source).metadata ?? fieldsOf(source).target);
  const tags = textsIn(metadata, "tags");
  const name = textIn(source, "name") ?? textIn(metadata, "userInput");
  const [manifest, config] = [textIn(metadata, "manifestDigest"), textIn(metadata, "imageID")];
  const size = numberIn(metadata, "imageSize");
  const os = textIn(metadata, "os");
  const architecture = textIn(metadata, "architecture");
  return {
    ...(size !== undefined && { compressedBytes: size }),
    ...((os !== undefined || architecture !== undefined) && {
      platform: { os: os ?? "", architecture: architecture ?? "" },
    }),
    ...ours,
    names: names.length > 0 ? names : tags.length > 0 ? tags : name === undefined ? [] : [name],
    digests: Object.keys(digests).length > 0 ? digests : { ...(manifest && { manifest }), ...(config && { config }) },
    labels: Object.keys(labels).length > 0 ? labels : textMap(metadata.labels),
    layers: layers.length > 0 ? layers : listOf(metadata.layers).map(layerOf),
  };
}

/** Syft names layers by the digest of their uncompressed tars. */
function layerOf(value: unknown, ordinal: number): ImageMetadata["layers"][number] {
  const diffId = textIn(value, "digest") ?? "";
  return {
    ordinal,
    diffId,
    chainId: "",
    mediaType: textIn(value, "mediaType") ?? "",
    verified: false,
    sizeBytes: numberIn(value, "size") ?? 0,
  };
}

function textMap(value: unknown): Record<string, string> {
  const texts = Object.entries(fieldsOf(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

function distributionOf(distro: unknown) {
  const id = textIn(distro, "id");
  if (id === undefined) return undefined;
  const [versionId, codename] = [textIn(distro, "versionID"), textIn(distro, "versionCodename")];
  return {
    id,
    name: textIn(distro, "prettyName") ?? textIn(distro, "name") ?? id,
    ...(versionId && { versionId }),
    ...(codename && { codename }),
    idLike: textsIn(distro, "idLike"),
    readFrom: "",
  };
}

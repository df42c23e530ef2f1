import { sha256Of } from "../../host/sha256.ts";
import type { Distribution } from "../../model/distribution.ts";
import type { Package } from "../../model/package.ts";
import type { Sbom } from "../../model/sbom.ts";
import { cpesOf } from "../cpes.ts";
import { packageReference } from "../graph.ts";
import { distributionProperties, imageProperties, problemProperties } from "../image-properties.ts";
import { isLicenseExpression } from "../licenses.ts";
import { fullName } from "../package-name.ts";
import { packageProperties } from "../package-properties.ts";
import { targetOf } from "../target.ts";
import type { WriteOptions } from "../writing.ts";
import { NEEDS_NOTHING, type SyftArtifact, type SyftDocument, type SyftRelationship } from "./document.ts";
import { packageOfArtifact } from "./native.ts";
import { syftTypeOf } from "./types.ts";

/** The schema that Syft 1.18 writes by. */
const SCHEMA = "16.0.18";

/** The inventory in the form that Syft writes and Grype reads. */
export function syftDocument(sbom: Sbom, { toolVersion }: WriteOptions): SyftDocument {
  const source = sourceOf(sbom);
  const { distribution } = sbom.image;
  return {
    artifacts: sbom.packages.map(artifactOf),
    artifactRelationships: relationshipsOf(sbom, source.id),
    source,
    distro: distribution ? distroOf(distribution) : {},
    descriptor: { name: "plimsoll", version: toolVersion },
    schema: {
      version: SCHEMA,
      url: `https://raw.githubusercontent.com/anchore/syft/main/schema/json/schema-${SCHEMA}.json`,
    },
  };
}

const idOf = (pkg: Package) => sha256Of(packageReference(pkg)).slice(7, 23);

function artifactOf(pkg: Package): SyftArtifact {
  const { type, language } = syftTypeOf(pkg.type);
  const artifact: SyftArtifact = {
    id: idOf(pkg),
    name: pkg.type === "maven" ? pkg.name : fullName(pkg),
    version: pkg.version,
    type,
    foundBy: pkg.foundBy,
    locations: pkg.locations.map(({ path, layer }) => ({
      path: `/${path}`,
      ...(layer.diffId && { layerID: layer.diffId }),
      accessPath: `/${path}`,
    })),
    licenses: pkg.licenses.map((value) => ({
      value,
      spdxExpression: isLicenseExpression(value) ? value : "",
      type: "declared",
      urls: [],
      locations: [],
    })),
    language,
    cpes: cpesOf(pkg).map((cpe) => ({ cpe, source: "nvd-cpe-dictionary" })),
    purl: pkg.purl,
    ...metadataOf(pkg),
  };
  const needsNothing = pkg.dependsOn?.length === 0 ? [{ name: NEEDS_NOTHING, value: "true" }] : [];
  return { ...artifact, plimsoll: [...packageProperties(pkg, packageOfArtifact(artifact)), ...needsNothing] };
}

/** Records of those types where readers look for something in them. */
function metadataOf(pkg: Package): Pick<SyftArtifact, "metadataType" | "metadata"> {
  const { name, version, source, architecture = "", author = "", description = "", homepage = "" } = pkg;
  if (pkg.type === "deb") {
    const metadata = {
      package: name,
      source: source && source.name !== name ? source.name : "",
      version,
      sourceVersion: source && source.version !== version ? source.version : "",
      architecture,
      maintainer: author,
      installedSize: Math.ceil((pkg.installedSizeBytes ?? 0) / 1024),
      files: [],
    };
    return { metadataType: "dpkg-db-entry", metadata };
  }
  if (pkg.type === "npm") {
    const metadata = { name: fullName(pkg), version, author, homepage, description, url: "", private: false };
    return { metadataType: "javascript-npm-package", metadata };
  }
  return {};
}

function sourceOf({ image, problems }: Sbom): SyftDocument["source"] {
  const { source, digests, platform, layers, labels, compressedBytes } = image;
  const { kind, name, version = "" } = targetOf(image);
  const plimsoll = [
    ...imageProperties(image),
    ...(image.distribution ? distributionProperties(image.distribution) : []),
    ...problemProperties(problems),
  ];
  const id = sha256Of(`${name}\0${version}`).slice("sha256:".length);
  if (kind === "application") return { id, name, version, type: "directory", metadata: { path: name }, plimsoll };
  const metadata = {
    userInput: source.reference,
    imageID: digests.config ?? "",
    manifestDigest: digests.manifest ?? "",
    mediaType: "",
    tags: source.names,
    imageSize: compressedBytes,
    layers: layers.map((layer) => ({ mediaType: layer.mediaType, digest: layer.diffId, size: layer.sizeBytes })),
    repoDigests: digests.manifest && name.includes("/") ? [`${name}@${digests.manifest}`] : [],
    architecture: platform.architecture,
    ...(platform.variant && { architectureVariant: platform.variant }),
    os: platform.os,
    labels,
  };
  return { id, name, version, type: "image", metadata, plimsoll };
}

const distroOf = ({ id, name, versionId, codename, idLike }: Distribution) => ({
  prettyName: name,
  name,
  id,
  ...(idLike.length > 0 && { idLike }),
  ...(versionId && { versionID: versionId }),
  ...(codename && { versionCodename: codename }),
});

function relationshipsOf({ packages }: Sbom, root: string): SyftRelationship[] {
  const named = Map.groupBy(packages, ({ purl }) => purl);
  const idsOf = (purl: string) => (named.get(purl) ?? []).map(idOf);
  return packages.flatMap((pkg) => [
    { parent: root, child: idOf(pkg), type: "contains" },
    // What is needed comes first: it is the dependency of the other.
    ...(pkg.dependsOn ?? []).flatMap(idsOf).map((parent) => ({ parent, child: idOf(pkg), type: "dependency-of" })),
    ...idsOf(pkg.owner ?? "").map((parent) => ({ parent, child: idOf(pkg), type: "ownership-by-file-overlap" })),
  ]);
}

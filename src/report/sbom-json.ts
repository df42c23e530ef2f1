import type { z } from "zod";
import type { Image } from "../image/image.ts";
import type { LayerReference } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import type { JudgedSecrets } from "../secrets/allow-list.ts";
import type { SbomDocument } from "./contracts.ts";
import { imagePath, problemsJson } from "./image-path.ts";
import { maskAssignment, maskCommand, maskInstruction, maskText } from "./masking.ts";
import { secretSection } from "./secrets-json.ts";

const layerOf = ({ ordinal, diffId, digest }: LayerReference) => ({
  ordinal,
  diff_id: diffId,
  ...(digest && { digest }),
});

/** The inventory as `SbomDocument`, Docker Scout's native form with what Plimsoll knows more. */
export function sbomJson(
  { rawManifest, rawConfig }: Pick<Image, "rawManifest" | "rawConfig">,
  { image: metadata, packages, problems }: Sbom,
  version: string,
  secrets?: JudgedSecrets,
): z.infer<typeof SbomDocument> {
  const { platform, distribution, digests, source } = metadata;
  const digest = digests.manifest ?? digests.config;
  return {
    source: {
      ...(source.kind === "fs"
        ? { type: "folder", folder: { path: source.reference.replace(/^fs:\/\//, "") } }
        : { type: "image" }),
      image: {
        name: source.names[0] ?? source.reference,
        ...(digest && { digest }),
        tags: [...source.names],
        ...(rawManifest && { manifest: JSON.parse(new TextDecoder().decode(rawManifest)) }),
        ...(rawConfig && { config: maskedConfig(rawConfig) }),
        ...(rawManifest && { raw_manifest: Buffer.from(rawManifest).toString("base64") }),
        ...(distribution && {
          distro: {
            os_name: distribution.id,
            ...(distribution.versionId && { os_version: distribution.versionId }),
            ...(distribution.codename && { os_distro: distribution.codename }),
          },
        }),
        platform: {
          os: platform.os,
          architecture: platform.architecture,
          ...(platform.variant && { variant: platform.variant }),
        },
        size: metadata.compressedBytes,
        layers: metadata.layers.map(({ ordinal, diffId, digest, sizeBytes, verified }) => ({
          ordinal,
          diff_id: diffId,
          ...(digest && { digest }),
          size: sizeBytes,
          verified,
        })),
      },
    },
    artifacts: packages.map((pkg) => ({
      type: pkg.type,
      ...(pkg.namespace && { namespace: pkg.namespace }),
      name: pkg.name,
      version: pkg.version,
      purl: pkg.purl,
      ...(pkg.author && { author: pkg.author }),
      ...(pkg.description && { description: pkg.description }),
      licenses: [...pkg.licenses],
      ...(pkg.license && { license: pkg.license }),
      ...(pkg.homepage && { url: pkg.homepage }),
      ...(pkg.architecture && { architecture: pkg.architecture }),
      ...(pkg.source && { source_name: pkg.source.name, source_version: pkg.source.version }),
      ...(pkg.installedSizeBytes !== undefined && { installed_size: pkg.installedSizeBytes }),
      ...(pkg.sizeBytes !== undefined && { size: pkg.sizeBytes }),
      ...(pkg.checksums && { checksums: [...pkg.checksums] }),
      ...(pkg.dependsOn && { depends_on: [...pkg.dependsOn] }),
      ...(pkg.direct !== undefined && { direct: pkg.direct }),
      ...(pkg.scope && { scope: pkg.scope }),
      ...(pkg.owner && { owner: pkg.owner }),
      layer: layerOf(pkg.layer),
      ...(pkg.removedIn && { removed_in: layerOf(pkg.removedIn) }),
      locations: pkg.locations.map(({ path, layer }) => ({ path: imagePath(path), ...layerOf(layer) })),
      found_by: pkg.foundBy,
      properties: pkg.properties,
    })),
    ...(secrets && { secrets: secretSection(secrets) }),
    problems: problemsJson(problems),
    descriptor: { name: "plimsoll", version, sbom_version: "1" },
  };
}

/** Fields of the config that hold words of a command. */
const COMMANDS = new Set(["Cmd", "Entrypoint", "Shell", "OnBuild"]);

/** The config with all its fields, also those that Plimsoll does not read. Its raw bytes would show what is masked. */
function maskedConfig(rawConfig: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(rawConfig), (key, value: unknown) => {
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) {
      if (key === "Env") return value.map(maskAssignment);
      if (COMMANDS.has(key)) return maskCommand(value);
    }
    if (typeof value !== "string") return value;
    return key === "created_by" ? maskInstruction(value) : maskText(value);
  });
}

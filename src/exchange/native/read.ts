import { ERRORS, type ErrorCode, type Problem } from "../../model/errors.ts";
import type { ImageMetadata } from "../../model/image.ts";
import type { LayerReference, PackageLocation, Scope } from "../../model/package.ts";
import { fieldsOf, listOf, numberIn, textIn, textsIn } from "../field.ts";
import { checksumOf, type PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import type { SbomParts, SbomReader } from "../reading.ts";

/** Reads our own form, `plimsoll sbom --format json`, and Docker Scout's, which it follows. */
export const readNative: SbomReader = (document): SbomParts => {
  const { source, artifacts, problems } = fieldsOf(document);
  const image = fieldsOf(fieldsOf(source).image);
  return {
    packages: listOf(artifacts).map(packageOf),
    image: imageOf(image),
    distribution: distributionOf(image.distro),
    problems: listOf(problems).flatMap(problemOf),
  };
};

const SCOPES: readonly string[] = ["production", "development", "optional"] satisfies Scope[];

function packageOf(one: unknown): PartialPackage {
  const fields = fieldsOf(one);
  const purl = textIn(one, "purl");
  const parts = parsedPurl(purl);
  const text = (key: string, to: keyof PartialPackage) => {
    const value = textIn(one, key);
    return value === undefined ? {} : { [to]: value };
  };
  const number = (key: string, to: keyof PartialPackage) => {
    const value = numberIn(one, key);
    return value === undefined ? {} : { [to]: value };
  };
  const [source, sourceVersion] = [textIn(one, "source_name"), textIn(one, "source_version")];
  const checksums = listOf(fields.checksums).flatMap(
    (sum) => checksumOf(textIn(sum, "algorithm") ?? "", textIn(sum, "value") ?? "") ?? [],
  );
  const locations = listOf(fields.locations).flatMap((place): PackageLocation[] => {
    const path = textIn(place, "path");
    return path === undefined ? [] : [{ path: path.replace(/^\//, ""), layer: layerOf(place) }];
  });
  const scope = textIn(one, "scope");
  const { source: _ofPurl, ...facts } = ofPurl(parts, purl);
  return {
    ...facts,
    ...text("type", "type"),
    ...text("namespace", "namespace"),
    ...text("name", "name"),
    ...text("version", "version"),
    ...text("author", "author"),
    ...text("description", "description"),
    ...text("license", "license"),
    ...text("url", "homepage"),
    ...text("architecture", "architecture"),
    ...text("owner", "owner"),
    ...text("found_by", "foundBy"),
    ...number("size", "sizeBytes"),
    ...number("installed_size", "installedSizeBytes"),
    licenses: textsIn(one, "licenses"),
    ...(source && sourceVersion && { source: { name: source, version: sourceVersion } }),
    ...(checksums.length > 0 && { checksums }),
    ...(Array.isArray(fields.depends_on) && { dependsOn: textsIn(one, "depends_on") }),
    ...(typeof fields.direct === "boolean" && { direct: fields.direct }),
    ...(scope !== undefined && SCOPES.includes(scope) && { scope: scope as Scope }),
    ...(fields.layer !== undefined && { layer: layerOf(fields.layer) }),
    ...(fields.removed_in !== undefined && { removedIn: layerOf(fields.removed_in) }),
    ...(locations.length > 0 && { locations }),
    properties: textMap(fields.properties),
  };
}

function layerOf(value: unknown): LayerReference {
  const digest = textIn(value, "digest");
  return {
    ordinal: numberIn(value, "ordinal") ?? 0,
    diffId: textIn(value, "diff_id") ?? "",
    ...(digest && { digest }),
  };
}

function imageOf(image: Readonly<Record<string, unknown>>): SbomParts["image"] {
  const { platform, layers } = image;
  const config = fieldsOf(image.config);
  const settings = fieldsOf(config.config ?? config.Config);
  const [name, digest, created, author] = [
    textIn(image, "name"),
    textIn(image, "digest"),
    textIn(config, "created"),
    textIn(config, "author"),
  ];
  const [user, workingDirectory, stopSignal] = [
    textIn(settings, "User"),
    textIn(settings, "WorkingDir"),
    textIn(settings, "StopSignal"),
  ];
  const variant = textIn(platform, "variant");
  const size = numberIn(image, "size");
  const tags = textsIn(image, "tags");
  // A document without a manifest has the digest of its config.
  const kind = image.raw_manifest === undefined && image.manifest === undefined ? "config" : "manifest";
  return {
    names: tags.length > 0 ? tags : name === undefined ? [] : [name],
    digests: digest === undefined ? {} : { [kind]: digest },
    ...(created && { created }),
    ...(author && { author }),
    ...(user && { user }),
    ...(workingDirectory && { workingDirectory }),
    ...(stopSignal && { stopSignal }),
    labels: textMap(settings.Labels),
    entrypoint: textsIn(settings, "Entrypoint"),
    command: textsIn(settings, "Cmd"),
    exposedPorts: Object.keys(fieldsOf(settings.ExposedPorts)),
    volumes: Object.keys(fieldsOf(settings.Volumes)),
    platform: {
      os: textIn(platform, "os") ?? "",
      architecture: textIn(platform, "architecture") ?? "",
      ...(variant && { variant }),
    },
    ...(size !== undefined && { compressedBytes: size }),
    layers: listOf(layers).map((layer, ordinal): ImageMetadata["layers"][number] => ({
      ...layerOf(layer),
      ordinal,
      chainId: "",
      mediaType: "",
      verified: false,
      sizeBytes: numberIn(layer, "size") ?? 0,
    })),
  };
}

function distributionOf(distro: unknown) {
  const id = textIn(distro, "os_name");
  if (id === undefined) return undefined;
  const [versionId, codename] = [textIn(distro, "os_version"), textIn(distro, "os_distro")];
  return {
    id,
    name: versionId ? `${id} ${versionId}` : id,
    ...(versionId && { versionId }),
    ...(codename && { codename }),
    idLike: [],
    readFrom: "",
  };
}

function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function problemOf(value: unknown): Problem[] {
  const [code, message, path, purl] = [
    textIn(value, "code"),
    textIn(value, "message"),
    textIn(value, "path"),
    textIn(value, "purl"),
  ];
  const layer = numberIn(value, "layer");
  if (message === undefined) return [];
  return [
    {
      code: code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "FILE_MALFORMED",
      message,
      ...(path && { path: path.replace(/^\//, "") }),
      ...(layer !== undefined && { layer }),
      ...(purl && { purl }),
    },
  ];
}

import { parseImageName } from "../image/reference.ts";
import type { ImageMetadata } from "../model/image.ts";
import { formatPurl } from "../model/purl.ts";

/** What a document says of the thing that it lists the packages of. */
export interface Target {
  readonly kind: "container" | "application";
  /** `registry.local/team/app`, or the folder. */
  readonly name: string;
  /** The digest that names the image for good. */
  readonly version?: string;
  /** Hex. */
  readonly sha256?: string;
  readonly purl?: string;
}

/** Names an image as other tools look it up. */
export function targetOf({ source, digests, platform }: ImageMetadata): Target {
  const full = source.names.find((name) => name.includes("/")) ?? source.names[0];
  const name = full === undefined ? undefined : parseImageName(full);
  if (source.kind === "fs") return { kind: "application", name: source.reference.replace(/^fs:\/\//, "") || "folder" };
  const version = digests.manifest ?? digests.config;
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(version ?? "")?.[1];
  const repository = name && `${name.host}/${name.repository}`;
  return {
    kind: "container",
    name: full?.includes("/") && repository ? repository : (full ?? (source.reference || "image")),
    ...(version && { version }),
    ...(sha256 && { sha256 }),
    ...(digests.manifest && repository && { purl: imagePurl(digests.manifest) }),
  };

  // Source: https://github.com/package-url/purl-spec, definition of the type oci
  function imagePurl(digest: string): string {
    return formatPurl({
      type: "oci",
      name: (repository ?? "").slice((repository ?? "").lastIndexOf("/") + 1).toLowerCase(),
      version: digest,
      qualifiers: {
        ...(platform.architecture && { arch: platform.architecture }),
        repository_url: repository ?? "",
        ...(name?.tag && { tag: name.tag }),
      },
    });
  }
}

/** A SHA-256 digest that is all of a text, or the version of a package URL. */
export function sha256DigestOf(text: string | undefined): string | undefined {
  const [, hex] = /(?:^|@)sha256(?::|%3A)([0-9a-f]{64})(?:$|\?)/.exec(text ?? "") ?? [];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

import { parseImageName } from "../../image/reference.ts";
import { KnownError } from "../../model/errors.ts";
import { type PackageUrl, parsePurl } from "../../model/purl.ts";
import type { VersionRange } from "../../versions/ranges/bounds.ts";
import { parseVers, rangeOf } from "../../versions/ranges/vers.ts";
import type { VersionOrder } from "../../versions/version-order.ts";

/** One name by which a document means a package, an image or a system. */
export type ProductName =
  | {
      readonly kind: "package";
      readonly purl: PackageUrl;
      readonly range?: { readonly runs: VersionRange; readonly order: VersionOrder };
    }
  | { readonly kind: "image"; readonly purl: PackageUrl }
  | { readonly kind: "digest"; readonly digest: string }
  | { readonly kind: "system"; readonly ids: readonly string[]; readonly release: string };

/** Package URL types of images. */
const IMAGE_TYPES: ReadonlySet<string> = new Set(["docker", "oci"]);

/** `pkg:…`, an image's reference with tag or digest, or a bare digest; nothing for any other word. */
export function productName(text: string): ProductName | undefined {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return { kind: "digest", digest: text };
  if (/^pkg:/i.test(text)) {
    try {
      const purl = parsePurl(text);
      return IMAGE_TYPES.has(purl.type) ? { kind: "image", purl } : { kind: "package", purl };
    } catch (error) {
      if (error instanceof KnownError) return undefined;
      throw error;
    }
  }
  return imageReference(text);
}

/** A single word may be anything; with a folder, and a tag or a digest, it is meant as an image. */
function imageReference(text: string): ProductName | undefined {
  if (!text.includes("/") || text.includes("://")) return undefined;
  const name = parseImageName(text);
  if (!name || (name.tag === undefined && name.digest === undefined)) return undefined;
  const parts = name.repository.split("/");
  const version = name.digest ?? name.tag;
  return {
    kind: "image",
    purl: {
      type: "docker",
      ...(parts.length > 1 && { namespace: parts.slice(0, -1).join("/") }),
      name: parts.at(-1) ?? "",
      ...(version !== undefined && { version }),
      qualifiers: { repository_url: name.host },
    },
  };
}

/** The same name for one version, or for those of a range in `vers`; nothing where the range is none. */
export function withVersion(
  name: ProductName,
  { version, range }: { readonly version?: string | undefined; readonly range?: string | undefined },
): ProductName | undefined {
  if (name.kind === "digest" || name.kind === "system") return name;
  if (version !== undefined) return { ...name, purl: { ...name.purl, version } };
  if (range === undefined) return name;
  if (name.kind === "image") return undefined;
  try {
    const vers = parseVers(range);
    const { version: _all, ...purl } = name.purl;
    return { kind: "package", purl, range: { runs: rangeOf(vers), order: vers.order } };
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}

/** Distributions by their CPE: how package URLs name them. Source: https://cpe.mitre.org/specification/ */
const SYSTEMS: readonly (readonly [pattern: RegExp, ids: readonly string[]])[] = [
  [/^redhat:(?:enterprise_linux|rhel_\w+)$/, ["rhel", "redhat"]],
  [/^suse:(?:sles|linux_enterprise_server)$/, ["sles", "suse"]],
  [/^opensuse:leap$/, ["opensuse-leap", "opensuse"]],
  [/^debian:debian_linux$/, ["debian"]],
  [/^canonical:ubuntu_linux$/, ["ubuntu"]],
  [/^oracle:linux$/, ["ol", "oracle"]],
];

/** `cpe:/o:redhat:enterprise_linux:8::baseos` is the distribution; of products on it a CPE tells nothing to us. */
export function systemOfCpe(cpe: string): ProductName | undefined {
  const parts = cpe
    .replace(/^cpe:2\.3:/, "cpe:/")
    .replace(/^cpe:\//, "")
    .split(":");
  const [part = "", vendor = "", product = "", version = "", update = ""] = parts;
  if (part !== "o" && part !== "a") return undefined;
  const ids = SYSTEMS.find(([pattern]) => pattern.test(`${vendor}:${product}`))?.[1];
  if (ids === undefined || !/^\d/.test(version)) return undefined;
  const servicePack = /^sp(\d+)$/.exec(update)?.[1];
  return { kind: "system", ids, release: servicePack === undefined ? version : `${version}.${servicePack}` };
}

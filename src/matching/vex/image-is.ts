import { parseImageName } from "../../image/reference.ts";
import type { PackageUrl } from "../../model/purl.ts";
import type { Subject } from "./subject.ts";

/**
 * Whether a package URL of type `docker` or `oci` means this image. A digest decides by itself; a tag goes with the
 * name; what is not told (registry, version) is any.
 *
 * Source: https://github.com/package-url/purl-spec/blob/main/types/oci-definition.json
 */
export function imageIs(purl: PackageUrl, subject: Pick<Subject, "digests" | "names" | "tags" | "image">): boolean {
  const { version, qualifiers } = purl;
  const { arch, tag } = qualifiers;
  const own = subject.image.platform.architecture;
  if (arch !== undefined && own !== "" && arch !== own) return false;
  if (version?.startsWith("sha256:")) return subject.digests.has(version);
  const wantedTag = version ?? tag;
  return subject.names.some(
    (name) =>
      isRepository(purl, name) &&
      // Asked for by digest, an image may have any tag: none is known to be its own.
      (wantedTag === undefined || wantedTag === (name.tag ?? (name.digest === undefined ? "latest" : undefined))),
  );
}

function isRepository(
  { type, namespace, name, qualifiers }: PackageUrl,
  image: { readonly host: string; readonly repository: string },
): boolean {
  const path = namespace === undefined ? name : `${namespace}/${name}`;
  const registry = qualifiers.repository_url?.replace(/^[a-z]+:\/\//, "").replace(/\/+$/, "");
  const whole = `${image.host}/${image.repository}`;
  if (registry === undefined) {
    if (type === "oci") return image.repository.split("/").at(-1) === name;
    // Without a registry it is any, but a first part may be one.
    const asked = parseImageName(path);
    if (!asked) return false;
    return asked.host === "docker.io"
      ? asked.repository === image.repository || `library/${image.repository}` === asked.repository
      : `${asked.host}/${asked.repository}` === whole;
  }
  // `repository_url` is the registry, or the folder, or the repository itself.
  const candidates = registry.endsWith(`/${path}`) ? [registry] : [`${registry}/${path}`, registry];
  return candidates.some((text) => {
    const asked = parseImageName(text);
    return (
      asked !== undefined && lastOf(asked.repository) === lastOf(path) && `${asked.host}/${asked.repository}` === whole
    );
  });
}

const lastOf = (path: string) => path.split("/").at(-1);

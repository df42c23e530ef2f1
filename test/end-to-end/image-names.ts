/** Images with a dpkg database. */
export const DEBIAN_IMAGES = ["base-11", "base-13", "node-app", "legacy-app", "polyglot"] as const;

/** Images with dpkg's records in status.d; one for each platform of the index `static`. */
export const STATIC_IMAGES = { "linux/amd64": "static-amd64", "linux/arm64": "static-arm64" } as const;

/** In the order in which they can be built. */
export const BUILT = ["base-13", "base-11", "node-app", "legacy-app", "polyglot", "static", "java-run"] as const;
export const ARCHIVED = [...DEBIAN_IMAGES, "static-amd64"] as const;
export const UNPACKED = [...DEBIAN_IMAGES, ...Object.values(STATIC_IMAGES)] as const;

export type ArchiveKind = "docker-archive" | "oci-archive";

export function archiveName(image: string, kind: ArchiveKind): string {
  return `${image}.${kind}.tar`;
}

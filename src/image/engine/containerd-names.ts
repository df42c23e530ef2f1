import { normalizeName, parseImageName } from "../reference.ts";
import type { ContainerdImage } from "./containerd-client.ts";

/** Where Kubernetes, people and Docker keep their images; the others follow by name. */
const FIRST_NAMESPACES: readonly string[] = ["k8s.io", "default", "moby"];

/** The order in which namespaces are looked through: on a node of Kubernetes, what it runs is meant. */
export function orderNamespaces(namespaces: readonly string[]): string[] {
  const rank = (name: string) => {
    const at = FIRST_NAMESPACES.indexOf(name);
    return at < 0 ? FIRST_NAMESPACES.length : at;
  };
  return namespaces.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * The image that is meant, of those of one namespace: by its name, short or in full, by its digest, or, where nothing
 * is named, the one whose name was given last.
 *
 * @param wanted  `NAME[:TAG][@DIGEST]`, `sha256:…` of the target or (as Kubernetes names it) of the config, or nothing.
 */
export function chooseImage(images: readonly ContainerdImage[], wanted: string): ContainerdImage | undefined {
  if (wanted === "") return images.toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
  const full = normalizeName(wanted);
  const named = images.find(({ name }) => name === wanted || name === full);
  return named ?? findByDigest(images, wanted);
}

function findByDigest(images: readonly ContainerdImage[], wanted: string): ContainerdImage | undefined {
  const id = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(wanted)?.[1];
  if (id !== undefined) {
    const begin = `sha256:${id}`;
    return images.find(({ name, target }) => name.startsWith(begin) || target.digest.startsWith(begin));
  }
  const { host, repository, digest } = parseImageName(wanted) ?? {};
  if (digest === undefined) return undefined;
  return images.find(({ name, target }) => {
    const other = parseImageName(name);
    return target.digest === digest && other?.host === host && other?.repository === repository;
  });
}

/** All names of an image in its namespace, the one it was found by first. */
export function namesOf(images: readonly ContainerdImage[], { name, target }: ContainerdImage): string[] {
  const same = images.filter((image) => image.target.digest === target.digest).map((image) => image.name);
  // Kubernetes names images by their config too, which tells nobody anything.
  return [...new Set([name, ...same])].filter((one) => !one.startsWith("sha256:"));
}

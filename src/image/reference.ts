import type { Registry } from "../model/image.ts";
import { type RegistryAnswer, registryTypeOf } from "./registry/known-registries.ts";

/** A name of an image in a registry, in parts. */
export interface ImageName {
  /** `docker.io`, `ghcr.io`, `localhost:5000` */
  readonly host: string;
  /** `library/debian`, `team/app` */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** A repository's name has 255 at most, a host's 253, a tag 128, a digest 71; a longer text would be slow to look at. */
const MOST_CHARACTERS = 1000;

/**
 * Reads `[HOST/]PATH[:TAG][@DIGEST]` the way Docker does: the first part is a host when it has a dot or a port
 * or is `localhost`; a name without a host is Docker Hub's, and one word there is an official image.
 * `undefined` when the text is no such name.
 *
 * Source: https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImageName(text: string): ImageName | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const match = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  let path = match?.[1];
  if (!match || path === undefined) return undefined;
  const slash = path.indexOf("/");
  const first = path.slice(0, Math.max(slash, 0));
  let host = "docker.io";
  if (first === "localhost" || /[.:]/.test(first)) {
    host = first.toLowerCase();
    path = path.slice(slash + 1);
  }
  if (host === "index.docker.io" || host === "registry-1.docker.io") host = "docker.io";
  if (host === "docker.io" && !path.includes("/")) path = `library/${path}`;
  if (!/^[a-z0-9]+(?:(?:\.|_{1,2}|-+|\/)[a-z0-9]+)*$/.test(path)) return undefined;
  return { host, repository: path, ...(match[2] && { tag: match[2] }), ...(match[3] && { digest: match[3] }) };
}

/** One spelling for the many of one name: `debian` and `docker.io/library/debian:latest` are the same. */
export function normalizeName(text: string): string {
  const name = parseImageName(text);
  if (!name) return text;
  const tag = name.tag ?? (name.digest ? undefined : "latest");
  return `${name.host}/${name.repository}${tag ? `:${tag}` : ""}${name.digest ? `@${name.digest}` : ""}`;
}

/** The registry that a name's host stands for; what it answered tells more, where it was asked. */
export function registryOf({ host }: ImageName, answer?: RegistryAnswer & { readonly origin: string }): Registry {
  const scheme = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
  const url = host === "docker.io" ? "https://index.docker.io" : (answer?.origin ?? `${scheme}://${host}`);
  return { host, url, type: registryTypeOf(host, answer) };
}

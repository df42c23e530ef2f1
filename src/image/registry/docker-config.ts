import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import type { Credential } from "./credential.ts";
import { canonicalHost } from "./hosts.ts";

/** What is used of Docker's `config.json`, and of the `auth.json` of Podman and its kin, which has the same form. */
const ConfigDocument = z.object({
  // Each entry is looked at when it is wanted: one broken entry does not hide the others.
  auths: z.record(z.string(), z.unknown()).nullish(),
  credHelpers: z.record(z.string(), z.string()).nullish(),
  credsStore: z.string().nullish(),
});

const EntryDocument = z.object({
  auth: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  identitytoken: z.string().nullish(),
  registrytoken: z.string().nullish(),
});

export type DockerConfig = z.infer<typeof ConfigDocument>;

/** A repository for which credentials are wanted. */
export interface Wanted {
  readonly host: string;
  readonly repository: string;
}

/**
 * Reads the text of a credentials file.
 *
 * @throws {KnownError} `CONFIG_MALFORMED`, without the text or the error of the parser, which quotes from it.
 */
export function parseDockerConfig(text: string, where: string): DockerConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new KnownError("CONFIG_MALFORMED", `${where}: is not JSON`, { path: where });
  }
  const result = ConfigDocument.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join(".") || "the document";
  throw new KnownError("CONFIG_MALFORMED", `${where}: '${field}' is not of the form that Docker writes`, {
    path: where,
    field,
  });
}

/** The helper that a host is given to by name, or the one for all hosts. */
export function helperOf({ credHelpers, credsStore }: DockerConfig, host: string): string | undefined {
  const named = Object.entries(credHelpers ?? {}).find(([key]) => hostOfKey(key) === canonicalHost(host));
  // An empty name takes one host out of the hands of the store.
  return named ? named[1] || undefined : credsStore || undefined;
}

/** What the file itself says: credentials, nothing, or an entry that cannot be used, with the reason. */
export type Stored = { readonly credential?: Credential; readonly trouble?: string };

/**
 * Looks for credentials that stand in the file: first under the longest key `HOST/NAMESPACE/REPOSITORY` that leads to
 * the repository, then under the host, however it is written.
 *
 * Sources: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md,
 * https://github.com/docker/cli/blob/master/cli/config/credentials/file_store.go
 */
export function storedCredential({ auths }: DockerConfig, wanted: Wanted, origin: string): Stored {
  const host = canonicalHost(wanted.host);
  const matching = Object.entries(auths ?? {})
    .map(([key, entry]) => ({ key, entry, path: pathOfKey(key) }))
    .filter(({ key, path }) => hostOfKey(key) === host && leadsTo(path, wanted.repository))
    // Sorting is stable: among equals, the order of the file.
    .sort((a, b) => b.path.length - a.path.length);
  let trouble: string | undefined;
  for (const { key, entry } of matching) {
    const found = readEntry(entry, origin);
    if (typeof found === "object") return { credential: found };
    if (found !== undefined) trouble ??= `${origin}: the entry '${key}' ${found}`;
  }
  return trouble === undefined ? {} : { trouble };
}

/** Credentials, the reason why there are none, or `undefined` for an entry that only marks a host of a helper. */
function readEntry(entry: unknown, origin: string): Credential | string | undefined {
  const result = EntryDocument.safeParse(entry);
  if (!result.success) return "is not of the form that Docker writes";
  const { auth, username, password, identitytoken, registrytoken } = result.data;
  if (registrytoken) return { kind: "bearer", token: registrytoken, origin };
  // `az acr login` writes a user of zeros without a password beside it: the token is what counts.
  if (identitytoken) return { kind: "identity", token: identitytoken, origin };
  const pair = auth ? decodePair(auth) : { user: username ?? "", password: password ?? "" };
  if (!pair) return "has an 'auth' that is not user and password in base64";
  if (pair.user && pair.password) return { kind: "basic", ...pair, origin };
  return pair.user || pair.password ? "has a user or a password, not both" : undefined;
}

/** `user:password` in base64. Only the first colon parts: passwords may hold more. */
function decodePair(auth: string): { user: string; password: string } | undefined {
  const text = auth.replace(/[\r\n]/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const pair = Buffer.from(text, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon < 0) return undefined;
  // Docker trims NUL from both ends: some writers padded the password with it.
  return { user: pair.slice(0, colon), password: trimNul(pair.slice(colon + 1)) };
}

function trimNul(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text[from] === "\0") from++;
  while (to > from && text[to - 1] === "\0") to--;
  return text.slice(from, to);
}

/** `https://index.docker.io/v1/` → `docker.io`, `ghcr.io/team` → `ghcr.io` */
function hostOfKey(key: string): string {
  return canonicalHost(withoutScheme(key).split("/")[0] ?? "");
}

/** The namespace in a key; a key with a scheme, and the address of an API, stand for the whole host. */
function pathOfKey(key: string): string {
  if (withoutScheme(key) !== key) return "";
  const [, ...segments] = key.split("/");
  const path = segments.join("/").replace(/\/+$/, "");
  return /^v[12]$/.test(path) ? "" : path;
}

function withoutScheme(key: string): string {
  return key.replace(/^https?:\/\//, "");
}

function leadsTo(path: string, repository: string): boolean {
  return path === "" || repository === path || repository.startsWith(`${path}/`);
}

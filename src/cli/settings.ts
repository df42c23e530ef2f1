import { homedir, platform } from "node:os";
import { isAbsolute, join } from "node:path";
import { KnownError } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { parseLimits } from "./limits.ts";
import { parseSize } from "./units.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Every environment variable that Plimsoll reads; docs/reference/environment.md is made from this table. */
export const ENVIRONMENT_VARIABLES = {
  PLIMSOLL_CACHE_DIR: "Folder of the layer cache. Default: `plimsoll` in the XDG cache folder (`~/.cache`).",
  PLIMSOLL_CACHE_MAX_SIZE: "Cap of the layer cache, as in `500MB` or `2GB`. Default: `1GB`.",
  PLIMSOLL_NO_CACHE: "`true`: layers are read anew each time and nothing is kept.",
  PLIMSOLL_DATA_DIR: "Folder of the advisory snapshots. Default: `plimsoll` in the XDG data folder (`~/.local/share`).",
  PLIMSOLL_LIMITS:
    "Limits of what is read, as with `--limit`, separated by commas: `layer-entries=9000000,layer-seconds=60`.",
  PLIMSOLL_MIRROR: "Folder or address to take advisories from, as with `--mirror`.",
  PLIMSOLL_NVD_KEY:
    "A key of the NVD's API, which may then be asked ten times as often for what has changed: https://nvd.nist.gov/developers.",
  PLIMSOLL_REGISTRY_TOKEN:
    "A ready bearer token for the registry of the image that is asked for. Docker Scout's `DOCKER_SCOUT_REGISTRY_TOKEN` is read too.",
  PLIMSOLL_REGISTRY_USER: "A user of that registry; `DOCKER_SCOUT_REGISTRY_USER` is read too.",
  PLIMSOLL_REGISTRY_PASSWORD: "The user's password or token; `DOCKER_SCOUT_REGISTRY_PASSWORD` is read too.",
  PLIMSOLL_REGISTRY_MIRRORS:
    "Mirrors to ask before a registry, in place of those that engines know: `docker.io=https://mirror.local,…`.",
  PLIMSOLL_VEX_AUTHOR:
    "Patterns of authors whose VEX statements count, separated by commas, where `--vex-author` is not given.",
  DOCKER_CONFIG: "Folder of docker's `config.json` (credentials, helpers, the current context). Default: `~/.docker`.",
  DOCKER_AUTH_CONFIG: "The credentials of such a file themselves, as GitLab's runners have them.",
  REGISTRY_AUTH_FILE: "A file of credentials as Podman and skopeo write it; asked before docker's.",
  CONTAINERS_REGISTRIES_CONF: "Podman's `registries.conf` at another place: mirrors, insecure and blocked registries.",
  SSL_CERT_FILE: "Certificates of authorities that registries are trusted by, beside the system's, in PEM.",
  SSL_CERT_DIR: "A folder of such files.",
  HTTPS_PROXY: "Proxy for `https`; in small letters too.",
  HTTP_PROXY: "Proxy for `http`; in small letters too.",
  NO_PROXY: "Hosts that are reached without a proxy: names, `.suffixes`, addresses, networks, `*`.",
  AWS_ACCESS_KEY_ID:
    "With `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`: how ECR is asked for a token where nothing else is known.",
  AZURE_CLIENT_ID: "With `AZURE_CLIENT_SECRET`: a service principal for ACR where nothing else is known.",
  GOOGLE_APPLICATION_CREDENTIALS: "A service account's key for Artifact Registry where nothing else is known.",
  DOCKER_HOST:
    "Docker's engine, with `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`. Default: the current context, then the usual sockets.",
  DOCKER_CONTEXT: "A context of docker's, in place of the current one.",
  CONTAINER_HOST: "Podman's engine. Default: the usual sockets, then the program `podman`.",
  CONTAINERD_ADDRESS: "containerd's socket. Default: the usual ones.",
  CONTAINERD_NAMESPACE: "The namespace to look in. Default: all of them.",
  TMPDIR: "Where an archive that comes as a stream is kept while it is read, in a file without a name.",
  XDG_CACHE_HOME: "Where caches go, by the XDG base directory specification.",
  XDG_DATA_HOME: "Where data goes, by the XDG base directory specification.",
  XDG_CONFIG_HOME: "Where Podman's settings are, by the same.",
  XDG_RUNTIME_DIR: "Where a user's own sockets and Podman's credentials are, by the same.",
  NO_COLOR: "Any value: no colours.",
  FORCE_COLOR: "`1`: colours even where the output is not a terminal.",
  CI: "Any value but `false` and `0`: no progress, also where the build machine has a terminal.",
  TERM: "`dumb`, or none: no colours and no progress.",
  LC_ALL: "With `LC_CTYPE` and `LANG`: a terminal whose locale is not UTF-8 gets plain ASCII.",
  SOURCE_DATE_EPOCH:
    "The time that `sbom --format` writes, in seconds since 1970. Default: when the image was made, by its own words.",
  GITHUB_SHA:
    "With `GITHUB_REF`, `GITHUB_RUN_ID`, `GITHUB_WORKFLOW`, `GITHUB_JOB`, `GITHUB_REPOSITORY` and `GITHUB_SERVER_URL`: " +
    "what `sbom --format github` says it was made for.",
} as const;

/** Settings of one run. */
export interface Settings {
  readonly cacheDir: string;
  readonly cacheMaxBytes: number;
  readonly cacheEnabled: boolean;
  readonly dataDir: string;
  readonly limits: Limits;
  /** Keys at sources of advisories, by the feed's name. */
  readonly apiKeys: Readonly<Record<string, string>>;
}

/** @throws {KnownError} `OPTION_INVALID` naming the variable. */
export function readSettings(environment: Environment): Settings {
  const home = homedir();
  // An empty or relative XDG variable counts as none, as its specification says.
  const xdg = (name: "XDG_CACHE_HOME" | "XDG_DATA_HOME", fallback: string, windows: string) => {
    const value = environment[name];
    if (value && isAbsolute(value)) return value;
    const local = environment.LOCALAPPDATA;
    return platform() === "win32" && local ? join(local, windows) : join(home, fallback);
  };
  const maxSize = environment.PLIMSOLL_CACHE_MAX_SIZE || "1GB";
  return {
    cacheDir: environment.PLIMSOLL_CACHE_DIR || join(xdg("XDG_CACHE_HOME", ".cache", "cache"), "plimsoll"),
    cacheMaxBytes: parseSize(maxSize, "PLIMSOLL_CACHE_MAX_SIZE"),
    cacheEnabled: !isTrue(environment.PLIMSOLL_NO_CACHE, "PLIMSOLL_NO_CACHE"),
    dataDir: environment.PLIMSOLL_DATA_DIR || join(xdg("XDG_DATA_HOME", ".local/share", "data"), "plimsoll"),
    limits: parseLimits(environment.PLIMSOLL_LIMITS?.split(",").filter(Boolean) ?? [], "PLIMSOLL_LIMITS"),
    apiKeys: apiKeysIn(environment),
  };
}

/** A key is a secret: what is wrong with it is told without it. */
function apiKeysIn({ PLIMSOLL_NVD_KEY: key }: Environment): Readonly<Record<string, string>> {
  const trimmed = key?.trim() ?? "";
  if (trimmed === "") return {};
  if (/^[\w-]{1,200}$/.test(trimmed)) return { nvd: trimmed };
  const name = "PLIMSOLL_NVD_KEY";
  throw new KnownError("OPTION_INVALID", `${name}: holds something that is no key of the NVD's`, { name });
}

function isTrue(value: string | undefined, name: string): boolean {
  if (value === undefined || /^(|0|false|no)$/i.test(value)) return false;
  if (/^(1|true|yes)$/i.test(value)) return true;
  throw new KnownError("OPTION_INVALID", `${name}: '${value}' is neither true nor false`, { name });
}

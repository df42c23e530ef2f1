import { join } from "node:path";
import { KnownError, messageOf } from "../../model/errors.ts";
import { azureCredential, googleCredential, isAzureHost, isGoogleHost } from "./cloud-credentials.ts";
import { type ConfigPlaces, containersAuthFiles, dockerFolderOf, shownPath } from "./config-places.ts";
import type { Credential } from "./credential.ts";
import { askHelper } from "./credential-helper.ts";
import { helperOf, parseDockerConfig, storedCredential, type Wanted } from "./docker-config.ts";
import { ecrRegistryOf } from "./ecr-host.ts";
import { fetchEcrToken, type SendRequest } from "./ecr-token.ts";
import { environmentCredential } from "./environment-credentials.ts";
import { canonicalHost } from "./hosts.ts";
import { readConfigFile } from "./read-config.ts";
import { sendOnce } from "./send-once.ts";

export interface CredentialOptions extends ConfigPlaces {
  /** The host of the image that was asked for: `PLIMSOLL_REGISTRY_…` goes to it, never to a mirror or another host. */
  readonly imageHost: string;
  /** How AWS is asked for a token: over the network, by the environment's proxy, when absent. */
  readonly send?: SendRequest | undefined;
  /** How long a credential helper may take. */
  readonly helperPatienceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of a helper that fails, and of a file that cannot be used. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** One place where credentials were looked for. No text of it holds a secret. */
export interface SearchedPlace {
  /** `~/.docker/config.json` */
  readonly place: string;
  /** `no such file`, `nothing for ghcr.io`, or what went wrong */
  readonly result: string;
}

/** What was found for a repository, and where was looked without success before that. */
export interface CredentialSearch {
  readonly credential?: Credential;
  readonly searched: readonly SearchedPlace[];
}

interface Source {
  readonly place: string;
  /** Credentials, or in words why there are none. `tell` takes what went wrong on the way. */
  readonly find: (tell: (trouble: string) => void) => Promise<Credential | string>;
}

/**
 * Looks for the credentials of a repository, in this order: the environment, for the image's own registry; the file
 * that `REGISTRY_AUTH_FILE` names; `DOCKER_AUTH_CONFIG`; Docker's `config.json`; the `auth.json` of Podman and its kin;
 * what the environment gives for registries of AWS, Azure and Google. A place that cannot be used costs a notice.
 *
 * @throws {KnownError} `INTERRUPTED`
 */
export async function findCredentials(wanted: Wanted, options: CredentialOptions): Promise<CredentialSearch> {
  const searched: SearchedPlace[] = [];
  for (const { place, find } of sourcesFor(wanted, options)) {
    const troubles: string[] = [];
    const found = await find((trouble) => troubles.push(trouble)).catch((error: unknown) => {
      if (!(error instanceof KnownError) || error.code === "INTERRUPTED") throw error;
      troubles.push(error.message);
      return error.message;
    });
    for (const trouble of troubles) options.onNotice?.(`${trouble}; credentials are looked for elsewhere`);
    if (typeof found === "object") return { credential: found, searched };
    searched.push({ place, result: troubles[0] ?? found });
  }
  return { searched };
}

/**
 * Asks each place once for each repository, however many blobs want credentials: a helper may ask a person. Tells each
 * notice once.
 */
export function credentialFinder(
  options: CredentialOptions,
): (host: string, repository: string) => Promise<CredentialSearch> {
  const known = new Map<string, Promise<CredentialSearch>>();
  const told = new Set<string>();
  const onNotice = (text: string) => {
    if (!told.has(text)) options.onNotice?.(text);
    told.add(text);
  };
  return (host, repository) => {
    const key = `${canonicalHost(host)}/${repository}`;
    const search = known.get(key) ?? findCredentials({ host, repository }, { ...options, onNotice });
    known.set(key, search);
    return search;
  };
}

/** `~/.docker/config.json (no such file), …`: for the message of a registry that refuses. */
export function describeSearch(searched: readonly SearchedPlace[]): string {
  return searched.map(({ place, result }) => `${place} (${result})`).join(", ");
}

function sourcesFor(wanted: Wanted, options: CredentialOptions): readonly Source[] {
  const { environment } = options;
  const host = canonicalHost(wanted.host);
  const named = environment.REGISTRY_AUTH_FILE;
  const dockerFile = join(dockerFolderOf(options), "config.json");
  const sources: (Source | undefined)[] = [
    host === canonicalHost(options.imageHost) ? environmentSource(options) : undefined,
    named ? fileSource(named, "docker.io", wanted, options, "REGISTRY_AUTH_FILE") : undefined,
    variableSource(wanted, options),
    fileSource(
      dockerFile,
      "https://index.docker.io/v1/",
      wanted,
      options,
      environment.DOCKER_CONFIG && "DOCKER_CONFIG",
    ),
    ...containersAuthFiles(options).map((path) => fileSource(path, "docker.io", wanted, options)),
    cloudSource(host, options),
  ];
  return sources.filter((source) => source !== undefined);
}

function environmentSource({ environment }: CredentialOptions): Source {
  return {
    place: "the environment",
    async find(tell) {
      const { credential, trouble } = environmentCredential(environment);
      if (trouble) tell(trouble);
      return credential ?? "no PLIMSOLL_REGISTRY_TOKEN or PLIMSOLL_REGISTRY_USER";
    },
  };
}

/** @param variable  Which variable names the file: then its absence is worth telling. */
function fileSource(
  path: string,
  hub: string,
  wanted: Wanted,
  options: CredentialOptions,
  variable?: string | undefined,
): Source {
  const place = shownPath(path, options);
  return {
    place,
    async find(tell) {
      const text = await readConfigFile(path);
      if (text !== undefined) return lookInto(text, place, hub, wanted, options, tell);
      if (variable) tell(`${place}: ${variable} names it, and there is no such file`);
      return "no such file";
    },
  };
}

/** The text of a `config.json` itself, as GitLab's runners and Docker since version 28 have it. */
function variableSource(wanted: Wanted, options: CredentialOptions): Source | undefined {
  const text = options.environment.DOCKER_AUTH_CONFIG;
  if (!text) return undefined;
  const place = "DOCKER_AUTH_CONFIG";
  return { place, find: (tell) => lookInto(text, place, "https://index.docker.io/v1/", wanted, options, tell) };
}

/**
 * Asks the file's helper first, then the file: a helper that fails must not hide what `login` wrote beside it.
 *
 * @param hub  What the writers of such files call Docker Hub when they speak to a helper.
 */
async function lookInto(
  text: string,
  place: string,
  hub: string,
  wanted: Wanted,
  { environment, helperPatienceMs, signal }: CredentialOptions,
  tell: (trouble: string) => void,
): Promise<Credential | string> {
  const config = parseDockerConfig(text, place);
  const host = canonicalHost(wanted.host);
  const helper = helperOf(config, host);
  if (helper !== undefined) {
    const patience = helperPatienceMs === undefined ? {} : { patienceMs: helperPatienceMs };
    const serverUrl = host === "docker.io" ? hub : host;
    const answer = await askHelper({ name: helper, serverUrl, environment, signal, ...patience }).catch((error) => {
      if (!(error instanceof KnownError) || error.code === "INTERRUPTED") throw error;
      tell(`${place}: ${messageOf(error)}`);
      return undefined;
    });
    if (answer) return answer;
  }
  const { credential, trouble } = storedCredential(config, wanted, place);
  if (trouble) tell(trouble);
  return credential ?? `nothing for ${host}`;
}

/** What the environment gives where a registry belongs to one of the large clouds. */
function cloudSource(host: string, options: CredentialOptions): Source | undefined {
  const { environment, send = sendOnce(options), signal } = options;
  const source = (place: string, find: () => Promise<Credential | undefined>): Source => ({
    place,
    find: async () => (await find()) ?? "not set",
  });
  if (ecrRegistryOf(host)) {
    return source("AWS_ACCESS_KEY_ID", () => fetchEcrToken(host, { environment, send, signal }));
  }
  if (isAzureHost(host)) return source("AZURE_CLIENT_ID", async () => azureCredential(host, environment));
  if (isGoogleHost(host)) return source("GOOGLE_APPLICATION_CREDENTIALS", () => googleCredential(host, environment));
  return undefined;
}

import { type ImageName, parseImageName } from "../image/reference.ts";
import type { RegistryClientOptions } from "../image/registry/client.ts";
import { credentialFinder } from "../image/registry/credentials.ts";
import { resolveHost } from "../image/registry/host-settings.ts";
import type { Patience } from "../image/registry/patience.ts";
import { KnownError } from "../model/errors.ts";

/** What is needed to speak to a registry, as images are pulled. */
export interface RegistryAccess {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly insecureRegistries?: readonly string[];
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  readonly onNotice?: (text: string) => void;
}

/** A place for advisories in a registry. */
export interface RegistryPlace {
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  /** What to call it: `ghcr.io/team/advisories:latest` */
  readonly shown: string;
  readonly name: ImageName;
}

/**
 * Reads `[registry://]HOST/NAME[:TAG]`.
 *
 * @throws {KnownError} `REFERENCE_INVALID`
 */
export function registryPlace(text: string): RegistryPlace {
  const name = parseImageName(text.replace(/^registry:\/\//, ""));
  if (!name || /^(\.{0,2}|~)\//.test(text)) {
    throw new KnownError(
      "REFERENCE_INVALID",
      `'${text}' is no name in a registry, as in ghcr.io/team/advisories:latest`,
    );
  }
  const { host, repository, tag = "latest", digest } = name;
  const shown = `${host}/${repository}${digest ? `@${digest}` : `:${tag}`}`;
  return { repository, reference: digest ?? tag, shown, name };
}

/** @throws {KnownError} What `resolveHost` throws. */
export async function clientOptionsFor(
  { name }: RegistryPlace,
  { environment = {}, insecureRegistries = [], ...rest }: RegistryAccess,
  isForWriting: boolean,
): Promise<RegistryClientOptions> {
  const { signal, onNotice } = rest;
  const settings = await resolveHost(name, { environment, insecureRegistries, withoutMirrors: isForWriting });
  const findCredential = credentialFinder({ environment, imageHost: settings.host, signal, onNotice });
  return { settings, findCredential, environment, ...rest };
}

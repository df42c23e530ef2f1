import { KnownError } from "../../model/errors.ts";
import { type ImageName, parseImageName } from "../reference.ts";
import { type CertificateOptions, certificatesFor, certificatesForAll } from "./certificates.ts";
import type { Endpoint, HostSettings } from "./credential.ts";
import { type DaemonSettings, readDockerDaemon } from "./docker-daemon.ts";
import { canonicalHost, DOCKER_HUB_URL, isHost, isListedHost, isLoopbackHost } from "./hosts.ts";
import { mirrorAddress } from "./mirror-address.ts";
import { mirrorsFromVariable } from "./mirrors-variable.ts";
import { findRule, type RegistryRule, readRegistriesConf, relocate } from "./registries-conf.ts";

export interface HostSettingsOptions extends CertificateOptions {
  /** Hosts and networks that may be asked without encryption, beside those that the engines are told of. */
  readonly insecureRegistries?: readonly string[] | undefined;
  /** For who writes: a mirror gets its contents from the registry. */
  readonly withoutMirrors?: boolean | undefined;
}

/**
 * Where an image is asked for, in order: mirrors, then the registry itself. The settings hold for this repository, and
 * for this tag or digest: `registries.conf` tells them apart.
 *
 * A registry on this machine, and one that is allowed to be insecure, is asked by https first, whatever its
 * certificate, and then by plain http, as Docker does. A server of plain http ends a TLS handshake at once, while one
 * of https answers plain http with a page of its own; and what can be encrypted is.
 *
 * Where `registries.conf` moves a registry to another host, that host is a mirror here: it gets its own credentials,
 * not those of the name that was asked for.
 *
 * @throws {KnownError} `REFERENCE_INVALID`, `REGISTRY_BLOCKED`, `CONFIG_MALFORMED` when a settings file that might have
 * named a mirror cannot be understood, `OPTION_INVALID` naming the variable, `READ_FAILED`
 */
export async function resolveHost(name: ImageName, options: HostSettingsOptions): Promise<HostSettings> {
  const host = canonicalHost(name.host);
  if (!isHost(host)) throw new KnownError("REFERENCE_INVALID", `'${host}' is not the name of a registry's host`);
  const daemon = await readDockerDaemon(options);
  const insecure = [...(options.insecureRegistries ?? []), ...daemon.insecure];
  const asked: Asked = {
    name: { ...name, host },
    rule: findRule(await readRegistriesConf(options), fullName(host, name)),
    isInsecure: (of) => isLoopbackHost(of) || isListedHost(of, insecure),
  };
  refuseBlocked(asked);
  const forAll = await certificatesForAll(options.environment);
  const own = await endpointsOf(ownPlace(asked), forAll, options);
  if (options.withoutMirrors) return { host, endpoints: own };
  const mirrors: Endpoint[] = [];
  for (const place of mirrorPlaces(asked, daemon, options))
    mirrors.push(...(await endpointsOf(place, forAll, options)));
  return { host, endpoints: withoutTwins([...mirrors, ...own], own) };
}

/** An image that was asked for, and what the settings say of it. */
interface Asked {
  readonly name: ImageName;
  readonly rule: RegistryRule | undefined;
  readonly isInsecure: (host: string) => boolean;
}

/** A server that may have the repository, before certificates are looked up. */
interface Place {
  readonly urls: readonly string[];
  readonly isMirror: boolean;
  readonly isInsecure: boolean;
  /** The names under which certificates for it are kept. */
  readonly certificateNames: readonly string[];
  readonly repository?: string;
}

function refuseBlocked({ name, rule }: Asked): void {
  if (!rule?.blocked) return;
  const message = `${name.host}/${name.repository}: ${rule.file} forbids '${rule.prefix}'`;
  throw new KnownError("REGISTRY_BLOCKED", message, { path: rule.file, prefix: rule.prefix });
}

function ownPlace({ name, rule, isInsecure }: Asked): Place {
  const place = rule && locate(rule, rule.location, name);
  const { host } = place ?? name;
  return placeAt(host, {
    isMirror: host !== name.host,
    isInsecure: isInsecure(host) || (rule?.insecure ?? false),
    ...(place && place.repository !== name.repository && { repository: place.repository }),
  });
}

/** What Plimsoll's own variable says of a host takes the place of what the engines are told. */
function mirrorPlaces(asked: Asked, daemon: DaemonSettings, { environment }: HostSettingsOptions): readonly Place[] {
  const { name, rule } = asked;
  const named = mirrorsFromVariable(environment, name.host);
  if (named) return named.map((url) => mirrorAt(url, asked));
  const ofDaemon = name.host === "docker.io" ? daemon.mirrors : [];
  return [
    ...(rule ? mirrorsOfRule(rule, asked) : []),
    ...ofDaemon.map((text) => mirrorAt(mirrorAddress(text, "daemon.json", "CONFIG_MALFORMED"), asked)),
  ];
}

function mirrorsOfRule(rule: RegistryRule, { name, isInsecure }: Asked): readonly Place[] {
  const isPinned = name.digest !== undefined;
  return rule.mirrors
    .filter(({ pulls }) => pulls === "all" || pulls === (isPinned ? "digest-only" : "tag-only"))
    .map(({ location, insecure }) => {
      const { host, repository } = locate(rule, location, name);
      return placeAt(host, {
        isMirror: true,
        isInsecure: insecure || isInsecure(host),
        ...(repository !== name.repository && { repository }),
      });
    });
}

/** Whoever writes `http://` or `https://` has chosen. */
function mirrorAt(url: string, { isInsecure }: Asked): Place {
  const { host } = new URL(url);
  return { urls: [url], isMirror: true, isInsecure: isInsecure(host), certificateNames: [host] };
}

function placeAt(host: string, facts: Pick<Place, "isMirror" | "isInsecure" | "repository">): Place {
  const isHub = host === "docker.io";
  const url = isHub ? DOCKER_HUB_URL : `https://${host}`;
  return {
    urls: facts.isInsecure ? [url, url.replace("https://", "http://")] : [url],
    certificateNames: isHub ? [host, new URL(url).host] : [host],
    ...facts,
  };
}

/** @throws {KnownError} `CONFIG_MALFORMED` when the location makes no name of an image. */
function locate(rule: RegistryRule, location: string, name: ImageName): ImageName {
  const moved = relocate(fullName(name.host, name), rule, location);
  const place = parseImageName(moved);
  if (place && isHost(place.host)) return place;
  throw new KnownError("CONFIG_MALFORMED", `${rule.file}: the location '${location}' makes '${moved}' of the name`, {
    path: rule.file,
  });
}

function fullName(host: string, { repository, tag, digest }: ImageName): string {
  return `${host}/${repository}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
}

async function endpointsOf(
  place: Place,
  forAll: readonly string[],
  options: HostSettingsOptions,
): Promise<readonly Endpoint[]> {
  const { isMirror, isInsecure, repository } = place;
  const { authorities, client } = await certificatesFor(place.certificateNames, options);
  const shared = { isMirror, ...(repository !== undefined && { repository }) };
  return place.urls.map((url) =>
    url.startsWith("http://")
      ? { url, skipVerify: false, authorities: [], ...shared }
      : { url, skipVerify: isInsecure, authorities: [...authorities, ...forAll], ...(client && { client }), ...shared },
  );
}

/** Files of two engines may name one mirror, and a registry may stand among its own mirrors: each is asked once. */
function withoutTwins(endpoints: readonly Endpoint[], own: readonly Endpoint[]): readonly Endpoint[] {
  const isTwin = (a: Endpoint, b: Endpoint) => a.url === b.url && a.repository === b.repository;
  return endpoints.filter(
    (endpoint, index) =>
      own.includes(endpoint) ||
      !(own.some((other) => isTwin(other, endpoint)) || endpoints.slice(0, index).some((o) => isTwin(o, endpoint))),
  );
}

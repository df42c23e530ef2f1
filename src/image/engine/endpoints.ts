import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { type ContextEndpoint, currentContext, readContext } from "./docker-context.ts";
import type { EngineKind } from "./engine.ts";
import { type EngineHost, runtimeFolder } from "./engine-host.ts";
import { readTlsMaterial, type TlsMaterial } from "./tls-material.ts";

/** A place where an engine may listen. */
export interface Endpoint {
  readonly kind: EngineKind;
  /** `unix:///var/run/docker.sock`, `tcp://build.local:2376`, `ssh://me@build.local`, `npipe:////./pipe/docker_engine` */
  readonly url: string;
  /** Why it is asked, in words: `DOCKER_HOST`, `Colima` */
  readonly origin: string;
  /** The user named it: when it does not answer, that is an error. */
  readonly isNamed: boolean;
  readonly tls?: TlsMaterial;
}

/**
 * Where Docker may listen: where `DOCKER_HOST` or the current context says, else in its usual places.
 *
 * Source: the order of docker/cli, `resolveContextName`: the host goes before the context.
 *
 * @throws {KnownError} `ENGINE_UNREACHABLE` when the context that was chosen is not there.
 */
export async function dockerEndpoints(host: EngineHost): Promise<Endpoint[]> {
  const { environment } = host;
  const url = environment.DOCKER_HOST;
  if (url) {
    // The variable of the command line that wants encryption without looking at certificates.
    const verify = Boolean(environment.DOCKER_TLS_VERIFY);
    const folder = environment.DOCKER_CERT_PATH || dockerFolder(host);
    const tls = verify || environment.DOCKER_TLS ? await readTlsMaterial(folder, !verify) : undefined;
    return [{ kind: "docker", url, origin: "DOCKER_HOST", isNamed: true, ...(tls && { tls }) }];
  }
  const context = await namedContext(host);
  if (context) return [{ kind: "docker", isNamed: true, ...context }];
  return presentSockets("docker", host);
}

/** Where Podman may listen: where `CONTAINER_HOST` says, else in its usual places. */
export async function podmanEndpoints(host: EngineHost): Promise<Endpoint[]> {
  const url = host.environment.CONTAINER_HOST;
  if (url) return [{ kind: "podman", url, origin: "CONTAINER_HOST", isNamed: true }];
  return presentSockets("podman", host);
}

function dockerFolder({ environment, home }: EngineHost): string {
  return environment.DOCKER_CONFIG || join(home, ".docker");
}

async function namedContext(host: EngineHost): Promise<(ContextEndpoint & { readonly origin: string }) | undefined> {
  const folder = dockerFolder(host);
  const name = host.environment.DOCKER_CONTEXT || (await currentContext(folder));
  if (!name || name === "default") return undefined;
  return { ...(await readContext(folder, name)), origin: `Docker context '${name}'` };
}

type Socket = Pick<Endpoint, "url" | "origin">;

/** Where an engine listens when nobody said otherwise. */
export function usualSockets(kind: EngineKind, host: EngineHost): Socket[] {
  if (host.platform === "win32") {
    const pipes = { docker: ["docker_engine", "dockerDesktopLinuxEngine"], podman: ["podman-machine-default"] };
    return pipes[kind].map((pipe) => ({ url: `npipe:////./pipe/${pipe}`, origin: "its usual pipe" }));
  }
  const runtime = runtimeFolder(host);
  const { home } = host;
  const machines = join(home, ".local/share/containers/podman/machine");
  const places = {
    docker: [
      ["/var/run/docker.sock", "its usual socket"],
      [join(home, ".docker/run/docker.sock"), "Docker Desktop"],
      [join(home, ".docker/desktop/docker.sock"), "Docker Desktop"],
      [runtime && join(runtime, "docker.sock"), "rootless"],
      [join(home, ".colima/default/docker.sock"), "Colima"],
      [join(home, ".rd/docker.sock"), "Rancher Desktop"],
      [join(home, ".orbstack/run/docker.sock"), "OrbStack"],
    ],
    podman: [
      ["/run/podman/podman.sock", "its usual socket"],
      [runtime && join(runtime, "podman/podman.sock"), "rootless"],
      [join(machines, "podman.sock"), "Podman machine"],
      [join(machines, "qemu/podman.sock"), "Podman machine"],
    ],
  } as const;
  return places[kind].flatMap(([path, origin]) => (path ? [{ url: `unix://${path}`, origin }] : []));
}

/** The usual sockets that are there, each once: one is often a link to another. */
async function presentSockets(kind: EngineKind, host: EngineHost): Promise<Endpoint[]> {
  const found = new Map<string, Endpoint>();
  for (const socket of usualSockets(kind, host)) {
    const endpoint = { kind, isNamed: false, ...socket };
    // Whether a pipe of Windows is there is seen by opening it.
    const place = socket.url.startsWith("unix://") ? await realPath(socket.url.slice("unix://".length)) : socket.url;
    if (place !== undefined && !found.has(place)) found.set(place, endpoint);
  }
  return [...found.values()];
}

function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

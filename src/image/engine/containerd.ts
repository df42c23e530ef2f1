import { access } from "node:fs/promises";
import { join } from "node:path";
import { KnownError } from "../../model/errors.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import { imageFromDescriptor } from "../from-manifest.ts";
import type { Image, OpenOptions } from "../image.ts";
import { type ContainerdClient, type ContainerdImage, containerdClient } from "./containerd-client.ts";
import { chooseImage, namesOf, orderNamespaces } from "./containerd-names.ts";
import { containerdStore } from "./containerd-store.ts";
import { type EngineHost, engineHost, runtimeFolder } from "./engine-host.ts";
import { openGrpc } from "./grpc.ts";

/**
 * Opens an image of containerd: of the first namespace that has it. Its layers are read where they are, without a copy.
 *
 * @param rest  `NAME[:TAG][@DIGEST]`, `sha256:…`, or nothing for the image that was named last.
 * @throws {KnownError} `IMAGE_NOT_FOUND`, `ENGINE_UNREACHABLE`, `ENGINE_FAILED`, `IMAGE_INCOMPLETE` where the layers
 * were discarded, and what `imageFromDescriptor` throws.
 */
export async function openContainerd(
  rest: string,
  reference: string,
  options: OpenOptions,
  host: EngineHost = engineHost(options.environment),
): Promise<Image> {
  const there: string[] = [];
  const failures: string[] = [];
  for (const { path, isNamed } of await containerdSockets(host)) {
    try {
      const image = await openAt(path, rest, reference, { ...options, host }, there);
      if (image) return image;
    } catch (error) {
      const isSilent = error instanceof KnownError && error.code === "ENGINE_UNREACHABLE";
      if (!isSilent || isNamed) throw error;
      failures.push(`\n  ${error.message}`);
    }
  }
  throw notFound(rest, there, failures);
}

interface HostOptions extends OpenOptions {
  readonly host: EngineHost;
}

async function openAt(
  socketPath: string,
  rest: string,
  reference: string,
  options: HostOptions,
  there: string[],
): Promise<Image | undefined> {
  const channel = await openGrpc({ socketPath, label: `containerd (${socketPath})`, signal: options.signal });
  let image: Image | undefined;
  try {
    image = await findIn(containerdClient(channel), rest, reference, options, there);
  } finally {
    if (!image) channel.close();
  }
  return image && { ...image, close: async () => channel.close() };
}

/** Looks through the namespaces; notes what is there. */
async function findIn(
  client: ContainerdClient,
  rest: string,
  reference: string,
  options: HostOptions,
  there: string[],
): Promise<Image | undefined> {
  const { limits = DEFAULT_LIMITS, host } = options;
  const named = host.environment.CONTAINERD_NAMESPACE;
  for (const namespace of named ? [named] : orderNamespaces(await client.listNamespaces())) {
    const images = await client.listImages(namespace);
    const chosen = chooseImage(images, rest);
    if (chosen) {
      const source = { kind: "containerd", reference, names: namesOf(images, chosen) } as const;
      return imageFromDescriptor(containerdStore(client, namespace, limits), chosen.target, source, options);
    }
    there.push(`\n  ${client.label}, namespace ${namespace}: ${listOf(images)}`);
  }
  if (there.length === 0) there.push(`\n  ${client.label}: no namespace`);
  return undefined;
}

/** As many names as help. */
function listOf(images: readonly ContainerdImage[], most = 10): string {
  const names = images.map(({ name }) => name).filter((name) => !/^sha256:|@sha256:/.test(name));
  if (names.length === 0) return "no image";
  const more = names.length > most ? `, and ${names.length - most} more` : "";
  return `${names.sort().slice(0, most).join(", ")}${more}`;
}

function notFound(rest: string, there: readonly string[], failures: readonly string[]): KnownError {
  if (there.length > 0) {
    const what = rest === "" ? "there is no image yet" : `there is no image '${rest}'`;
    const message = `containerd: ${what}; there are:${there.join("")}${failures.join("")}`;
    return new KnownError("IMAGE_NOT_FOUND", message, { image: rest });
  }
  const details = { engine: "containerd" };
  if (failures.length > 0) {
    return new KnownError("ENGINE_UNREACHABLE", `containerd: does not answer:${failures.join("")}`, details);
  }
  return new KnownError(
    "ENGINE_UNREACHABLE",
    "containerd: is not on this machine; its socket is in none of the usual places, and CONTAINERD_ADDRESS names none",
    details,
  );
}

interface Socket {
  readonly path: string;
  /** The user named it: when nobody answers there, that is an error. */
  readonly isNamed: boolean;
}

/** Where containerd may listen: where `CONTAINERD_ADDRESS` says, else those of its usual places that are there. */
async function containerdSockets(host: EngineHost): Promise<Socket[]> {
  const address = host.environment.CONTAINERD_ADDRESS?.replace(/^(unix|npipe):\/\//, "");
  if (address) return [{ path: host.platform === "win32" ? address.replaceAll("/", "\\") : address, isNamed: true }];
  const runtime = runtimeFolder(host);
  const usual = [
    "/run/containerd/containerd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/k0s/containerd.sock",
    "/var/snap/microk8s/common/run/containerd.sock",
    ...(runtime === undefined ? [] : [join(runtime, "containerd/containerd.sock")]),
  ];
  const present = await Promise.all(
    usual.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return usual.filter((_, index) => present[index]).map((path) => ({ path, isNamed: false }));
}

import type { RecordedRequest } from "../../support/recorded-server.ts";
import { type RegistryServer, type RegistryServerOptions, startRegistry } from "../../support/registry-server.ts";
import { smallImage } from "./small-images.ts";

/** A registry of this process, by the name that it has on the machines of these tests. */
export interface NamedRegistry extends RegistryServer {
  /** `registry.test:PORT` */
  readonly name: string;
}

/** Starts a registry that has the small image as `team/app:1` and by its digest, unless it is given others. */
export async function startNamed(options: RegistryServerOptions = {}, name = "registry.test"): Promise<NamedRegistry> {
  const registry = await startRegistry({ images: { "team/app:1": smallImage() }, ...options });
  return { ...registry, name: registry.host.replace("127.0.0.1", name) };
}

/** `manifests/1`, `blobs/sha256:…`: what was asked for, without the repository. */
export function askedFor(requests: readonly RecordedRequest[]): string[] {
  return requests.map(({ url }) => url.replace(/^\/v2\/.+\/(manifests|blobs)\//, "$1/"));
}

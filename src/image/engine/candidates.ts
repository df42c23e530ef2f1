import { KnownError } from "../../model/errors.ts";
import { dockerEndpoints, type Endpoint, podmanEndpoints } from "./endpoints.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { type EngineOptions, openEngine } from "./engine-client.ts";
import { findPodmanStorage } from "./podman-storage.ts";

/** An engine that may be there. */
export interface EngineCandidate {
  /** The user named it: that it does not answer is an error. */
  readonly isNamed: boolean;
  /** Asked only when no other engine of this kind answers: it would tell of the same images. */
  readonly standsInFor?: EngineKind;
  /**
   * @returns `undefined` when it is not installed.
   * @throws {KnownError} `ENGINE_UNREACHABLE`, `INTERRUPTED`
   */
  readonly open: () => Promise<Engine | undefined>;
}

/** All engines that may be there, in the order in which they are asked. */
export async function engineCandidates(
  kinds: readonly EngineKind[],
  options: EngineOptions,
): Promise<EngineCandidate[]> {
  const lists = { docker: dockerEndpoints, podman: podmanEndpoints };
  const candidates: EngineCandidate[] = [];
  for (const kind of kinds) candidates.push(...(await candidatesOf(() => lists[kind](options.host), options)));
  if (kinds.includes("podman")) {
    candidates.push({ isNamed: false, standsInFor: "podman", open: () => findPodmanStorage(options) });
  }
  return candidates;
}

async function candidatesOf(list: () => Promise<Endpoint[]>, options: EngineOptions): Promise<EngineCandidate[]> {
  try {
    const endpoints = await list();
    return endpoints.map((endpoint) => ({ isNamed: endpoint.isNamed, open: () => openEngine(endpoint, options) }));
  } catch (error) {
    // A context that was chosen and is not there: an engine that was named, and does not answer.
    if (!(error instanceof KnownError)) throw error;
    return [{ isNamed: true, open: () => Promise.reject(error) }];
  }
}

import { findProgram } from "../../host/programs.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import type { Engine } from "./engine.ts";
import { parseImage, parseNewest } from "./engine-answers.ts";
import type { EngineOptions } from "./engine-client.ts";
import { runProgram, streamProgram } from "./program.ts";
import { makeScratchFolder } from "./scratch-folder.ts";
import { GENTLY } from "./stop-program.ts";

/** Its storage may be locked by another Podman at work, for a while. */
const ANSWER_MS = 60_000;

/**
 * Podman's storage through its program: Podman needs no service, and seldom has one that runs.
 *
 * @returns `undefined` when there is no program `podman` on the `PATH`.
 */
export async function findPodmanStorage(options: EngineOptions): Promise<Engine | undefined> {
  const { host, limits = DEFAULT_LIMITS, signal } = options;
  const path = await findProgram("podman", host.environment, host.platform);
  if (path === undefined) return undefined;
  const label = `Podman (${path})`;

  const ask = (args: readonly string[], answers: readonly number[] = [0]) =>
    runProgram({ path, args, host, label, signal, answers, timeoutMs: ANSWER_MS }, limits.documentBytes);

  return {
    kind: "podman",
    label,
    async findImage(name) {
      // Its code tells "not there" from "cannot look"; that of `inspect` is the same for both.
      const { code } = await ask(["image", "exists", "--", name], [0, 1]);
      if (code === 1) return undefined;
      return parseImage((await ask(["image", "inspect", "--format", "json", "--", name])).text, label, true);
    },
    findNewest: async () => parseNewest((await ask(["images", "--format", "json"])).text, label),
    async *save(id) {
      const args = ["save", "--format", "docker-archive", "--", id];
      // It copies all layers to its temporary folder first, and a signal has it leave them there.
      const scratch = makeScratchFolder();
      try {
        const environment = { TMPDIR: scratch.path };
        yield* streamProgram({ path, args, host, environment, label, signal, patience: GENTLY });
      } finally {
        scratch.remove();
      }
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

import { sha256Of } from "../../src/host/sha256.ts";
import { codeOf, messageOf } from "../../src/model/errors.ts";
import { mutate } from "./mutate.ts";
import { createRandom, seedOf } from "./random.ts";
import type { Target } from "./target.ts";

/** A case takes milliseconds; one that takes so long does something that grows faster than its input. */
const MOST_MS = 2000;

/** The bytes of one case. */
export function bytesOf({ name, corpus, mend }: Target, seed: number, index: number): Uint8Array {
  const random = createRandom(seedOf(seed, name, index));
  const bytes = mutate(corpus(), random);
  return mend && random.below(4) > 0 ? mend(bytes, random) : bytes;
}

/** One in so many is read twice. */
const TWICE_EVERY = 4;

/** Reads one case. `undefined` when all went well, else what went wrong. */
export async function runCase(target: Target, seed: number, index: number): Promise<string | undefined> {
  const bytes = bytesOf(target, seed, index);
  const startedAt = performance.now();
  const first = await outcomeOf(target, bytes, 2 * index);
  const spentMs = performance.now() - startedAt;
  if (first.defect !== undefined) return first.defect;
  if (spentMs > MOST_MS) return `took ${Math.round(spentMs)} ms`;
  if (index % TWICE_EVERY > 0) return undefined;
  const second = await outcomeOf(target, bytes, 2 * index + 1);
  return first.said === second.said ? undefined : `said '${first.said}' and then '${second.said}'`;
}

async function outcomeOf(target: Target, bytes: Uint8Array, seed: number) {
  try {
    const result = JSON.stringify(await target.read(bytes, createRandom(seed))) ?? "nothing";
    return { said: result.length > 200 ? sha256Of(result) : result, defect: undefined };
  } catch (error) {
    const code = codeOf(error);
    const stack = error instanceof Error ? error.stack : messageOf(error);
    return { said: `${code}: ${messageOf(error)}`, defect: code === "INTERNAL" ? stack : undefined };
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ThreadNews, ThreadWork } from "./thread.ts";

/** How much of a target is tried. */
export interface Effort {
  readonly seed: number;
  /** Number of the first case. Default: 0. */
  readonly from?: number;
  readonly cases: number;
  /** No case is begun later than this, in the time of `performance.now()`. */
  readonly untilMs?: number;
  /** A case that is at work for so long is hung. Default: ten seconds; half of one is much, but machines are busy. */
  readonly hungMs?: number;
  /** As long may a thread take to load the target before it begins its first case. Default: a minute. */
  readonly startMs?: number;
  /** Where the target is defined. Default: with all the others. */
  readonly module?: URL;
}

export interface Failure {
  readonly target: string;
  readonly index: number;
  readonly what: string;
}

export interface FuzzResult {
  readonly cases: number;
  readonly failures: readonly Failure[];
}

const LOOK_EVERY_MS = 250;

/** The number of the case of a thread that has not begun any: it still loads what it needs. */
const NOT_BEGUN = -1;

/** More than any reader needs for a case; one that does ends the thread, and not the process. */
const MOST_HEAP_MIB = 512;

/** As many failures as a person reads. */
const MOST_FAILURES = 10;

/**
 * Tries a target in a thread of its own: one that hangs or runs out of memory is ended, told of, and goes on behind the
 * case that did it.
 */
export async function fuzzTarget(target: string, effort: Effort): Promise<FuzzResult> {
  const { seed, from = 0, cases, untilMs, hungMs = 10_000, startMs = 60_000 } = effort;
  const { href: module } = effort.module ?? new URL("./targets/index.ts", import.meta.url);
  const failures: Failure[] = [];
  let next = from;
  const end = from + cases;
  const isOver = () => untilMs !== undefined && performance.now() > untilMs;
  while (next < end && !isOver() && failures.length < MOST_FAILURES) {
    const at = new Int32Array(new SharedArrayBuffer(4)).fill(NOT_BEGUN);
    const stopped = await runThread(
      { target, module, seed, from: next, count: end - next, at },
      {
        hungMs,
        startMs,
        isOver: () => isOver() || failures.length >= MOST_FAILURES,
        onFailure: (index, what) => {
          if (failures.length < MOST_FAILURES) failures.push({ target, index, what });
        },
      },
    );
    const reached = Math.max(next, Atomics.load(at, 0));
    if (stopped === undefined) return { cases: reached + 1 - from, failures };
    if (stopped === "over") next = reached;
    else {
      failures.push({ target, index: reached, what: stopped });
      next = reached + 1;
    }
  }
  return { cases: next - from, failures };
}

interface Watch {
  readonly hungMs: number;
  readonly startMs: number;
  readonly isOver: () => boolean;
  readonly onFailure: (index: number, what: string) => void;
}

/** Runs a thread to its end, or until it is ended: then says why. */
async function runThread(work: ThreadWork, { hungMs, startMs, isOver, onFailure }: Watch): Promise<string | undefined> {
  // A thread that is ended cleans nothing up.
  const temporary = mkdtempSync(join(tmpdir(), "plimsoll-fuzz-"));
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    workerData: work,
    execArgv: [],
    env: { ...process.env, TMPDIR: temporary },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let isDone = false;
  worker.on("message", (news: ThreadNews) => {
    if (news.type === "failure") onFailure(news.index, news.what);
    else {
      isDone = true;
      resolve(undefined);
    }
  });
  worker.on("error", (error) => resolve(`${error.name}: ${error.message}`));
  worker.on("exit", (code) => isDone || resolve(`the thread ended with ${code}`));
  let seen = -1;
  let seenAt = performance.now();
  const looking = setInterval(() => {
    const at = Atomics.load(work.at, 0);
    if (at !== seen) [seen, seenAt] = [at, performance.now()];
    else {
      const mostMs = at === NOT_BEGUN ? startMs : hungMs;
      if (performance.now() - seenAt > mostMs) resolve(`hung for ${mostMs} ms`);
    }
    if (isOver()) resolve("over");
  }, LOOK_EVERY_MS);
  try {
    return await promise;
  } finally {
    clearInterval(looking);
    await worker.terminate();
    rmSync(temporary, { recursive: true, force: true });
  }
}

import { parentPort, workerData } from "node:worker_threads";
import { runCase } from "./run-case.ts";
import type { Target } from "./target.ts";

/** What a thread is told to do: cases of one target, from one number on. */
export interface ThreadWork {
  readonly target: string;
  /** Where it is defined: a module that exports `TARGETS`. */
  readonly module: string;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** Where it writes which case it is at, for whoever watches it. */
  readonly at: Int32Array;
}

/** What a thread tells: a case that went wrong, or that all are done. */
export type ThreadNews =
  | { readonly type: "failure"; readonly index: number; readonly what: string }
  | { readonly type: "done"; readonly cases: number };

/** Resident memory of the whole process, beyond which something is kept that should not be. */
const MOST_BYTES = 1024 ** 3;

async function run({ target: name, module, seed, from, count, at }: ThreadWork): Promise<void> {
  const tell = (news: ThreadNews) => parentPort?.postMessage(news);
  const { TARGETS } = (await import(module)) as { TARGETS: readonly Target[] };
  const target = TARGETS.find((one) => one.name === name);
  if (!target) throw new Error(`there is no target '${name}'`);
  let done = 0;
  for (; done < count; done++) {
    const index = from + done;
    Atomics.store(at, 0, index);
    const what = await runCase(target, seed, index);
    if (what !== undefined) tell({ type: "failure", index, what });
    if (done % 100 === 99 && process.memoryUsage.rss() > MOST_BYTES) {
      tell({ type: "failure", index, what: `the process takes ${process.memoryUsage.rss()} bytes` });
      break;
    }
  }
  tell({ type: "done", cases: done });
}

await run(workerData as ThreadWork);

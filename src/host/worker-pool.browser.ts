import { KnownError } from "../model/errors.ts";
import type { PoolRun } from "./worker-pool.ts";

export type { PoolRun, TaskSurroundings } from "./worker-pool.ts";

/**
 * Does the tasks one after another in this thread, which lets the page have its turn as often as the work itself does.
 *
 * @throws {KnownError} The first task's error; `INTERRUPTED` when the signal is given.
 */
export async function runInThreads<Task, Result>(run: PoolRun<Task, Result>): Promise<void> {
  const { tasks, work, onResult, signal } = run;
  const refuseWhenStopped = () => {
    if (signal?.aborted) throw new KnownError("INTERRUPTED", "stopped before the work was done");
  };
  const onProgress = (amount: number) => {
    refuseWhenStopped();
    run.onProgress(amount);
  };
  for (const [index, task] of tasks.entries()) {
    refuseWhenStopped();
    const openInput = () => {
      if (!run.openInput) throw new Error("the tasks of this run have no stream");
      return run.openInput(index);
    };
    onResult(await work(task, { onProgress, openInput }), index);
  }
}

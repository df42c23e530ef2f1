import { parentPort, Worker } from "node:worker_threads";
import { codeOf, type ErrorCode, type ErrorDetails, KnownError, messageOf } from "../model/errors.ts";

/** What travels back from a worker. Errors are told in parts: a class does not survive the way. */
type Message<Result> =
  | { readonly type: "progress"; readonly amount: number }
  | { readonly type: "result"; readonly result: Result }
  | { readonly type: "error"; readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails };

/** Progress is told this often at most, in units of the work. */
const PROGRESS_STEP = 2 * 1024 * 1024;

/** Makes this thread answer the tasks of a pool, one at a time. */
export function serveTasks<Task, Result>(
  work: (task: Task, onProgress: (amount: number) => void) => Promise<Result>,
): void {
  const port = parentPort;
  if (!port) throw new Error("this file is the entry of a worker thread");
  const send = (message: Message<Result>) => port.postMessage(message);
  port.on("message", async (task: Task) => {
    let pending = 0;
    const onProgress = (amount: number) => {
      pending += amount;
      if (pending < PROGRESS_STEP) return;
      send({ type: "progress", amount: pending });
      pending = 0;
    };
    try {
      const result = await work(task, onProgress);
      if (pending > 0) send({ type: "progress", amount: pending });
      send({ type: "result", result });
    } catch (error) {
      const details = error instanceof KnownError ? error.details : {};
      send({ type: "error", code: codeOf(error), message: messageOf(error), details });
    }
  });
}

/** What a pool is asked to do, and how it is watched. */
export interface PoolRun<Task, Result> {
  /** Entry of the worker threads. */
  readonly entry: URL;
  readonly threads: number;
  /** Begun in this order. */
  readonly tasks: readonly Task[];
  readonly onResult: (result: Result, index: number) => void;
  readonly onProgress: (amount: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Spreads tasks over worker threads that live for this run. The first error stops them all.
 *
 * @throws {KnownError} The first task's error; `INTERRUPTED` when the signal is given.
 */
export async function runInWorkers<Task, Result>(run: PoolRun<Task, Result>): Promise<void> {
  const { entry, tasks, onResult, onProgress, signal } = run;
  if (tasks.length === 0) return;
  const workers: Worker[] = [];
  let next = 0;
  let left = tasks.length;
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(new KnownError("INTERRUPTED", "stopped before the work was done"));
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      for (let i = 0; i < Math.min(run.threads, tasks.length); i++) {
        // A thread that reads strangers' bytes needs no environment, and none of the parent's flags (an inspector's).
        const worker = new Worker(entry, { execArgv: [], env: {} });
        workers.push(worker);
        let index = next++;
        worker.postMessage(tasks[index]);
        worker.on("message", (message: Message<Result>) => {
          if (message.type === "progress") return onProgress(message.amount);
          if (message.type === "error") {
            return reject(new KnownError(message.code, message.message, message.details));
          }
          try {
            onResult(message.result, index);
          } catch (error) {
            return reject(error);
          }
          if (--left === 0) return resolve();
          if (next < tasks.length) {
            index = next++;
            worker.postMessage(tasks[index]);
          }
        });
        worker.on("error", reject);
        worker.on("exit", (code) => code !== 0 && reject(new Error(`a worker thread ended with code ${code}`)));
      }
    });
  } finally {
    for (const worker of workers) worker.removeAllListeners("exit");
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

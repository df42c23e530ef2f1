import { type MessagePort, parentPort, Worker } from "node:worker_threads";
import { KnownError } from "../model/errors.ts";
import { fromTold, type ToldError, tellError } from "./told-error.ts";
import { receiveInput, type SendInput, sendInput, type TakeInput } from "./worker-input.ts";

/** What travels back from a worker. */
type Message<Result> =
  | { readonly type: "progress"; readonly amount: number }
  | { readonly type: "result"; readonly result: Result }
  | ToldError
  | TakeInput;

/** Progress is told this often at most, in units of the work. */
const PROGRESS_STEP = 2 * 1024 * 1024;

/** What a task finds around it, in whatever thread it is done. */
export interface TaskSurroundings {
  readonly onProgress: (amount: number) => void;
  /**
   * The stream that belongs to the task, from its beginning; only the calling thread knows where it comes from.
   * A piece is valid until the next one is asked for.
   */
  readonly openInput: () => AsyncIterable<Uint8Array>;
}

type Work<Task, Result> = (task: Task, surroundings: TaskSurroundings) => Promise<Result>;

/** Makes this thread answer the tasks of a pool, one at a time. */
export function serveTasks<Task, Result>(work: Work<Task, Result>): void {
  const port = parentPort;
  if (!port) throw new Error("this file is the entry of a worker thread");
  const send = (message: Message<Result>) => port.postMessage(message);
  port.on("message", async (message: { type: "task"; task: Task } | SendInput) => {
    if (message.type !== "task") return;
    let pending = 0;
    const onProgress = (amount: number) => {
      pending += amount;
      if (pending < PROGRESS_STEP) return;
      send({ type: "progress", amount: pending });
      pending = 0;
    };
    try {
      const result = await work(message.task, { onProgress, openInput: () => receiveInput(port) });
      if (pending > 0) send({ type: "progress", amount: pending });
      send({ type: "result", result });
    } catch (error) {
      send(tellError(error));
    }
  });
}

/** What a pool is asked to do, and how it is watched. */
export interface PoolRun<Task, Result> {
  /** What is done with a task: the calling thread is one of those that work. */
  readonly work: Work<Task, Result>;
  /** Entry of the other threads, which does the same; see `serveTasks`. */
  readonly entry: URL;
  /** How many threads work at once, the calling one counted. */
  readonly threads: number;
  /** Begun in this order. */
  readonly tasks: readonly Task[];
  /** The stream of a task, opened in the calling thread wherever the task is done. */
  readonly openInput?: (index: number) => AsyncIterable<Uint8Array>;
  readonly onResult: (result: Result, index: number) => void;
  readonly onProgress: (amount: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Spreads tasks over threads that live for this run. The calling thread begins with the first task while the others
 * start up, which takes them longer than a small layer takes to read. The first error stops them all.
 *
 * @throws {KnownError} The first task's error; `INTERRUPTED` when the signal is given.
 */
export async function runInThreads<Task, Result>(run: PoolRun<Task, Result>): Promise<void> {
  const { tasks, onResult, onProgress, signal } = run;
  const openInput = (index: number) => {
    if (!run.openInput) throw new Error("the tasks of this run have no stream");
    return run.openInput(index);
  };
  const queue = tasks.entries();
  const workers: Worker[] = [];
  const stopped = Promise.withResolvers<never>();
  // Nobody may be waiting for it.
  stopped.promise.catch(() => undefined);
  const interrupted = () => new KnownError("INTERRUPTED", "stopped before the work was done");
  let isStopped = false;
  const stop = () => stopped.reject(interrupted());
  if (signal?.aborted) throw interrupted();
  signal?.addEventListener("abort", stop, { once: true });

  async function workHere(): Promise<void> {
    const progress = (amount: number) => {
      // This thread cannot be ended from outside as the others can.
      if (isStopped || signal?.aborted) throw interrupted();
      onProgress(amount);
    };
    for (const [index, task] of queue) {
      const surroundings = { onProgress: progress, openInput: () => openInput(index) };
      onResult(await run.work(task, surroundings), index);
    }
  }

  async function workElsewhere(): Promise<void> {
    // A thread that reads strangers' bytes needs no environment, and none of the parent's flags (an inspector's).
    const worker = new Worker(run.entry, { execArgv: [], env: {} });
    workers.push(worker);
    for (const [index, task] of queue) {
      const surroundings = { onProgress, openInput: () => openInput(index) };
      onResult(await ask<Task, Result>(worker, task, surroundings), index);
    }
  }

  try {
    const here = workHere();
    const others = Array.from({ length: Math.min(run.threads, tasks.length) - 1 }, workElsewhere);
    await Promise.race([Promise.all([here, ...others]), stopped.promise]);
  } finally {
    isStopped = true;
    signal?.removeEventListener("abort", stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread one task and waits for its answer. */
async function ask<Task, Result>(
  worker: Worker,
  task: Task,
  { onProgress, openInput }: TaskSurroundings,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const input = sendInput(worker as Pick<MessagePort, "postMessage">, openInput);
  const onMessage = (message: Message<Result>) => {
    if (message.type === "progress") onProgress(message.amount);
    else if (message.type === "result") resolve(message.result);
    else if (message.type === "error") reject(fromTold(message));
    else input.onRequest(message);
  };
  const onExit = (code: number) => reject(new Error(`a worker thread ended with code ${code}`));
  worker.on("message", onMessage).on("error", reject).on("exit", onExit);
  worker.postMessage({ type: "task", task });
  try {
    return await promise;
  } finally {
    worker.off("message", onMessage).off("error", reject).off("exit", onExit);
    input.stop();
  }
}

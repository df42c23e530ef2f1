import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { RunAnswer, RunRequest } from "./many-runs.ts";

/** One that does not answer for so long is ended: twice what any run may take. */
const MOST_MS = 40_000;

/** Runs the program in a process that is kept, one run after the other; after one that took much memory, in a new one. */
export class Runner implements Disposable {
  readonly #mostBytes: number;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  run(request: RunRequest): Promise<RunAnswer> {
    const answer = this.#last.then(() => this.#ask(request));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #ask(request: RunRequest): Promise<RunAnswer> {
    this.#child ??= fork(join(import.meta.dirname, "many-runs.ts"), {
      execArgv: ["--max-semi-space-size=4"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const child = this.#child;
    const { promise, resolve, reject } = Promise.withResolvers<RunAnswer>();
    const gone = (code: number | null, signal: string | null) => reject(new Error(`it ended with ${signal ?? code}`));
    const late = setTimeout(() => reject(new Error(`it did not end within ${MOST_MS} ms`)), MOST_MS);
    child.once("message", resolve).once("exit", gone);
    child.send(request);
    try {
      const answer = await promise;
      // Here, where no other run has begun in it.
      if (answer.peakBytes >= this.#mostBytes) this.#end();
      return answer;
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      clearTimeout(late);
      child.off("message", resolve).off("exit", gone);
    }
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  #end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

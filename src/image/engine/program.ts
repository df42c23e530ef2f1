import { spawn } from "node:child_process";
import { environmentOfPrograms } from "../../host/programs.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import type { EngineHost } from "./engine-host.ts";
import { AT_ONCE, type StopPatience, stopProgram } from "./stop-program.ts";

/** A program that is asked to do something; it is started without a shell. */
export interface ProgramCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly host: EngineHost;
  /** Variables that it gets beside those of the host, or instead. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What to call it in a message. */
  readonly label: string;
  readonly signal?: AbortSignal | undefined;
  /** Codes to end with that are answers; 0 when absent. */
  readonly answers?: readonly number[];
  /** Milliseconds that it may take in all; as long as it likes when absent. */
  readonly timeoutMs?: number;
  /** How it is stopped; at once when absent. */
  readonly patience?: StopPatience;
}

/** What a program says when it fails is at its end; more of it is nobody's help. */
const LAST_WORDS_CHARACTERS = 2_000;

/**
 * Starts a program and gives what it writes to its standard output, then the code that it ended with. Whoever stops
 * reading early, or is stopped, waits until the program is gone.
 *
 * @throws {KnownError} `ENGINE_FAILED` with its last words, `INTERRUPTED`
 */
export async function* streamProgram(call: ProgramCall): AsyncGenerator<Uint8Array, number> {
  const { path, args, host, environment, label, signal, answers = [0], timeoutMs, patience = AT_ONCE } = call;
  if (signal?.aborted) throw interrupted(signal.reason);
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, timeout].filter((one) => one !== undefined));
  const child = spawn(path, args, {
    env: { ...environmentOfPrograms(host.environment), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const lastWords = keepLastWords(child.stderr);
  const ended = Promise.withResolvers<number | null>();
  child.on("error", ended.reject).on("close", ended.resolve);
  // Whoever stops reading early does not wait for the code.
  ended.promise.catch(() => undefined);
  const onStop = () => {
    child.stdout.destroy(stop.reason);
    ended.reject(stop.reason);
  };
  stop.addEventListener("abort", onStop, { once: true });
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const code = await ended.promise;
    if (code !== null && answers.includes(code)) return code;
    const why = lastWords() || (code === null ? "was ended by a signal" : `ended with code ${code}`);
    throw new KnownError("ENGINE_FAILED", `${label}: ${why}`, code === null ? {} : { exitCode: code });
  } catch (cause) {
    if (signal?.aborted) throw interrupted(cause);
    if (cause instanceof KnownError) throw cause;
    const why = timeout?.aborted ? "does not answer in time" : messageOf(cause);
    throw new KnownError("ENGINE_FAILED", `${label}: ${why}`, {}, cause);
  } finally {
    stop.removeEventListener("abort", onStop);
    await stopProgram(child, patience);
  }
}

function interrupted(cause: unknown): KnownError {
  return new KnownError("INTERRUPTED", "stopped before the image was read", {}, cause);
}

/** What a program wrote, as text, and the code that it ended with. */
export interface ProgramAnswer {
  readonly text: string;
  readonly code: number;
}

/**
 * Runs a program to its end.
 *
 * @throws {KnownError} `LIMIT_EXCEEDED` when it writes more than `maxBytes`, and as `streamProgram`.
 */
export async function runProgram(call: ProgramCall, maxBytes: number): Promise<ProgramAnswer> {
  const output = streamProgram(call);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await output.next();
    if (done) return { text: Buffer.concat(chunks).toString("utf8"), code: value };
    chunks.push(value);
    sizeBytes += value.length;
    if (sizeBytes <= maxBytes) continue;
    await output.return(0);
    throw new KnownError("LIMIT_EXCEEDED", `${call.label}: answers with more than ${maxBytes} bytes`, { maxBytes });
  }
}

/** Reads a program's error output to its end; gives what came last. */
export function keepLastWords(stderr: NodeJS.ReadableStream): () => string {
  let words = "";
  stderr.setEncoding("utf8");
  stderr.on("data", (text: string) => {
    words = (words + text).slice(-LAST_WORDS_CHARACTERS);
  });
  return () => words.trim();
}

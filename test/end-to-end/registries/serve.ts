import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program that serves until it is disposed of. */
export interface Served extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly ready: RegExpExecArray;
  /** All that it has written so far. */
  readonly log: () => string;
}

const PATIENCE_MS = 30_000;

/**
 * Starts a server and waits until it says that it is ready.
 *
 * @param pattern Of what it then has written, to standard output or standard error.
 * @throws when it ends before, or does not say so in time.
 */
export async function serve(command: readonly [string, ...string[]], pattern: RegExp): Promise<Served> {
  const [program, ...args] = command;
  const temporary = mkdtempSync(join(tmpdir(), "plimsoll-served-"));
  const env = { PATH: process.env.PATH, TMPDIR: temporary, HOME: temporary };
  const child = spawn(program, args, { env, cwd: temporary, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close").catch(() => undefined);
  let text = "";
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    const listen = (bytes: Buffer) => {
      text += bytes;
      const found = pattern.exec(text);
      if (found) resolve(found);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`${program} ended before it served:\n${text}`)));
    setTimeout(() => reject(new Error(`${program} does not say that it serves:\n${text}`)), PATIENCE_MS).unref();
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(temporary, { recursive: true, force: true });
  };
  try {
    return { ready: await ready, log: () => text, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

import { spawn } from "node:child_process";
import { lookAt, type Usage } from "./process-tree.ts";

/** A program to run. */
export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside the environment of the bench itself. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What one run took. */
export interface Measurement {
  readonly wallMs: number;
  /** Absent where the system does not tell. */
  readonly usage?: Usage;
}

/** Often enough to miss little of the end, seldom enough to leave the cores to the program. */
const LOOK_EVERY_MS = 5;
/** What has not ended by then never will. */
const GIVE_UP_MS = 10 * 60 * 1000;

/**
 * Runs a program to its end. What it prints goes nowhere.
 *
 * @throws When it cannot be started, or ends with anything but 0: with the last line of its standard error.
 */
export async function measure({ command, args, env }: Invocation): Promise<Measurement> {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: GIVE_UP_MS,
  });
  let usage: Usage | undefined;
  const looking = setInterval(() => {
    const seen = child.pid === undefined ? undefined : lookAt(child.pid);
    // A child that ended takes its share along: the peak of the tree is the highest of what was seen at any one time.
    if (seen)
      usage = {
        peakBytes: Math.max(seen.peakBytes, usage?.peakBytes ?? 0),
        cpuMs: Math.max(seen.cpuMs, usage?.cpuMs ?? 0),
      };
  }, LOOK_EVERY_MS);
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-4096);
  });
  try {
    return await new Promise((resolve, reject) => {
      let wallMs = 0;
      child.on("error", reject);
      child.on("exit", () => {
        wallMs = performance.now() - startedAt;
      });
      child.on("close", (code, signal) => {
        if (code === 0) resolve({ wallMs, ...(usage && { usage }) });
        else reject(new Error(`${command} ended with ${code ?? signal}: ${said.trim().split("\n").at(-1) ?? ""}`));
      });
    });
  } finally {
    clearInterval(looking);
  }
}

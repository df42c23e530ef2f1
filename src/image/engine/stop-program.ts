import type { ChildProcess } from "node:child_process";

/** How long a program has to end by itself, in milliseconds since its output was closed. */
export interface StopPatience {
  /** Until it is asked to end (SIGTERM). */
  readonly termMs: number;
  /** Until it is made to end (SIGKILL). */
  readonly killMs: number;
}

/** For a program that has nothing to clean up. */
export const AT_ONCE: StopPatience = { termMs: 0, killMs: 3_000 };

/** For one that cleans up when nobody reads on. */
export const GENTLY: StopPatience = { termMs: 2_000, killMs: 5_000 };

/**
 * Ends a program, and waits until it is gone. Its output is closed first: a write then fails, which programs are readier
 * for than for a signal.
 */
export async function stopProgram(child: ChildProcess, { termMs, killMs }: StopPatience): Promise<void> {
  child.stdout?.destroy();
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    const timers = [
      setTimeout(() => child.kill("SIGTERM"), termMs),
      setTimeout(() => child.kill("SIGKILL"), Math.max(termMs, killMs)),
    ];
    await gone;
    for (const timer of timers) clearTimeout(timer);
  }
  // What it started itself may hold this open.
  child.stderr?.destroy();
}

import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Running } from "./plimsoll.ts";

/**
 * Waits until a running program is where a test wants it.
 *
 * @throws when it ended before: a test that interrupts nothing proves nothing.
 */
export async function until({ child }: Running, isThere: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isThere()) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before ${what}`);
    if (performance.now() > deadline) throw new Error(`it never came to where ${what}`);
    await sleep(2);
  }
}

/** Whether a process has a file open whose path ends so. Linux tells it in /proc. */
export function hasOpen(pid: number, pattern: RegExp): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => {
      try {
        return pattern.test(readlinkSync(join(folder, name)));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Bytes of the files in a folder, 0 where there is none. */
export function bytesIn(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}

/** Whether a process is still there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

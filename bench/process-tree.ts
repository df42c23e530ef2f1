import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it started have used so far. */
export interface Usage {
  /** Resident memory at its peak, of the processes that are alive. */
  readonly peakBytes: number;
  /** Of all threads, in user and system mode. */
  readonly cpuMs: number;
}

/** Linux counts processor time in hundredths of a second, whatever its own clock does. */
const TICK_MS = 10;

/** Looks at a process tree; `undefined` when it has ended, or where the system has no `/proc`. */
export function lookAt(pid: number): Usage | undefined {
  try {
    const [, peakKiB] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    // A process that has ended and is not yet reaped has no memory any more.
    if (peakKiB === undefined) return undefined;
    let peakBytes = Number(peakKiB) * 1024;
    let cpuMs = processorTime(pid);
    for (const child of childrenOf(pid)) {
      const usage = lookAt(child);
      peakBytes += usage?.peakBytes ?? 0;
      cpuMs += usage?.cpuMs ?? 0;
    }
    return { peakBytes, cpuMs };
  } catch {
    return undefined;
  }
}

function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name stands in brackets and may hold anything; behind it, fields 14 and 15 of proc(5) are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** A child hangs on the thread that started it. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
      return text === "" ? [] : text.split(" ").map(Number);
    } catch {
      return []; // The thread has ended.
    }
  });
}

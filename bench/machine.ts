import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { countOf, formatBytes } from "../src/report/words.ts";

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly node: string;
  /** Of the last minute, before the start. */
  readonly load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

/** In one line. */
export function formatMachine({ cpu, cores, memoryBytes, node, load }: Machine): string {
  const hardware = `${cpu}, ${countOf(cores, "core")}, ${formatBytes(memoryBytes)} of memory`;
  return `${hardware}, Node.js ${node}, load ${load.toFixed(1)} before the start`;
}

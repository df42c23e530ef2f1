import type { Command } from "commander";
import type { Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

/** What a verb works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly settings: Settings;
  /** Given on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Exit codes, as Docker Scout has them: 1 is an error, 2 a gate that the image did not pass. */
export const EXIT = { ok: 0, error: 1, gate: 2 } as const;

/**
 * One verb. `define` tells commander of flags and examples; what it does is loaded only when it is called,
 * so that `--help` and `--version` are there at once. Its action answers with the exit code.
 */
export interface VerbDefinition {
  readonly name: string;
  readonly define: (program: Command, run: Runner) => void;
}

/** Turns a verb's work into commander's action. */
export type Runner = <Arguments extends unknown[]>(
  work: (context: CommandContext, ...args: Arguments) => Promise<number>,
) => (...args: Arguments) => Promise<void>;

/** An example for a verb's help. */
export function examples(...lines: readonly [command: string, what: string][]): string {
  return `\nExamples:\n${lines.map(([command, what]) => `  # ${what}\n  $ ${command}`).join("\n\n")}\n`;
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";
import { environmentOf, launcher, type Place } from "./plimsoll.ts";

/** A step that is taken once something was drawn. */
export interface Step {
  readonly seen: string;
  /** Types this. */
  readonly send?: string;
  /** Gives the terminal this width. */
  readonly columns?: number;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A script in place of the program; `$0` is the program, `$1`… the arguments. */
  readonly script?: string;
  /** In this order. */
  readonly when?: readonly Step[];
}

export interface Drawn {
  readonly code: number;
  /** All that the terminal was sent, codes and all. */
  readonly text: string;
}

/** Runs the program on a terminal of its own, as a person does. */
export function onTerminal(place: Place, args: readonly string[], options: TerminalOptions): Promise<Drawn> {
  const { columns, env, script, when = [] } = options;
  const command = script === undefined ? [launcher()] : ["bash", "-c", script, launcher()];
  const wanted = {
    command: [...command, ...args],
    env: { ...environmentOf(place), TERM: "xterm-256color", LANG: "C.UTF-8", ...env },
    columns,
    when,
  };
  return new Promise((resolve, reject) => {
    execFile(
      inject("world").python,
      [join(import.meta.dirname, "on-terminal.py"), JSON.stringify(wanted)],
      { maxBuffer: 1024 ** 3 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code !== "number" || stderr !== "") reject(error ?? new Error(stderr));
        else resolve({ code, text: stdout });
      },
    );
  });
}

/** The lines of a run as a person sees them in the end: what was drawn over is gone, colours too. */
export function linesLeft({ text }: Drawn): string[] {
  return text
    .split("\n")
    .map((line) => {
      const parts = line.replace(/\r$/, "").split("\r");
      // Each part begins at the left again, over what was there, or behind having cleared it.
      return parts.reduce((shown, part) => {
        const drawn = withoutColours(part.replace("\u001b[K", ""));
        return part.startsWith("\u001b[K") ? drawn : drawn + shown.slice(drawn.length);
      });
    })
    .map(withoutColours);
}

/** What was drawn in one line of the terminal and then drawn over. */
export function progressIn({ text }: Drawn): string[] {
  return text
    .split(/[\r\n]/)
    .flatMap((part) => (part.startsWith("\u001b[K... ") ? [part.slice("\u001b[K".length)] : []));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const withoutColours = (text: string) => text.replaceAll(/\u001b\[\d*m/g, "");

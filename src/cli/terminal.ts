import { toAscii } from "../report/ascii.ts";
import { wrap } from "../report/columns.ts";
import { createPaint, type Paint } from "../report/paint.ts";
import { printable } from "../report/printable.ts";
import { clearProgress, drawProgress } from "./progress-line.ts";
import { canRedraw, paintOf } from "./stream-paint.ts";

const GLYPHS = { done: "✓", found: "✗", info: "i", warning: "!" } as const;
const STYLES = { done: "green", found: "red", info: "blue", warning: "yellow" } as const;

/** Keeps a command in one line until it is written. */
const UNBROKEN_BLANK = "\u00a0";

/** Nothing is shown of work that is done sooner than this. */
const PROGRESS_AFTER_MS = 500;
const PROGRESS_EVERY_MS = 100;

/**
 * The two streams of a run: results on standard output, all else on standard error.
 * Progress is drawn only on a terminal, colours only where the stream is one.
 */
export class Terminal {
  readonly #quiet: boolean;
  readonly #isWatched: boolean;
  readonly paint: Paint;
  readonly #errorPaint: Paint;
  #startedAt = performance.now();
  #drawnAt = 0;
  #hasSpoken = false;

  constructor({ quiet }: { quiet: boolean }) {
    this.#quiet = quiet;
    this.#isWatched = canRedraw(process.stderr, process.env);
    this.paint = paintOf(process.stdout, process.env);
    this.#errorPaint = paintOf(process.stderr, process.env);
  }

  /** How a report is shown: a file has no colours and no width, whatever the terminal can show. */
  paintFor(file: string | undefined): Paint {
    return file === undefined ? this.paint : createPaint(false);
  }

  /** A line about a step that is over. */
  status(kind: keyof typeof GLYPHS, text: string): void {
    if (this.#quiet && kind !== "warning") return;
    const paint = this.#errorPaint;
    this.#say(wrap(printable(text), { ...paint, start: `  ${paint(STYLES[kind], GLYPHS[kind])} `, indent: 4 }));
    this.#startedAt = performance.now();
  }

  /** A blank line between what was told and the report, where a person sees both in one place. */
  separate(): void {
    if (this.#hasSpoken && process.stdout.isTTY && process.stderr.isTTY) this.#say([""]);
  }

  /** What comes next, for people who look at it. */
  hint(text: string): void {
    if (this.#quiet || !this.#isWatched) return;
    // Commands stay on one line, to be copied.
    this.#say(["", ...text.split("\n").map((line) => this.#errorPaint("dim", printable(line)))]);
  }

  /** Draws how far the work is; the line goes when the next word comes, or the end. */
  progress(text: string): void {
    const now = performance.now();
    if (this.#quiet || !this.#isWatched) return;
    if (now - this.#startedAt < PROGRESS_AFTER_MS || now - this.#drawnAt < PROGRESS_EVERY_MS) return;
    this.#drawnAt = now;
    drawProgress(`... ${printable(text)}`, this.#errorPaint);
  }

  /** What went wrong, and the way out; commands stand in backticks, or in bold where there is bold. */
  error(code: string, message: string, remedy?: string): void {
    const paint = this.#errorPaint;
    const [first = "", ...rest] = message.split("\n").map((line) => this.#markCommands(printable(line)));
    this.#say([
      ...wrap(first, { ...paint, start: `${paint(["bold", "red"], "ERROR")} ${code}: `, indent: 2 }),
      ...rest.flatMap((line) => wrap(line.trimStart(), { ...paint, start: "  ", indent: 4 })),
      ...(remedy ? wrap(this.#markCommands(remedy), { ...paint, start: "  ", indent: 2 }) : []),
    ]);
  }

  #markCommands(text: string): string {
    const paint = this.#errorPaint;
    return text.replaceAll(/`([^`]+)`/g, (quoted, command: string) =>
      (paint.hasColours ? paint("bold", command) : quoted).replaceAll(" ", UNBROKEN_BLANK),
    );
  }

  #say(lines: readonly string[]): void {
    clearProgress();
    this.#hasSpoken = true;
    const text = `${lines.join("\n")}\n`.replaceAll(UNBROKEN_BLANK, " ");
    process.stderr.write(this.#errorPaint.asciiOnly ? toAscii(text) : text);
  }
}

import { createPaint, type Paint, printable } from "../report/paint.ts";

const GLYPHS = { done: "✓", found: "✗", info: "i", warning: "!" } as const;
const STYLES = { done: "green", found: "red", info: "blue", warning: "yellow" } as const;

/** Nothing is shown of work that is done sooner than this. */
const PROGRESS_AFTER_MS = 500;
const PROGRESS_EVERY_MS = 100;

/**
 * The two streams of a run: results on standard output, all else on standard error.
 * Progress is drawn only on a terminal, colours only where the stream is one.
 */
export class Terminal {
  readonly #quiet: boolean;
  readonly #isTerminal: boolean;
  readonly paint: Paint;
  readonly #errorPaint: Paint;
  #startedAt = performance.now();
  #drawnAt = 0;
  #drawn = false;

  constructor({ quiet }: { quiet: boolean }) {
    this.#quiet = quiet;
    this.#isTerminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";
    this.paint = createPaint(wantsColours(process.stdout));
    this.#errorPaint = createPaint(wantsColours(process.stderr));
  }

  /** Colours for a report: a file has none, whatever the terminal can show. */
  paintFor(file: string | undefined): Paint {
    return file === undefined ? this.paint : createPaint(false);
  }

  /** A line about a step that is over. */
  status(kind: keyof typeof GLYPHS, text: string): void {
    if (this.#quiet && kind !== "warning") return;
    this.#clear();
    process.stderr.write(`  ${this.#errorPaint(STYLES[kind], GLYPHS[kind])} ${printable(text)}\n`);
    this.#startedAt = performance.now();
  }

  /** What comes next, for people who look at it. */
  hint(text: string): void {
    if (this.#quiet || !this.#isTerminal) return;
    process.stderr.write(`\n${this.#errorPaint("dim", text)}\n`);
  }

  /** Draws how far the work is; the line goes when the next status comes. */
  progress(text: string): void {
    const now = performance.now();
    if (this.#quiet || !this.#isTerminal) return;
    if (now - this.#startedAt < PROGRESS_AFTER_MS || now - this.#drawnAt < PROGRESS_EVERY_MS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    const columns = process.stderr.columns || 80;
    process.stderr.write(`\r\u001b[K... ${printable(text)}`.slice(0, columns + 4));
  }

  error(code: string, message: string, remedy?: string): void {
    this.#clear();
    const [first = "", ...rest] = message.split("\n");
    const lines = [first, ...rest].map((line) => printable(line));
    process.stderr.write(`${this.#errorPaint(["bold", "red"], "ERROR")} ${code}: ${lines.join("\n")}\n`);
    if (remedy) process.stderr.write(`  ${remedy}\n`);
  }

  #clear(): void {
    if (!this.#drawn) return;
    process.stderr.write("\r\u001b[K");
    this.#drawn = false;
  }
}

/** https://no-color.org, and its opposite. */
function wantsColours(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR) return false;
  const force = process.env.FORCE_COLOR;
  if (force !== undefined) return force !== "0" && force !== "false";
  return stream.isTTY === true && process.env.TERM !== "dumb";
}

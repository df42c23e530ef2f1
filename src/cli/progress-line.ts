import { toAscii } from "../report/ascii.ts";
import { cut } from "../report/columns.ts";
import type { Paint } from "../report/paint.ts";

/** To the start of the line, and away with what it says. */
const CLEAR = "\r\u001b[K";

// There is one such line, whoever draws it: the next word on that stream has to clear it, also when that is an error.
let isDrawn = false;

/** Says how far the work is, in the last line of the terminal on standard error. */
export function drawProgress(text: string, { asciiOnly }: Pick<Paint, "asciiOnly">): void {
  if (!isDrawn) {
    isDrawn = true;
    process.once("exit", clearProgress);
  }
  // Asked each time, since it may be resized. The last column stays free: some terminals wrap as soon as it is filled.
  const columns = process.stderr.columns || 80;
  const line = cut(text, columns - 1);
  process.stderr.write(`${CLEAR}${asciiOnly ? toAscii(line) : line}`);
}

export function clearProgress(): void {
  if (!isDrawn) return;
  isDrawn = false;
  process.off("exit", clearProgress);
  process.stderr.write(CLEAR);
}

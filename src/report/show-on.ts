import { toAscii } from "./ascii.ts";
import type { Paint } from "./paint.ts";

/** The parts of a report, a blank line between them, in characters that the terminal has. */
export function showOn({ asciiOnly }: Pick<Paint, "asciiOnly">, ...parts: readonly string[]): string {
  const text = `${parts.join("\n\n")}\n`;
  return asciiOnly ? toAscii(text) : text;
}

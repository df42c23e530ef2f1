import { styleText } from "node:util";
import type { Severity } from "../model/severity.ts";

type Style = Parameters<typeof styleText>[0];

/** Colours text where colours are wanted, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string;

export function createPaint(colours: boolean): Paint {
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

export const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "cyan",
  unspecified: "gray",
};

/** What an image says may hold codes that move the cursor or forge a line: they are shown, not obeyed. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) =>
    c === "\t" ? " " : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

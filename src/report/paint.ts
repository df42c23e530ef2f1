import { styleText } from "node:util";
import type { Severity } from "../model/severity.ts";

type Style = Parameters<typeof styleText>[0];

/** How text is shown where it goes: colours where they are wanted, and what a terminal sets bounds to. */
export interface Paint {
  /** Colours text where colours are wanted, and leaves it alone elsewhere. */
  (style: Style, text: string): string;
  readonly hasColours: boolean;
  /** Of the terminal. Absent where nobody looks: what goes into a pipe or a file is whole, line by line. */
  readonly columns?: number | undefined;
  /** Whether the terminal shows no character but those of ASCII. */
  readonly asciiOnly: boolean;
}

/** What bounds a terminal sets; none are set elsewhere. */
export type Bounds = Partial<Pick<Paint, "columns" | "asciiOnly">>;

export function createPaint(colours: boolean, { columns, asciiOnly = false }: Bounds = {}): Paint {
  const paint = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text);
  return Object.assign(paint, { hasColours: colours, columns, asciiOnly });
}

/** A terminal beside other windows: there, columns stand closer and the least of them is left out. */
export function isNarrow({ columns }: Pick<Paint, "columns">): boolean {
  return columns !== undefined && columns < 60;
}

export const SEVERITY_STYLES: Readonly<Record<Severity, Style>> = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "cyan",
  unspecified: "gray",
};

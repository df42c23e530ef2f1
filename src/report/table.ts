import { stripVTControlCharacters } from "node:util";

const width = (text: string) => stripVTControlCharacters(text).length;

/** Pads to a width that colours do not count for. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

/** Rows in columns as wide as their widest cell, two blanks apart, without blanks at the end of a line. */
export function formatTable(rows: readonly (readonly string[])[], separator = "  "): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, widths[i] ?? 0)))
        .join(separator)
        .trimEnd(),
    )
    .join("\n");
}

/** `Target │ value` rows, as quickview and the overview of reports show facts. */
export function formatFacts(rows: readonly (readonly string[])[]): string {
  return formatTable(
    rows.map((row) => row.map((cell, i) => (i === 0 ? `  ${cell}` : cell))),
    "  │  ",
  );
}

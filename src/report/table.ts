import { columnsOf, cut, wrap } from "./columns.ts";
import type { Paint } from "./paint.ts";

type Row = readonly string[];

/** Pads to a width that colours do not count for. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

const GAP = "  ";

/** A column is not cut to less: nobody could tell what it says. */
const LEAST_COLUMNS = 8;

export interface TableOptions {
  /** Of the terminal; whole rows where it is absent. */
  readonly columns?: number | undefined;
  /** The column that is cut where rows are wider than the terminal: never one of ids, versions or severities. */
  readonly yields?: number;
}

/** Rows in columns as wide as their widest cell, two blanks apart, without blanks at the end of a line. */
export function formatTable(rows: readonly Row[], { columns, yields }: TableOptions = {}): string {
  const whole = widthsOf(rows);
  const room = columns === undefined || yields === undefined ? undefined : columns - widthWithout(whole, yields);
  if (room === undefined || (whole[yields ?? 0] ?? 0) <= room) return align(rows, whole);
  if (room >= LEAST_COLUMNS) {
    const fitting = rows.map((row) => row.map((cell, i) => (i === yields ? cut(cell, room) : cell)));
    return align(fitting, widthsOf(fitting));
  }
  return rows.map((row) => squeeze(row, columns ?? 0, yields ?? 0)).join("\n");
}

function widthsOf(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, columnsOf(cell));
  }
  return widths;
}

/** What all columns but one take, with the gaps. */
function widthWithout(widths: readonly number[], index: number): number {
  const sum = widths.reduce((total, width) => total + width + GAP.length, -GAP.length);
  return sum - (widths[index] ?? 0);
}

function align(rows: readonly Row[], widths: readonly number[]): string {
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, widths[i] ?? 0)))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

/** A row by itself, where one long version would push the columns of all others out of the terminal. */
function squeeze(row: Row, columns: number, yields: number): string {
  const cells = row.map((cell, i) => (i === 0 ? cell.trimEnd() : cell.trim()));
  const room = columns - widthWithout(cells.map(columnsOf), yields);
  return cells
    .map((cell, i) => (i === yields ? cut(cell, Math.max(LEAST_COLUMNS, room)) : cell))
    .join(GAP)
    .trimEnd();
}

const SEPARATOR = "  │  ";

/**
 * `Target │ value` rows, as quickview and the overview of reports show facts. On a terminal, a value goes on in lines
 * below; one that has no blank to break it at begins a line of its own.
 */
export function formatFacts(rows: readonly Row[], { columns }: Pick<Paint, "columns"> = {}): string {
  const width = Math.max(0, ...rows.map(([label = ""]) => columnsOf(label)));
  return rows.flatMap(([label = "", ...values]) => factLines(pad(label, width), values, columns)).join("\n");
}

function factLines(label: string, values: readonly string[], columns: number | undefined): string[] {
  const start = `  ${label}${SEPARATOR}`;
  const line = `${start}${values.join(SEPARATOR)}`.trimEnd();
  if (columns === undefined || columnsOf(line) <= columns) return [line];
  const below = `  ${" ".repeat(columnsOf(label))}${SEPARATOR}`;
  const room = columns - columnsOf(start);
  return values.flatMap((value, i) => {
    const head = i === 0 ? start : below;
    const longest = Math.max(...value.split(" ").map(columnsOf));
    if (longest <= room) return wrap(value, { columns: room }).map((part, n) => (n === 0 ? head : below) + part);
    const indent = 6;
    return [head.trimEnd(), ...wrap(value, { columns, start: " ".repeat(indent), indent })];
  });
}

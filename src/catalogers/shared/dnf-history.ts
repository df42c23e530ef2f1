import type { ByteSource } from "../../formats/byte-source.ts";
import type { SqlitePages } from "../../formats/sqlite-pages.ts";
import {
  findTableRoot,
  pageBudget,
  parseRow,
  readPayload,
  readTablePage,
  type SqliteCell,
  type SqliteValue,
  walkTable,
} from "../../formats/sqlite-table.ts";
import type { Budget } from "./budget.ts";
import { formatRanges } from "./number-ranges.ts";
import { databasePages, type KeptLog, type KeptPages, leavesOf, logPages, overlayOf } from "./sqlite-overlay.ts";

/*
 * What dnf remembers of its transactions: for each package that came or went, why. dnf does not write its log back, so
 * that most of it stands there.
 *
 * Source: https://github.com/rpm-software-management/libdnf/blob/0.73.4/libdnf/transaction/sql/create.sql
 */

/** The columns of a table that are used, by their places. */
const TABLES = {
  trans_item: { columns: 7, used: [2, 4, 5, 6] },
  rpm: { columns: 6, used: [0, 1, 5] },
} as const;
type Table = keyof typeof TABLES;
const TABLE_NAMES = Object.keys(TABLES) as Table[];

/** Rows of a page, a line each: the name of the table, the row's number, and the columns, with tabs in between. */
type Rows = string;

export interface DnfHistory extends KeptPages<Rows> {
  readonly kind: "history";
  readonly roots: Readonly<Partial<Record<Table, number>>>;
}

export interface DnfHistoryLog extends KeptLog<Rows> {
  readonly kind: "history-log";
  readonly roots: Readonly<Partial<Record<Table, number>>>;
}

/** Reads what a database of transactions has of the tables. */
export function readDnfHistory(
  file: ByteSource,
  entries: Budget,
  onProblem: (message: string) => void,
): DnfHistory | undefined {
  const pages = databasePages(file, onProblem);
  if (!pages) return undefined;
  const { pageBytes, pageCount } = pages;
  const roots = rootsOf(pages);
  const keeper = pageKeeper(pages, entries);
  for (const root of Object.values(roots)) {
    walkTable((page) => readTablePage(pages, page), { root, pageCount }, { onPage: keeper.keep, onProblem });
  }
  return { kind: "history", pageBytes, pageCount, roots, ...keeper.kept };
}

/** Reads what a log of such a database has of them. */
export function readDnfHistoryLog(
  file: ByteSource,
  entries: Budget,
  onProblem: (message: string) => void,
): DnfHistoryLog | undefined {
  const pages = logPages(file, onProblem);
  if (!pages) return undefined;
  const { pageBytes, pageCount, numbers } = pages;
  const keeper = pageKeeper(pages, entries);
  for (const number of numbers) {
    const page = readTablePage(pages, number);
    if (typeof page === "object") keeper.keep(number, page);
  }
  const kept = { pageBytes, pageCount, pages: formatRanges(numbers), ...keeper.kept };
  return { kind: "history-log", roots: rootsOf(pages), ...kept };
}

function rootsOf(pages: SqlitePages): Partial<Record<Table, number>> {
  const found = TABLE_NAMES.map((name) => [name, findTableRoot(pages, name)] as const);
  return Object.fromEntries(found.filter(([, root]) => root !== undefined));
}

function pageKeeper(pages: SqlitePages, entries: Budget) {
  const kept = { interior: {} as Record<string, string>, leaves: {} as Record<string, Rows> };
  const budget = pageBudget(pages);
  return {
    kept,
    keep(number: number, page: Exclude<ReturnType<typeof readTablePage>, string | undefined>): void {
      if (!entries.takes(page.kind === "interior" ? page.children.length : page.cells.length)) return;
      if (page.kind === "interior") kept.interior[number] = page.children.join(" ");
      else kept.leaves[number] = page.cells.flatMap((cell) => rowOf(pages, cell, budget)).join("\n");
    },
  };
}

function rowOf(pages: SqlitePages, cell: SqliteCell, budget: ReturnType<typeof pageBudget>): string[] {
  // Names are short: what goes on elsewhere is a row of another table.
  if (cell.overflow !== 0) return [];
  const payload = readPayload(pages, cell, budget, cell.payloadBytes);
  const values = "bytes" in payload ? parseRow(payload.bytes) : undefined;
  const table = TABLE_NAMES.find((name) => TABLES[name].columns === values?.length);
  if (!values || !table) return [];
  const columns = TABLES[table].used.map((column) => textOf(values[column]));
  return columns.includes(undefined) ? [] : [[table, cell.rowId, ...columns].join("\t")];
}

function textOf(value: SqliteValue | undefined): string | undefined {
  if (typeof value === "number") return `${value}`;
  return typeof value === "string" && !/[\t\n]/.test(value) ? value : undefined;
}

/** Why a package is there, by dnf's numbers: a user or a group of a user's choice wanted it, or another package did. */
const REASONS: Readonly<Record<string, boolean>> = { 1: false, 2: true, 3: false, 4: false, 5: true };

const DONE = "1";
const REMOVED = "8";
/** What became of the older package of an upgrade and its like: not why the newer one is there. */
const REPLACED: ReadonlySet<string | undefined> = new Set(["3", "5", "7", "10"]);

/**
 * Whether somebody asked for a package, by `name.architecture`; not of those of which dnf knows nothing.
 *
 * Source: `resolveRPMTransactionItemReason` of libdnf/transaction/Swdb.cpp
 */
export function askedForIn(
  database: DnfHistory,
  log: DnfHistoryLog | undefined,
  onProblem: (message: string) => void,
): ReadonlyMap<string, boolean> {
  const overlay = overlayOf(database, log, onProblem);
  const rowsOf = (table: Table) => {
    const root = (overlay.log && log?.roots[table]) ?? database.roots[table];
    if (root === undefined) return [];
    const lines = leavesOf(overlay, root, onProblem).flatMap(({ leaf }) => leaf.split("\n"));
    return lines.filter((line) => line.startsWith(`${table}\t`)).map((line) => line.split("\t").slice(1));
  };
  const packages = new Map(rowsOf("rpm").map(([, item = "", name, architecture]) => [item, `${name}.${architecture}`]));
  const asked = new Map<string, boolean>();
  // Rows are numbered by time, and come in the order of their numbers.
  for (const [, item = "", action, reason = "", state] of rowsOf("trans_item")) {
    const name = packages.get(item);
    if (name === undefined || state !== DONE || REPLACED.has(action)) continue;
    const isAsked = action === REMOVED ? undefined : REASONS[reason];
    if (isAsked === undefined) asked.delete(name);
    else asked.set(name, isAsked);
  }
  return asked;
}

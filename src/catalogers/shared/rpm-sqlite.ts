import type { ByteSource } from "../../formats/byte-source.ts";
import { MOST_HEADER_BYTES, tooLarge } from "../../formats/rpm-database.ts";
import type { SqlitePages } from "../../formats/sqlite-pages.ts";
import {
  findTableRoot,
  type PageBudget,
  pageBudget,
  parseRow,
  readPayload,
  readTablePage,
  type SqliteCell,
  type SqliteTablePage,
  walkTable,
} from "../../formats/sqlite-table.ts";
import { formatRanges, numbersIn } from "./number-ranges.ts";
import { type RpmBudget, type RpmPackage, readRpmPackage } from "./rpm-package.ts";
import { databasePages, type KeptLog, type KeptPages, leavesOf, logPages, overlayOf } from "./sqlite-overlay.ts";

const TABLE = "Packages";

/** A row of the table of packages. */
export interface RpmRow {
  readonly id: number;
  /** Of the row, and the first page on which it goes on: what is equal in both files is the same row. */
  readonly bytes: number;
  readonly overflow: number;
  /** The pages on which it goes on. */
  readonly pages: string;
  /** Absent where the row is a signing key. */
  readonly pkg?: RpmPackage;
  /** What is wrong with it. */
  readonly problem?: string;
  /** It goes on from this page, which the log does not have. */
  readonly continuesAt?: number;
}

export interface RpmSqlite extends KeptPages<readonly RpmRow[]> {
  readonly kind: "sqlite";
  /** Page at which the table begins; 0 where there is none. */
  readonly root: number;
}

export interface RpmSqliteLog extends KeptLog<readonly RpmRow[]> {
  readonly kind: "log";
  /** Where the log has the table of tables. */
  readonly root?: number;
}

/** Reads the table of packages of a database; `undefined` where it has none. */
export function readRpmSqlite(
  file: ByteSource,
  budget: RpmBudget,
  onProblem: (message: string) => void,
): RpmSqlite | undefined {
  // For SQLite, no bytes are a database without tables.
  const pages = databasePages(file, onProblem);
  if (!pages) return undefined;
  const { pageBytes, pageCount } = pages;
  const root = findTableRoot(pages, TABLE);
  // In a database that was just made, all that there is may still be in its log.
  if (root === undefined) return { kind: "sqlite", pageBytes, pageCount, root: 0, interior: {}, leaves: {} };
  const table = newTable();
  const room = { pages: pageBudget(pages), lists: budget };
  walkTable(
    (number) => readTablePage(pages, number),
    { root, pageCount },
    {
      onPage: (number, page) => keepPage(table, number, page, budget, (cell) => rowOf(pages, cell, room)),
      onProblem,
    },
  );
  return { kind: "sqlite", pageBytes, pageCount, root, ...table };
}

/** Reads what of a table of packages a write-ahead log has. */
export function readRpmSqliteLog(
  file: ByteSource,
  budget: RpmBudget,
  onProblem: (message: string) => void,
): RpmSqliteLog | undefined {
  const pages = logPages(file, onProblem);
  if (!pages) return undefined;
  const { pageBytes, pageCount, numbers } = pages;
  const root = findTableRoot(pages, TABLE);
  const table = newTable();
  const room = { pages: pageBudget(pages), lists: budget };
  // Whose pages they are is known only beside the database: those are kept that may be of this table.
  for (const number of numbers) {
    const page = readTablePage(pages, number);
    if (typeof page !== "object" || (page.kind === "leaf" && !page.cells.every(mayBePackage))) continue;
    keepPage(table, number, page, budget, (cell) => rowOf(pages, cell, room));
  }
  return {
    kind: "log",
    pageBytes,
    pageCount,
    ...(root !== undefined && { root }),
    pages: formatRanges(numbers),
    ...table,
  };
}

/** A row of a number and bytes; other tables of rpm's have other columns. */
function mayBePackage({ local }: SqliteCell): boolean {
  // Three bytes of a head, or more: its own length, no value (the number is the row's), and the length of the bytes.
  const [headBytes = 0, first] = local;
  return headBytes >= 3 && headBytes <= 8 && first === 0;
}

interface GrowingTable {
  readonly interior: Record<string, string>;
  readonly leaves: Record<string, readonly RpmRow[]>;
}

const newTable = (): GrowingTable => ({ interior: {}, leaves: {} });

function keepPage(
  table: GrowingTable,
  number: number,
  page: SqliteTablePage,
  { entries }: RpmBudget,
  toRow: (cell: SqliteCell) => RpmRow,
): void {
  if (!entries.takes(page.kind === "interior" ? page.children.length : page.cells.length)) return;
  if (page.kind === "interior") table.interior[number] = page.children.join(" ");
  else table.leaves[number] = page.cells.map(toRow);
}

/** What is left of what is read of one file. */
interface Room {
  readonly pages: PageBudget;
  readonly lists: RpmBudget;
}

function rowOf(pages: SqlitePages, cell: SqliteCell, room: Room): RpmRow {
  const payload = readPayload(pages, cell, room.pages, MOST_HEADER_BYTES);
  const facts = {
    id: cell.rowId,
    bytes: cell.payloadBytes,
    overflow: cell.overflow,
    pages: formatRanges(payload.pages),
  };
  if ("tooLong" in payload) return { ...facts, problem: tooLarge(payload.tooLong) };
  if ("brokenAt" in payload) return { ...facts, continuesAt: payload.brokenAt };
  const blob = parseRow(payload.bytes)?.find((value) => value instanceof Uint8Array);
  const pkg = blob ? readRpmPackage(blob, room.lists) : "its row has no header";
  if (typeof pkg === "string") return { ...facts, problem: pkg };
  return pkg === undefined ? facts : { ...facts, pkg };
}

/** A package with whether it was the log that told of it. */
export interface SqlitePackage {
  readonly pkg: RpmPackage;
  readonly isFromLog: boolean;
}

/** The packages of a database with its log laid over it, where there is one. */
export function packagesOfSqlite(
  database: RpmSqlite,
  log: RpmSqliteLog | undefined,
  onProblem: (message: string) => void,
): SqlitePackage[] {
  const overlay = overlayOf(database, log, onProblem);
  const root = (overlay.log && log?.root) ?? database.root;
  if (root === 0) {
    onProblem(`has no table ${TABLE}`);
    return [];
  }
  const rowsInDatabase = new Map(
    overlay.log ? Object.values(database.leaves).flatMap((rows) => rows.map((row) => [row.id, row])) : [],
  );
  const packages: SqlitePackage[] = [];
  const take = (row: RpmRow, isFromLog: boolean) => {
    const isMoved = isFromLog && row.continuesAt !== undefined;
    const told = isMoved ? sameRow(row, rowsInDatabase.get(row.id)) : row;
    // What the database says of a row holds as long as the log has none of its pages.
    const isTorn = (isMoved || !isFromLog) && numbersIn(told?.pages ?? "").some(overlay.isInLog);
    if (told === undefined || isTorn) onProblem(`the package ${row.id} was rewritten in part`);
    else if (told.continuesAt !== undefined)
      onProblem(`the package ${row.id} goes on at page ${told.continuesAt}, which is not its own`);
    else if (told.problem !== undefined) onProblem(`the package ${row.id}: ${told.problem}`);
    else if (told.pkg) packages.push({ pkg: told.pkg, isFromLog });
  };
  for (const { leaf, isFromLog } of leavesOf(overlay, root, onProblem)) {
    for (const row of leaf) take(row, isFromLog);
  }
  return packages;
}

/** The database's own reading of a row that was only moved to another page. */
function sameRow(row: RpmRow, other: RpmRow | undefined): RpmRow | undefined {
  const isSame = other?.bytes === row.bytes && other.overflow === row.overflow && row.pages === "";
  return isSame ? other : undefined;
}

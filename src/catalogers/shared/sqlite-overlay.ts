import type { ByteSource } from "../../formats/byte-source.ts";
import { openSqlite, openSqliteLog, type SqliteLog, type SqlitePages } from "../../formats/sqlite-pages.ts";
import { walkTable } from "../../formats/sqlite-table.ts";
import type { Report } from "../../model/errors.ts";
import { numbersIn } from "./number-ranges.ts";

/*
 * An SQLite database and its write-ahead log, where the last program to use it had no time to write it back, are two
 * files, read by themselves and perhaps of two layers. Of both is kept what stands on which page: a page of the log
 * takes the place of the database's page, without a second look at their bytes.
 */

/** Pages of tables, by their numbers. */
export interface KeptPages<Leaf> {
  readonly pageBytes: number;
  readonly pageCount: number;
  /** Numbers of the pages below. */
  readonly interior: Readonly<Record<string, string>>;
  readonly leaves: Readonly<Record<string, Leaf>>;
}

/** Those of a log, with the numbers of all pages that it has. */
export interface KeptLog<Leaf> extends KeptPages<Leaf> {
  readonly pages: string;
}

/** A database under its log, where there is one that fits. */
export interface Overlay<Leaf> {
  readonly database: KeptPages<Leaf>;
  readonly log: KeptLog<Leaf> | undefined;
  /** Whether the log has a page. */
  readonly isInLog: (page: number) => boolean;
}

/** The pages of a database; `undefined` where there are none, told where that is damage. */
export function databasePages(file: ByteSource, onProblem: (message: string) => void): SqlitePages | undefined {
  if (file.sizeBytes === 0) return undefined;
  const pages = openSqlite(file);
  if (typeof pages !== "string") return pages;
  onProblem(pages);
  return undefined;
}

/** The pages of a write-ahead log, as above. */
export function logPages(file: ByteSource, onProblem: (message: string) => void): SqliteLog | undefined {
  if (file.sizeBytes === 0) return undefined;
  const pages = openSqliteLog(file);
  if (typeof pages !== "string") return pages.numbers.length > 0 ? pages : undefined;
  onProblem(`${pages}; SQLite would not use it either`);
  return undefined;
}

export function overlayOf<Leaf>(
  database: KeptPages<Leaf>,
  log: KeptLog<Leaf> | undefined,
  onProblem: (message: string) => void,
): Overlay<Leaf> {
  if (log && log.pageBytes !== database.pageBytes) {
    onProblem(`has pages of ${database.pageBytes} bytes, its log of ${log.pageBytes}; the log was left out`);
    return overlayOf(database, undefined, onProblem);
  }
  const inLog = new Set(numbersIn(log?.pages ?? ""));
  return { database, log, isInLog: (page) => inLog.has(page) };
}

/** Goes through a table from its root, and gives its leaves in their order. */
export function leavesOf<Leaf>(
  { database, log, isInLog }: Overlay<Leaf>,
  root: number,
  onProblem: (message: string) => void,
): { readonly leaf: Leaf; readonly isFromLog: boolean }[] {
  const leaves: { leaf: Leaf; isFromLog: boolean }[] = [];
  const sourceOf = (page: number) => (isInLog(page) ? log : database);
  walkTable(
    (page) => {
      const source = sourceOf(page);
      const children = source?.interior[page];
      if (children !== undefined) return { kind: "interior", children: children.split(" ").map(Number) };
      return source?.leaves[page] === undefined ? `page ${page} is not one of the table` : { kind: "leaf", cells: [] };
    },
    { root, pageCount: log?.pageCount ?? database.pageCount },
    {
      onPage(page) {
        const leaf = sourceOf(page)?.leaves[page];
        if (leaf !== undefined) leaves.push({ leaf, isFromLog: isInLog(page) });
      },
      onProblem,
    },
  );
  return leaves;
}

/** Of one database: more of them say nothing more. */
const MOST_PROBLEMS = 100;

/** Reports what is wrong with a database, as far as somebody would read it. `end` says how much was left out. */
export function boundedReport(report: Report, path: string) {
  let count = 0;
  const tell = (message: string) => report({ code: "FILE_MALFORMED", path, message: `${path}: ${message}` });
  return {
    onProblem(message: string) {
      count++;
      if (count <= MOST_PROBLEMS) tell(message);
    },
    end() {
      if (count > MOST_PROBLEMS) tell(`${count - MOST_PROBLEMS} more problems were left out`);
    },
  };
}

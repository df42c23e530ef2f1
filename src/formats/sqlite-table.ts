import { concatBytes } from "./concat-bytes.ts";
import type { SqlitePages } from "./sqlite-pages.ts";

/*
 * The tables of an SQLite database, page by page. No statement is run, and no index is used: what is free is not met
 * on the way from a table's root.
 *
 * Source: https://www.sqlite.org/fileformat2.html#b_tree_pages
 */

/** A row as it stands on its page. */
export interface SqliteCell {
  readonly rowId: number;
  /** Of the whole row, wherever it stands. */
  readonly payloadBytes: number;
  /** What of it stands on the page. */
  readonly local: Uint8Array;
  /** Number of the page on which it goes on; 0 when all of it is here. */
  readonly overflow: number;
}

/** A page of a table: the way to others, or rows. */
export type SqliteTablePage =
  | { readonly kind: "interior"; readonly children: readonly number[] }
  | { readonly kind: "leaf"; readonly cells: readonly SqliteCell[] };

export type SqliteValue = null | number | string | Uint8Array;

const INTERIOR = 0x05;
const LEAF = 0x0d;
/** On the first page it stands behind the header of the file. */
const FIRST_PAGE_OFFSET = 100;

/** Reads a page of a table; a text where it is none, or damaged. */
export function readTablePage(
  { usableBytes, pageAt }: SqlitePages,
  number: number,
): SqliteTablePage | string | undefined {
  const page = pageAt(number);
  if (!page) return undefined;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const head = number === 1 ? FIRST_PAGE_OFFSET : 0;
  const kind = view.getUint8(head);
  if (kind !== INTERIOR && kind !== LEAF) return `page ${number} is not one of a table`;
  const count = view.getUint16(head + 3);
  const pointers = head + (kind === INTERIOR ? 12 : 8);
  if (pointers + 2 * count > usableBytes) return `page ${number} has no room for its ${count} cells`;

  const children: number[] = [];
  const cells: SqliteCell[] = [];
  // Honest cells do not lie over each other.
  let bytesLeft = usableBytes;
  for (let i = 0; i < count; i++) {
    const at = view.getUint16(pointers + 2 * i);
    if (at + 4 > usableBytes) return `page ${number} has a cell outside of it`;
    if (kind === INTERIOR) {
      children.push(view.getUint32(at));
      continue;
    }
    const cell = readCell(view, at, usableBytes);
    if (!cell) return `page ${number} has a cell that it does not hold`;
    bytesLeft -= cell.local.length;
    if (bytesLeft < 0) return `page ${number} has cells that lie over each other`;
    cells.push(cell);
  }
  if (kind === LEAF) return { kind: "leaf", cells };
  children.push(view.getUint32(head + 8));
  return { kind: "interior", children };
}

function readCell(view: DataView, start: number, usableBytes: number): SqliteCell | undefined {
  const [payloadBytes, afterSize] = readVarint(view, start);
  const [rowId, at] = readVarint(view, afterSize);
  const localBytes = localBytesOf(payloadBytes, usableBytes);
  const isWhole = localBytes === payloadBytes;
  if (at + localBytes + (isWhole ? 0 : 4) > usableBytes) return undefined;
  return {
    rowId,
    payloadBytes,
    local: new Uint8Array(view.buffer, view.byteOffset + at, localBytes),
    overflow: isWhole ? 0 : view.getUint32(at + localBytes),
  };
}

/** How much of a row stands on its own page. Source: https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages */
function localBytesOf(payloadBytes: number, usableBytes: number): number {
  if (payloadBytes <= usableBytes - 35) return payloadBytes;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const fitting = least + ((payloadBytes - least) % (usableBytes - 4));
  return fitting <= usableBytes - 35 ? fitting : least;
}

/** Up to nine bytes, seven bits each and eight in the last one. Numbers of rows are never negative in rpm's tables. */
function readVarint(view: DataView, start: number): readonly [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 9 && start + i < view.byteLength; i++) {
    const byte = view.getUint8(start + i);
    if (i === 8) return [value * 256 + byte, start + 9];
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, start + i + 1];
  }
  return [Number.POSITIVE_INFINITY, view.byteLength];
}

/** A row's bytes with the pages on which they go on, or the number of the page at which they end too early. */
export type SqlitePayload =
  | { readonly bytes: Uint8Array; readonly pages: readonly number[] }
  | { readonly brokenAt: number; readonly pages: readonly number[] }
  | { readonly tooLong: number; readonly pages: readonly number[] };

/** How many pages rows may go on at, all together: honest rows share none. */
export interface PageBudget {
  pagesLeft: number;
}

/** Twice over, for rows of a page that is free by now. */
export const pageBudget = ({ pageCount }: SqlitePages): PageBudget => ({ pagesLeft: 2 * pageCount });

/** Puts a row together, where it has no more than so many bytes. */
export function readPayload(
  { usableBytes, pageAt }: SqlitePages,
  { local, payloadBytes, overflow }: SqliteCell,
  budget: PageBudget,
  mostBytes: number,
): SqlitePayload {
  if (payloadBytes > mostBytes) return { tooLong: payloadBytes, pages: [] };
  const pieces = [local];
  const pages = new Set<number>();
  let left = payloadBytes - local.length;
  for (let number = overflow; left > 0; ) {
    const page = pages.has(number) || budget.pagesLeft === 0 ? undefined : pageAt(number);
    if (!page) return { brokenAt: number, pages: [...pages] };
    budget.pagesLeft--;
    pages.add(number);
    const piece = page.subarray(4, Math.min(usableBytes, 4 + left));
    pieces.push(piece);
    left -= piece.length;
    number = new DataView(page.buffer, page.byteOffset, 4).getUint32(0);
  }
  return { bytes: concatBytes(pieces, payloadBytes), pages: [...pages] };
}

const decoder = new TextDecoder();

/** The columns of a row; `undefined` where its bytes are no row. Source: https://www.sqlite.org/fileformat2.html#record_format */
export function parseRow(bytes: Uint8Array): SqliteValue[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [headBytes, afterHead] = readVarint(view, 0);
  if (headBytes > bytes.length) return undefined;
  const values: SqliteValue[] = [];
  let at = headBytes;
  for (let head = afterHead; head < headBytes; ) {
    const [type, next] = readVarint(view, head);
    head = next;
    const length = lengthOf(type);
    if (length === undefined || at + length > bytes.length) return undefined;
    values.push(columnOf(type, bytes.subarray(at, at + length)));
    at += length;
  }
  return values;
}

/** Bytes of a value by its serial type. */
const FIXED_LENGTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const;

function lengthOf(type: number): number | undefined {
  return type < 12 ? FIXED_LENGTHS[type] : Math.floor((type - 12) / 2);
}

function columnOf(type: number, bytes: Uint8Array): SqliteValue {
  if (type === 0) return null;
  if (type >= 12) return type % 2 === 0 ? bytes : decoder.decode(bytes);
  // The constants 0 and 1 take no bytes.
  if (type >= 8) return type - 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 7) return view.getFloat64(0);
  let value = view.getInt8(0);
  for (let i = 1; i < bytes.length; i++) value = value * 256 + view.getUint8(i);
  return value;
}

/** Told of each page of a table on the way from its root, and of what is wrong. */
export interface TableVisitor {
  readonly onPage: (number: number, page: SqliteTablePage) => void;
  readonly onProblem: (message: string) => void;
}

/** Goes through a table, page by page; none twice, and none beyond the last. */
export function walkTable(
  readPage: (number: number) => SqliteTablePage | string | undefined,
  { root, pageCount }: { readonly root: number; readonly pageCount: number },
  { onPage, onProblem }: TableVisitor,
): void {
  const seen = new Set([root]);
  const left = [root];
  for (let number = left.pop(); number !== undefined; number = left.pop()) {
    const page = readPage(number) ?? `page ${number} is missing`;
    if (typeof page === "string") {
      onProblem(page);
      continue;
    }
    onPage(number, page);
    if (page.kind === "leaf") continue;
    const next = page.children.filter((child) => {
      const isNew = child >= 1 && child <= pageCount && !seen.has(child);
      if (isNew) seen.add(child);
      return isNew;
    });
    if (next.length < page.children.length) {
      onProblem(`page ${number} leads back or out of the database ${page.children.length - next.length} times`);
    }
    for (const child of next.reverse()) left.push(child);
  }
}

/** Of a row of the table of tables: a statement that makes one has some hundred characters. */
const MOST_SCHEMA_BYTES = 64 * 1024;

/** The number of a table's first page, as the table of tables says it. */
export function findTableRoot(pages: SqlitePages, name: string): number | undefined {
  let root: number | undefined;
  const budget = pageBudget(pages);
  walkTable(
    (number) => readTablePage(pages, number),
    { root: 1, pageCount: pages.pageCount },
    {
      onPage(_, page) {
        if (root !== undefined || page.kind !== "leaf") return;
        for (const cell of page.cells) {
          const payload = readPayload(pages, cell, budget, MOST_SCHEMA_BYTES);
          const [type, found, , rootPage] = ("bytes" in payload && parseRow(payload.bytes)) || [];
          const isIt = type === "table" && typeof found === "string" && found.toLowerCase() === name.toLowerCase();
          if (isIt && typeof rootPage === "number") root = rootPage;
        }
      },
      // What is missing here is missed by whoever looks for a table.
      onProblem() {},
    },
  );
  return root;
}

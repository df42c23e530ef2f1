import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { sqliteFiles } from "../../test/support/rpm-files.ts";
import { sourceOf } from "./byte-source.ts";
import { openSqlite, openSqliteLog, type SqlitePages } from "./sqlite-pages.ts";
import { findTableRoot, pageBudget, parseRow, readPayload, readTablePage, walkTable } from "./sqlite-table.ts";

function pagesOf(bytes: Uint8Array): SqlitePages {
  const pages = openSqlite(sourceOf(bytes));
  if (typeof pages === "string") throw new Error(pages);
  return pages;
}

/** All rows of a table, with their numbers in front. */
function rowsOf(pages: SqlitePages, { name = "t", budget = pageBudget(pages), mostBytes = 1e9 } = {}) {
  const rows: unknown[][] = [];
  const problems: string[] = [];
  const root = findTableRoot(pages, name);
  if (root === undefined) return { rows, problems: ["no table"] };
  walkTable(
    (number) => readTablePage(pages, number),
    { root, pageCount: pages.pageCount },
    {
      onPage(_, page) {
        if (page.kind === "interior") return;
        for (const cell of page.cells) {
          const payload = readPayload(pages, cell, budget, mostBytes);
          if ("bytes" in payload) rows.push([cell.rowId, ...(parseRow(payload.bytes) ?? ["no row"])]);
          else if ("tooLong" in payload) problems.push(`row ${cell.rowId} has ${payload.tooLong} bytes`);
          else problems.push(`row ${cell.rowId} breaks off at ${payload.brokenAt}`);
        }
      },
      onProblem: (message) => void problems.push(message),
    },
  );
  return { rows, problems };
}

/** What SQLite itself reads. */
function selectAll(bytes: Uint8Array, name = "t") {
  const database = new DatabaseSync(":memory:");
  try {
    database.deserialize(bytes);
    const statement = database.prepare(`SELECT rowid AS rowid, * FROM ${name} ORDER BY rowid`);
    return statement.all().map((row) => Object.values(row));
  } finally {
    database.close();
  }
}

const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);

describe.each([512, 1024, 4096, 65_536])("pages of %i bytes", (pageBytes) => {
  test("rows of every length, at the edges of what fits a page, are those that SQLite reads", () => {
    // What fits is `pageBytes - 35`; behind it the part that stays on the page goes up and down.
    const edges = [-40, -37, -36, -35, -34, -33, 0, 1].map((more) => pageBytes + more);
    const lengths = [0, 1, 50, 127, 128, ...edges, 2 * pageBytes - 45, 2 * pageBytes, 10 * pageBytes + 3];
    const { database } = sqliteFiles(
      (db) => {
        db.exec("CREATE TABLE t (a BLOB)");
        const insert = db.prepare("INSERT INTO t VALUES (?)");
        for (const length of [...lengths, ...lengths]) insert.run(noise(length));
      },
      { pageBytes },
    );
    const { rows, problems } = rowsOf(pagesOf(database));
    expect(rows).toEqual(selectAll(database));
    expect(problems).toEqual([]);
  });

  test("a table of many pages is read in its order, without what was deleted", () => {
    const { database } = sqliteFiles(
      (db) => {
        db.exec("CREATE TABLE other (x); CREATE TABLE t (a); CREATE INDEX i ON t (a); BEGIN");
        const insert = db.prepare("INSERT INTO t VALUES (?)");
        for (let i = 0; i < 5000; i++) insert.run(`row ${i}`);
        db.exec("DELETE FROM t WHERE rowid % 3 = 0; DELETE FROM t WHERE rowid BETWEEN 1000 AND 3000; COMMIT");
      },
      { pageBytes },
    );
    const { rows, problems } = rowsOf(pagesOf(database));
    expect(rows).toEqual(selectAll(database));
    expect(rows.length).toBeGreaterThan(1900);
    expect(problems).toEqual([]);
  });
});

test("values of every kind are read", () => {
  const { database } = sqliteFiles((db) => {
    db.exec("CREATE TABLE t (a, b, c, d, e, f, g, h, i, j)");
    db.exec("INSERT INTO t VALUES (NULL, 0, 1, -1, 300, -70000, 16777216, 1099511627776, 1.5, 'ü')");
    db.exec(
      "INSERT INTO t VALUES (x'00ff', '', x'', -9007199254740991, -129, 2147483647, -8388609, 140737488355328, -2e300, 'x')",
    );
  });
  expect(rowsOf(pagesOf(database)).rows).toEqual(selectAll(database));
});

test("a table is found among many, whatever the case of its name", () => {
  const { database } = sqliteFiles((db) => {
    for (let i = 0; i < 100; i++) db.exec(`CREATE TABLE table_${i} (a_column_with_a_long_name_${"x".repeat(50)})`);
    db.exec("CREATE TABLE 'Packages' (a); INSERT INTO Packages VALUES (7)");
  });
  expect(rowsOf(pagesOf(database), { name: "packages" }).rows).toEqual([[1, 7]]);
  expect(findTableRoot(pagesOf(database), "nothing")).toBeUndefined();
});

describe("what is damaged is told, and the rest is read:", () => {
  const { database } = sqliteFiles(
    (db) => {
      db.exec("CREATE TABLE t (a)");
      for (let i = 0; i < 8; i++) db.prepare("INSERT INTO t VALUES (?)").run(noise(i === 3 ? 2000 : 200));
    },
    { pageBytes: 512 },
  );
  const root = findTableRoot(pagesOf(database), "t") ?? 0;
  const pages = pagesOf(database);
  const table = readTablePage(pages, root);
  const leaf = typeof table === "object" && table.kind === "interior" ? (table.children[0] ?? 0) : 0;

  function damaged(number: number, at: number, ...bytes: number[]): Uint8Array {
    const copy = Uint8Array.from(database);
    copy.set(bytes, (number - 1) * 512 + at);
    return copy;
  }

  test.each([
    { title: "a page of another kind", bytes: damaged(leaf, 0, 2), problem: `page ${leaf} is not one of a table` },
    {
      title: "more cells than a page has",
      bytes: damaged(leaf, 3, 255, 255),
      problem: `page ${leaf} has no room for its 65535 cells`,
    },
    {
      title: "a cell out of its page",
      bytes: damaged(leaf, 8, 255, 255),
      problem: `page ${leaf} has a cell outside of it`,
    },
    {
      title: "a way back",
      bytes: damaged(root, 8, 0, 0, 0, root),
      problem: `page ${root} leads back or out of the database 1 times`,
    },
    {
      title: "a way out",
      bytes: damaged(root, 8, 255, 0, 0, 0),
      problem: `page ${root} leads back or out of the database 1 times`,
    },
  ])("$title", ({ bytes, problem }) => {
    const { rows, problems } = rowsOf(pagesOf(bytes));
    expect(problems).toEqual([problem]);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    expect(rows.length).toBeLessThan(8);
  });

  test("rows that go on in a circle, or on a page that is not there", () => {
    const cells = Array.from({ length: pages.pageCount }, (_, i) => readTablePage(pages, i + 1))
      .filter((page) => typeof page === "object")
      .flatMap((page) => (page.kind === "leaf" ? page.cells : []));
    const first = cells.find(({ overflow }) => overflow > 0)?.overflow ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(rowsOf(pagesOf(damaged(first, 0, 0, 0, 0, first)))).toMatchObject({
      rows: { length: 7 },
      problems: [`row 4 breaks off at ${first}`],
    });
    expect(rowsOf(pagesOf(damaged(first, 0, 0, 0, 255, 255)))).toMatchObject({
      rows: { length: 7 },
      problems: ["row 4 breaks off at 65535"],
    });
  });

  test("rows that have more pages than there are", () => {
    expect(rowsOf(pages, { budget: { pagesLeft: 2 } }).problems).toEqual([expect.stringMatching(/row 4 breaks off/)]);
  });

  test("a row that has more bytes than somebody reads is told, and not put together", () => {
    const { rows, problems } = rowsOf(pages, { mostBytes: 1000 });
    expect(problems).toEqual([expect.stringMatching(/^row 4 has \d{4,} bytes$/)]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test("cells that lie over each other", () => {
    const page = pages.pageAt(leaf) ?? new Uint8Array();
    // Both cells are where the first is.
    const bytes = damaged(leaf, 10, page[8] ?? 0, page[9] ?? 0, page[8] ?? 0, page[9] ?? 0);
    bytes.set([0, 3], (leaf - 1) * 512 + 3);
    expect(rowsOf(pagesOf(bytes)).problems).toEqual([`page ${leaf} has cells that lie over each other`]);
  });
});

test.each([
  ["no bytes", new Uint8Array(), /too short/],
  ["text", Buffer.from("bogus".repeat(100)), /is not an SQLite database/],
  ["pages of an odd size", head(16, 3, 232), /pages of 1000 bytes/],
  ["pages of no bytes", head(16, 0, 0), /pages of 0 bytes/],
  ["small pages of which more is reserved than may be", head(16, 2, 0, 2, 2, 33), /has 479 usable bytes/],
  ["texts of UTF-16", head(59, 2), /UTF-16/],
])("%s: is no database that is read", (_, bytes, problem) => {
  expect(openSqlite(sourceOf(bytes))).toMatch(problem);
});

/** The first page of a database, written over from a place on. */
function head(at: number, ...bytes: number[]): Uint8Array {
  const { database } = sqliteFiles((db) => db.exec("CREATE TABLE t (a)"));
  const copy = Uint8Array.from(database.subarray(0, 512));
  copy.set(bytes, at);
  return copy;
}

describe("a write-ahead log", () => {
  const { log } = sqliteFiles(
    (db) => {
      db.exec("PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a); INSERT INTO t VALUES ('first')");
      db.exec("INSERT INTO t VALUES ('second')");
    },
    { isLogged: true, pageBytes: 1024 },
  );
  const frames = (log.length - 32) / (24 + 1024);
  const open = (bytes: Uint8Array) => {
    const pages = openSqliteLog(sourceOf(bytes));
    if (typeof pages === "string") throw new Error(pages);
    return pages;
  };

  test("has the pages of its last transaction", () => {
    const pages = open(log);
    expect(pages.pageBytes).toBe(1024);
    expect(rowsOf(pages).rows).toEqual([
      [1, "first"],
      [2, "second"],
    ]);
    expect(pages.numbers).toEqual([1, 2]);
  });

  test.each([
    { title: "whose last frame is cut off", bytes: log.subarray(0, -1) },
    { title: "whose last frame is damaged", bytes: log.with(-1, 255) },
    { title: "whose last frame is of an earlier log", bytes: log.with(32 + (frames - 1) * 1048 + 8, 1) },
    { title: "whose last transaction is not over", bytes: log.subarray(0, -1048) },
  ])("$title ends before it", ({ bytes }) => {
    expect(rowsOf(open(bytes)).rows).toEqual([[1, "first"]]);
  });

  test("without frames has no pages", () => {
    expect(open(log.subarray(0, 32)).numbers).toEqual([]);
  });

  test.each([
    ["text", Buffer.from("bogus".repeat(100)), /is not a write-ahead log/],
    ["few bytes", log.subarray(0, 31), /too short/],
    ["another version", log.with(7, 0), /version/],
    ["an odd page size", log.with(11, 7), /pages of 1031 bytes/],
    ["a damaged header", log.with(17, (log[17] ?? 0) ^ 1), /does not have its checksum/],
  ])("%s: is told", (_, bytes, problem) => {
    expect(openSqliteLog(sourceOf(bytes))).toMatch(problem);
  });
});

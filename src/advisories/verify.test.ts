import { createHash } from "node:crypto";
import { cpSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot } from "./fixtures/snapshots.ts";
import { verifySnapshot } from "./verify.ts";

const advisories = {
  "osv-npm": [advisoryOf({ id: "GHSA-1" }), advisoryOf({ id: "GHSA-2", details: "x".repeat(500) })],
};

/** The problems of a snapshot after it was tampered with, by someone who gave it the name that fits. */
async function verifyAfter(sql: string): Promise<string[]> {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  const id = createHash("sha256").update(readFileSync(path)).digest("hex");
  const renamed = join(dirname(path), `${id}.sqlite`);
  renameSync(path, renamed);
  const problems = verifySnapshot(renamed);
  for (const { code, message } of problems) {
    expect(code).toBe("SNAPSHOT_DAMAGED");
    expect(message.startsWith(renamed)).toBe(true);
  }
  return problems.map(({ message }) => message);
}

test("a sound snapshot has no problems", async () => {
  using scratch = new Scratch();
  expect(verifySnapshot((await buildSnapshot(scratch.path, advisories)).path)).toEqual([]);
});

test.each([
  { title: "a count that is not true", sql: "UPDATE source SET records = 3" },
  { title: "a record of no source", sql: "UPDATE advisory SET source = 'x' WHERE id = 'GHSA-1'" },
  { title: "a text that was altered", sql: "UPDATE record SET text = x'0300'" },
  { title: "a text that does not unpack", sql: "UPDATE record SET text = x'ffff'" },
  { title: "a text that is missing", sql: "DELETE FROM record" },
  { title: "rows of no record", sql: "UPDATE affected SET advisory = advisory + 1" },
  { title: "an additional table", sql: "CREATE TABLE x (a)" },
])("finds $title", async ({ sql }) => {
  expect(await verifyAfter(sql)).not.toEqual([]);
});

test("finds a name that is not true", async () => {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const other = join(scratch.path, `${"0".repeat(64)}.sqlite`);
  cpSync(path, other);
  expect(verifySnapshot(other)).toHaveLength(1);
});

test.each(["", "rubbish"])("a file that holds %j has problems, and nothing is thrown", (content) => {
  using scratch = new Scratch();
  expect(verifySnapshot(scratch.write("x.sqlite", content)).length).toBeGreaterThan(0);
});

test("so has a file that is not there", () => {
  expect(verifySnapshot("/nowhere/x.sqlite")).toHaveLength(1);
});

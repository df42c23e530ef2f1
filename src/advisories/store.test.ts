import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot } from "./fixtures/snapshots.ts";
import { listSnapshots, noteChecked, openCurrent, openStore, publish, readCurrent } from "./store.ts";

const AT = (day: number) => `2026-08-${String(day).padStart(2, "0")}T00:00:00.000Z`;

/** Puts a new snapshot in use, told apart from others by its summary. */
async function put(dataDir: string, summary: string, day: number): Promise<string> {
  using store = openStore(dataDir);
  const built = await buildSnapshot(store.work, { "osv-npm": [advisoryOf({ summary })] });
  publish(dataDir, built, AT(day));
  return built.id;
}

const filesOf = (dataDir: string) => readdirSync(join(dataDir, "advisories")).sort();

test("nothing is there at first, and the message says how to get it", () => {
  using scratch = new Scratch();
  expect(readCurrent(scratch.path)).toBeUndefined();
  expect(listSnapshots(scratch.path)).toEqual([]);
  expect(() => openCurrent(scratch.path)).toThrow(
    expect.objectContaining({ code: "SNAPSHOT_MISSING", message: expect.stringContaining("plimsoll db update") }),
  );
  expect(readdirSync(scratch.path)).toEqual([]);
});

test("the snapshot in use and the one before are kept", async () => {
  using scratch = new Scratch();
  const ids: string[] = [];
  for (const day of [1, 2, 3]) ids.push(await put(scratch.path, `day ${day}`, day));
  const [, second, third] = ids;

  expect(filesOf(scratch.path)).toEqual(
    ["current.json", "lock", "lock.pid", `${second}.sqlite`, `${third}.sqlite`].sort(),
  );
  expect(readCurrent(scratch.path)).toEqual({ snapshot: third, checkedAt: AT(3), previous: second });
  const { snapshot, checkedAt } = openCurrent(scratch.path);
  using _ = snapshot;
  expect(snapshot.id).toBe(third);
  expect(checkedAt).toBe(AT(3));

  const stored = listSnapshots(scratch.path);
  expect(stored).toContainEqual({
    id: third,
    builtAt: expect.any(String),
    sizeBytes: expect.any(Number),
    records: 1,
    current: true,
  });
  expect(stored).toContainEqual(expect.objectContaining({ id: second, current: false }));
});

test("a reader keeps what it has opened while newer ones come", async () => {
  using scratch = new Scratch();
  await put(scratch.path, "first", 1);
  const { snapshot } = openCurrent(scratch.path);
  using _ = snapshot;
  for (const day of [2, 3]) await put(scratch.path, `day ${day}`, day);
  expect(snapshot.get("osv-npm", "GHSA-1111-2222-3333").summary).toBe("first");
});

test("the same snapshot again keeps the one before it", async () => {
  using scratch = new Scratch();
  const first = await put(scratch.path, "first", 1);
  await put(scratch.path, "second", 2);
  await put(scratch.path, "second", 3);
  expect(readCurrent(scratch.path)).toMatchObject({ previous: first, checkedAt: AT(3) });
});

test("a look that finds nothing new moves the time alone", async () => {
  using scratch = new Scratch();
  const id = await put(scratch.path, "first", 1);
  const current = readCurrent(scratch.path);
  if (current !== undefined) noteChecked(scratch.path, current, AT(5));
  expect(readCurrent(scratch.path)).toEqual({ snapshot: id, checkedAt: AT(5) });
});

test("what a killed build left is swept by the next one", async () => {
  using scratch = new Scratch();
  scratch.write("advisories/work/build.sqlite", "half");
  scratch.write("advisories/work/deep/down", "half");
  scratch.write("advisories/current.json.new", "half");
  using store = openStore(scratch.path);
  expect(readdirSync(store.work)).toEqual([]);
  expect(filesOf(scratch.path)).toEqual(["lock", "lock.pid", "work"]);
});

test("a store that is given back leaves nothing but the lock's files", () => {
  using scratch = new Scratch();
  openStore(scratch.path)[Symbol.dispose]();
  expect(filesOf(scratch.path)).toEqual(["lock", "lock.pid"]);
});

test("a second builder in the same process is refused, until the first is done", () => {
  using scratch = new Scratch();
  {
    using _ = openStore(scratch.path);
    expect(() => openStore(scratch.path)).toThrow(
      expect.objectContaining({ code: "SNAPSHOT_LOCKED", message: expect.stringContaining(String(process.pid)) }),
    );
    expect(existsSync(join(scratch.path, "advisories/work"))).toBe(true);
  }
  openStore(scratch.path)[Symbol.dispose]();
});

test("a folder that cannot be made is named", () => {
  using scratch = new Scratch();
  const dataDir = scratch.write("a-file", "");
  expect(() => openStore(dataDir)).toThrow(
    expect.objectContaining({ code: "WRITE_FAILED", message: expect.stringContaining(join(dataDir, "advisories")) }),
  );
});

test("when the swap fails the old snapshot stays in use and the new one is gone", async () => {
  using scratch = new Scratch();
  const first = await put(scratch.path, "first", 1);
  const before = readFileSync(join(scratch.path, "advisories/current.json"), "utf8");
  using store = openStore(scratch.path);
  const built = await buildSnapshot(store.work, { "osv-npm": [advisoryOf({ summary: "second" })] });
  // A folder in the way of the new file, where a test cannot fill the disk.
  mkdirSync(join(scratch.path, "advisories/current.json.new"));
  expect(() => publish(scratch.path, built, AT(2))).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
  expect(readFileSync(join(scratch.path, "advisories/current.json"), "utf8")).toBe(before);
  expect(filesOf(scratch.path).filter((name) => name.endsWith(".sqlite"))).toEqual([`${first}.sqlite`]);
});

test.each(["", "rubbish", "{}", '{"snapshot": "../../etc/passwd", "checkedAt": "2026-08-22T00:00:00Z"}'])(
  "a current.json that holds %j names nothing",
  (content) => {
    using scratch = new Scratch();
    scratch.write("advisories/current.json", content);
    expect(() => openCurrent(scratch.path)).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
  },
);

test("a snapshot that is named and gone is missing", () => {
  using scratch = new Scratch();
  scratch.write("advisories/current.json", JSON.stringify({ snapshot: "0".repeat(64), checkedAt: AT(1) }));
  expect(() => openCurrent(scratch.path)).toThrow(expect.objectContaining({ code: "SNAPSHOT_MISSING" }));
});

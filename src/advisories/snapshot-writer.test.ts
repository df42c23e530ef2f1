import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Advisory } from "../model/advisory.ts";
import type { ChangedRecord } from "./feed.ts";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot, NOW, streamOf, writtenSource } from "./fixtures/snapshots.ts";
import { openSnapshot } from "./snapshot.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";

const npm = [1, 2, 3].map((n) => advisoryOf({ id: `GHSA-${n}`, cves: [`CVE-2024-000${n}`], severity: "high" }));
const pypi = [advisoryOf({ id: "PYSEC-1", details: "long ".repeat(1000) })];

test("the same records and clock give the same bytes, in whatever order they come", async () => {
  using one = new Scratch();
  using other = new Scratch();
  const a = await buildSnapshot(one.path, { "osv-npm": npm, "osv-pypi": pypi });
  const b = await buildSnapshot(other.path, { "osv-pypi": pypi, "osv-npm": npm.toReversed() });
  expect(b.id).toBe(a.id);
  expect(readFileSync(b.path).equals(readFileSync(a.path))).toBe(true);
  expect(a.id).toBe(createHash("sha256").update(readFileSync(a.path)).digest("hex"));
});

test("a copied source is the same, byte for byte, as one that was read", async () => {
  using scratch = new Scratch();
  const older = await buildSnapshot(scratch.path, { "osv-npm": npm, "osv-pypi": [advisoryOf({ id: "PYSEC-0" })] });
  const read = await buildSnapshot(scratch.path, { "osv-npm": npm, "osv-pypi": pypi });

  using work = new Scratch();
  using writer = new SnapshotWriter({ folder: work.path, now: NOW, older: older.path });
  await writer.writeSource(writtenSource("osv-pypi"), streamOf(pypi), () => undefined);
  expect(writer.copySource(writtenSource("osv-npm"))).toBe(3);
  expect((await writer.finish()).id).toBe(read.id);
});

test("an amended source is the same, byte for byte, as one that was read anew", async () => {
  using scratch = new Scratch();
  const [first, second, third] = npm;
  const old = [...(first ? [{ ...first, severity: "low" as const, aliases: ["GHSA-9"] }] : []), ...npm.slice(1, 2)];
  const older = await buildSnapshot(scratch.path, { "osv-npm": old, "osv-pypi": pypi });
  const anew = await buildSnapshot(scratch.path, {
    "osv-npm": [first, third].flatMap((one) => one ?? []),
    "osv-pypi": pypi,
  });

  using work = new Scratch();
  using writer = new SnapshotWriter({ folder: work.path, now: NOW, older: older.path });
  async function* changes(): AsyncGenerator<ChangedRecord> {
    for (const advisory of [first, third]) if (advisory) yield { id: advisory.id, advisory };
    yield { id: second?.id ?? "" };
    yield { id: "GHSA-that-was-never-there" };
  }
  expect(await writer.amendSource(writtenSource("osv-npm"), changes())).toBe(2);
  expect(writer.copySource(writtenSource("osv-pypi"))).toBe(1);
  expect((await writer.finish()).id).toBe(anew.id);
});

test("a source that fails half-way leaves nothing of itself", async () => {
  using scratch = new Scratch();
  using work = new Scratch();
  using writer = new SnapshotWriter({ folder: work.path, now: NOW });
  async function* failing(): AsyncGenerator<Advisory> {
    yield* npm;
    throw new Error("the connection broke");
  }
  await writer.writeSource(writtenSource("osv-pypi"), streamOf(pypi), () => undefined);
  await expect(writer.writeSource(writtenSource("osv-npm"), failing(), () => undefined)).rejects.toThrow("broke");
  const { id } = await writer.finish();
  expect(id).toBe((await buildSnapshot(scratch.path, { "osv-pypi": pypi })).id);
});

test("a record that comes twice is reported, and the first stands", async () => {
  using scratch = new Scratch();
  const twice = [advisoryOf({ summary: "first" }), advisoryOf({ summary: "second" })];
  const { path, problems } = await buildSnapshot(scratch.path, { "osv-npm": twice });
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringContaining("GHSA-1111-2222-3333") }]);
  using snapshot = openSnapshot(path);
  expect(snapshot.get("osv-npm", "GHSA-1111-2222-3333").summary).toBe("first");
  expect(snapshot.sources).toMatchObject([{ records: 1 }]);
});

test("nothing lies beside the finished file but the file it was made from", async () => {
  using work = new Scratch();
  using writer = new SnapshotWriter({ folder: work.path, now: NOW });
  await writer.writeSource(writtenSource("osv-npm"), streamOf(npm), () => undefined);
  await writer.finish();
  expect(readdirSync(work.path).sort()).toEqual(["build.sqlite", "packed.sqlite"]);
});

import { createHash, generateKeyPairSync, hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Advisory } from "../model/advisory.ts";
import { exportDelta, exportSnapshot, findSnapshot } from "./carry.ts";
import { packScores } from "./epss-scores.ts";
import { sha256OfFile } from "./file-hash.ts";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot } from "./fixtures/snapshots.ts";
import { importFile } from "./import-parcels.ts";
import { advisoriesFolder, noteChecked, openCurrent, publish, readCurrent, scoresPath } from "./store.ts";

const ED25519 = generateKeyPairSync("ed25519");
const P256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const CHECKED = "2026-08-22T10:00:00.000Z";

let scratch: Scratch;
let file: string;
beforeEach(() => {
  scratch = new Scratch();
  file = join(scratch.path, "advisories.plimsoll");
});
afterEach(() => scratch[Symbol.dispose]());

const lodash = advisoryOf();
const minimist = advisoryOf({ id: "GHSA-4444-5555-6666", severity: "critical" });

/** A machine that has these snapshots, one after the other. */
async function machineWith(name: string, ...snapshots: (readonly Advisory[])[]): Promise<string> {
  const dataDir = join(scratch.path, name);
  mkdirSync(advisoriesFolder(dataDir), { recursive: true });
  for (const advisories of snapshots) {
    using work = new Scratch();
    const built = await buildSnapshot(work.path, { "osv-npm": advisories });
    const path = join(scratch.path, "built.sqlite");
    renameSync(built.path, path);
    publish(dataDir, { path, id: built.id }, CHECKED);
  }
  return dataDir;
}

const current = (dataDir: string) => findSnapshot(dataDir, "current");

/** What is in use, and that nothing else was left behind. */
function stateOf(dataDir: string) {
  using snapshot = openCurrent(dataDir).snapshot;
  const left = readdirSync(advisoriesFolder(dataDir)).filter((name) => !/^(?:[0-9a-f]{64}\.sqlite|lock.*)$/.test(name));
  return { id: snapshot.id, records: snapshot.sources[0]?.records, left };
}

const LEFT = ["current.json"];

test.each([
  ["unsigned", undefined],
  ["signed with Ed25519", ED25519],
  ["signed with P-256", P256],
])("a snapshot is carried to another machine: %s", async (_, keys) => {
  const [here, there] = [await machineWith("here", [lodash]), await machineWith("there")];
  await exportSnapshot(current(here), { dataDir: here, file, key: keys?.privateKey });
  expect(await importFile(file, { dataDir: there, key: keys?.publicKey })).toMatchObject({
    isNew: true,
    header: { kind: "snapshot", to: current(here).id, checkedAt: CHECKED },
  });
  expect(stateOf(there)).toEqual({ id: current(here).id, records: 1, left: LEFT });
  expect(readCurrent(there)?.checkedAt).toBe(CHECKED);
  expect(await importFile(file, { dataDir: there, key: keys?.publicKey })).toMatchObject({ isNew: false });
  expect(readdirSync(scratch.path).sort()).toEqual(["advisories.plimsoll", "here", "there"]);
});

test("what is new is carried to a machine that has the older one", async () => {
  const here = await machineWith("here", [lodash], [lodash, minimist]);
  const there = await machineWith("there", [lodash]);
  const header = await exportDelta(findSnapshot(here, "previous"), current(here), { dataDir: here, file });
  expect(header).toMatchObject({ kind: "delta", from: current(there).id });
  await importFile(file, { dataDir: there });
  expect(stateOf(there)).toEqual({ id: current(here).id, records: 2, left: LEFT });
});

describe("the scores of EPSS go along", () => {
  test("with a whole snapshot", async () => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there")];
    giveScores(here, 0.25, "2026-08-22T09:00:00.000Z");
    await exportSnapshot(current(here), { dataDir: here, file, key: ED25519.privateKey });
    const imported = await importFile(file, { dataDir: there, key: ED25519.publicKey });
    expect(imported).toMatchObject({ isNew: true, hasNewScores: true, header: { to: current(here).id } });
    expect(scoreIn(there)).toBe(0.25);
    expect(readCurrent(there)?.scores).toEqual(readCurrent(here)?.scores);
    expect(openCurrent(there).snapshot.sources).toContainEqual(expect.objectContaining({ name: "epss", records: 1 }));
  });

  test("with a delta; those of before stay for a reader that has them open", async () => {
    const here = await machineWith("here", [lodash], [lodash, minimist]);
    const there = await machineWith("there", [lodash]);
    giveScores(there, 0.125, "2026-08-21T09:00:00.000Z");
    giveScores(here, 0.25, "2026-08-22T09:00:00.000Z");
    const before = openCurrent(there).snapshot;
    await exportDelta(findSnapshot(here, "previous"), current(here), { dataDir: here, file });
    await importFile(file, { dataDir: there });
    expect(scoreIn(there)).toBe(0.25);
    expect(before.epssOf?.(CVE)?.score).toBe(0.125);
    expect(readCurrent(there)?.scores?.previous).toBeDefined();
  });

  test("alone, where the snapshot is the one in use", async () => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [lodash])];
    giveScores(here, 0.25, "2026-08-22T09:00:00.000Z");
    await exportSnapshot(current(here), { dataDir: here, file });
    expect(await importFile(file, { dataDir: there })).toMatchObject({ isNew: false, hasNewScores: true });
    expect(scoreIn(there)).toBe(0.25);
  });

  test("and give way to newer ones", async () => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [minimist])];
    giveScores(here, 0.25, "2026-08-22T09:00:00.000Z");
    giveScores(there, 0.5, "2026-08-23T09:00:00.000Z");
    await exportSnapshot(current(here), { dataDir: here, file });
    expect(await importFile(file, { dataDir: there })).toMatchObject({ isNew: true, hasNewScores: false });
    expect(scoreIn(there)).toBe(0.5);
  });

  test.each<[string, string, (bytes: Buffer) => Buffer]>([
    ["scores that were altered", "SNAPSHOT_DAMAGED", (bytes) => flipped(bytes, bytes.length - 8)],
    ["a file that is cut off between them", "SNAPSHOT_DAMAGED", (bytes) => bytes.subarray(0, bytes.length - 20)],
    ["scores that come twice", "SNAPSHOT_DAMAGED", (bytes) => Buffer.concat([bytes, bytes])],
    [
      "a head of theirs that was altered",
      "SIGNATURE_INVALID",
      (bytes) => replaced(bytes, '"records":1', '"records":2'),
    ],
    [
      "a kind that a later version adds",
      "SNAPSHOT_DAMAGED",
      (bytes) => replaced(bytes, '"kind":"scores"', '"kind":"rumour"'),
    ],
  ])("or nothing does: %s", async (_, code, damage) => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [minimist])];
    giveScores(here, 0.25, "2026-08-22T09:00:00.000Z");
    const before = stateOf(there);
    await exportSnapshot(current(here), { dataDir: here, file, key: ED25519.privateKey });
    writeFileSync(file, damage(readFileSync(file)));
    await expect(importFile(file, { dataDir: there, key: ED25519.publicKey })).rejects.toMatchObject({ code });
    expect(stateOf(there)).toEqual(before);
    expect(scoreIn(there)).toBeUndefined();
  });
});

test("of a snapshot that is in use already, the later time of asking counts", async () => {
  const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [lodash])];
  const now = readCurrent(here);
  if (now) noteChecked(here, now, "2026-08-25T10:00:00.000Z");
  await exportSnapshot(current(here), { dataDir: here, file });
  await importFile(file, { dataDir: there });
  expect(readCurrent(there)?.checkedAt).toBe("2026-08-25T10:00:00.000Z");
  if (now) noteChecked(there, now, "2026-08-26T10:00:00.000Z");
  await importFile(file, { dataDir: there });
  expect(readCurrent(there)?.checkedAt).toBe("2026-08-26T10:00:00.000Z");
});

test("what was written before snapshots were packed as records is still read", async () => {
  const [here, there] = [await machineWith("here", [lodash]), await machineWith("there")];
  const whole = readFileSync(current(here).path);
  const packed = zstdCompressSync(whole);
  const header = {
    kind: "snapshot",
    to: current(here).id,
    schema: 3,
    builtAt: CHECKED,
    checkedAt: CHECKED,
    bytes: whole.length,
    sha256: hash("sha256", packed, "hex"),
  };
  const head = Buffer.from(`plimsoll-advisories/1\n${JSON.stringify(header)}\n{}\n`);
  writeFileSync(file, Buffer.concat([head, packed]));
  await importFile(file, { dataDir: there });
  expect(stateOf(there)).toEqual({ id: current(here).id, records: 1, left: LEFT });
});

/** As if another zlib had packed the texts, and another SQLite the file. */
async function madeElsewhere(here: string, madeBy: string): Promise<void> {
  const path = join(scratch.path, "elsewhere.sqlite");
  writeFileSync(path, readFileSync(current(here).path));
  const database = new DatabaseSync(path);
  database.exec("PRAGMA page_size = 8192; VACUUM");
  database.close();
  await exportSnapshot({ path, id: sha256OfFile(path) }, { dataDir: here, file });
  const bytes = readFileSync(file).toString("latin1");
  writeFileSync(file, Buffer.from(bytes.replace(/"madeBy":"[^"]*"/, `"madeBy":"${madeBy}"`), "latin1"));
}

test("what was made by other versions goes by its own name here, once it holds the same", async () => {
  const [here, there] = [await machineWith("here", [lodash]), await machineWith("there")];
  await madeElsewhere(here, "sqlite 4, zlib 2, riscv64");
  await importFile(file, { dataDir: there });
  expect(stateOf(there)).toEqual({ id: current(here).id, records: 1, left: LEFT });
});

describe("is refused, and what was in use stays:", () => {
  test.each<[string, string, typeof ED25519 | undefined, typeof ED25519, (bytes: Buffer) => Buffer]>([
    ["what is not signed", "SIGNATURE_INVALID", undefined, ED25519, (bytes) => bytes],
    ["what another key signed", "SIGNATURE_INVALID", P256, ED25519, (bytes) => bytes],
    [
      "a head that was altered",
      "SIGNATURE_INVALID",
      ED25519,
      ED25519,
      (bytes) =>
        Buffer.from(bytes.toString("latin1").replace('"checkedAt":"2026-08-22', '"checkedAt":"2026-11-22'), "latin1"),
    ],
    ["bytes that were altered", "SNAPSHOT_DAMAGED", ED25519, ED25519, (bytes) => flipped(bytes, bytes.length - 100)],
    ["a file that is cut off", "SNAPSHOT_DAMAGED", ED25519, ED25519, (bytes) => bytes.subarray(0, bytes.length - 50)],
    ["a file that goes on", "SNAPSHOT_DAMAGED", ED25519, ED25519, (bytes) => Buffer.concat([bytes, bytes])],
    ["another file", "SNAPSHOT_DAMAGED", ED25519, ED25519, () => Buffer.from("<html>\n\n\n")],
    ["an empty file", "SNAPSHOT_DAMAGED", ED25519, ED25519, () => Buffer.alloc(0)],
    [
      "a file of a later form",
      "SNAPSHOT_DAMAGED",
      ED25519,
      ED25519,
      (bytes) => Buffer.from(bytes.toString("latin1").replace("advisories/2", "advisories/3"), "latin1"),
    ],
  ])("%s", async (_, code, signer, wanted, damage) => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [minimist])];
    const before = stateOf(there);
    await exportSnapshot(current(here), { dataDir: here, file, key: signer?.privateKey });
    writeFileSync(file, damage(readFileSync(file)));
    await expect(importFile(file, { dataDir: there, key: wanted.publicKey })).rejects.toMatchObject({ code });
    expect(stateOf(there)).toEqual(before);
  });

  test("a delta for a snapshot that is not here", async () => {
    const here = await machineWith("here", [lodash], [lodash, minimist]);
    const there = await machineWith("there", [minimist]);
    await exportDelta(findSnapshot(here, "previous"), current(here), { dataDir: here, file });
    await expect(importFile(file, { dataDir: there })).rejects.toMatchObject({
      code: "SNAPSHOT_MISSING",
      message: expect.stringContaining("import a whole one first"),
    });
    expect(stateOf(there)).toMatchObject({ id: current(there).id, left: LEFT });
  });

  test("a snapshot that is not the one that its head names", async () => {
    const [here, there] = [await machineWith("here", [lodash]), await machineWith("there", [minimist])];
    await exportSnapshot({ path: current(here).path, id: "0".repeat(64) }, { dataDir: here, file });
    await expect(importFile(file, { dataDir: there })).rejects.toMatchObject({ code: "SNAPSHOT_DAMAGED" });
    expect(stateOf(there).id).toBe(current(there).id);
  });
});

describe("a snapshot is named", () => {
  test("by its place, the beginning of its id, or its path", async () => {
    const here = await machineWith("here", [lodash], [minimist]);
    const { id, path } = current(here);
    expect(findSnapshot(here, id.slice(0, 12))).toEqual({ id, path });
    expect(findSnapshot(here, path)).toEqual({ id, path });
    expect(basename(findSnapshot(here, "previous").path)).not.toBe(basename(path));
  });

  test.each(["previous", "abc", "0000", ""])("'%s' names none", async (name) => {
    const here = await machineWith("here", [lodash]);
    expect(() => findSnapshot(here, name)).toThrow(expect.objectContaining({ code: "SNAPSHOT_MISSING" }));
  });
});

const CVE = "CVE-2026-10000";

function giveScores(dataDir: string, score: number, fetchedAt: string): void {
  const bytes = packScores({ date: fetchedAt.slice(0, 10), scores: [{ id: CVE, score }] });
  const file = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(scoresPath(dataDir, file), bytes);
  const source = {
    name: "epss",
    state: "fresh",
    records: 1,
    fetchedAt,
    feedVersion: 1,
    origin: "o",
    cursors: ["c"],
  } as const;
  const now = readCurrent(dataDir);
  if (now) noteChecked(dataDir, now, CHECKED, { file, source: { ...source, cursors: ["c"] } });
}

const scoreIn = (dataDir: string) => openCurrent(dataDir).snapshot.epssOf?.(CVE)?.score;

const replaced = (bytes: Buffer, from: string, to: string) =>
  Buffer.from(bytes.toString("latin1").replace(from, to), "latin1");

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { NOW, streamOf, writtenSource } from "./fixtures/snapshots.ts";
import { packSnapshot, unpackSnapshot } from "./snapshot-records.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";

/** A snapshot with everything that one can have. */
async function snapshotIn(folder: string): Promise<string> {
  using writer = new SnapshotWriter({ folder, now: NOW });
  const npm = [
    advisoryOf({ id: "GHSA-1", cves: ["CVE-2024-1", "CVE-2024-2"], details: "of GHSA-1: \u0000 \ud800 \u0001 ü" }),
    advisoryOf({ id: "CVE-2024-3", cves: ["CVE-2024-3"], severity: "high", disputed: true }),
    advisoryOf({ id: "MAL-10", aliases: ["GHSA-2"], references: ["https://example.org/MAL-10"] }),
  ];
  const kev = advisoryOf({
    id: "CVE-2024-1",
    cves: ["CVE-2024-1"],
    affected: [],
    exploited: { added: "2024-01-01", ransomware: true },
    cvss: [
      { version: "3.1", vector: "CVSS:3.1/AV:N", score: 7.2, by: "psirt" },
      { version: "2.0", vector: "AV:N" },
    ],
    ssvc: { exploitation: "active" },
  });
  const cycles = [
    { product: "debian", cycle: "12", ends: "2026-06-10", longTerm: true },
    { product: "debian", cycle: "13", ends: false },
  ];
  await writer.writeSource(writtenSource("osv-npm", { cursors: ["a", null] }), streamOf(npm), () => undefined);
  await writer.writeSource(
    writtenSource("cisa-kev", { reason: "late", state: "stale" }),
    streamOf([kev]),
    () => undefined,
  );
  await writer.writeSupport(
    writtenSource("endoflife"),
    (async function* () {
      yield* cycles;
    })(),
    () => undefined,
  );
  writer.writeRow({ ...writtenSource("wolfi"), state: "absent", cursors: [] }, 0);
  return (await writer.finish()).path;
}

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test.each([1, 5, 1 << 20])("a snapshot is made again, byte for byte, of pieces of %d bytes", async (size) => {
  using scratch = new Scratch();
  using other = new Scratch();
  const path = await snapshotIn(scratch.path);
  const packed = Buffer.concat([...packSnapshot(path)]);
  const target = join(other.path, "again.sqlite");
  await unpackSnapshot(chunksOf(packed, size), target);
  expect(sha256(readFileSync(target))).toBe(sha256(readFileSync(path)));
  expect(readdirSync(other.path)).toEqual(["again.sqlite"]);
});

test("the same snapshot gives the same bytes", async () => {
  using scratch = new Scratch();
  const path = await snapshotIn(scratch.path);
  expect(sha256(Buffer.concat([...packSnapshot(path)]))).toBe(sha256(Buffer.concat([...packSnapshot(path)])));
});

const damage: [string, (bytes: Buffer) => Buffer][] = [
  ["nothing", () => Buffer.alloc(0)],
  ["its first half", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["all but its end", (bytes) => bytes.subarray(0, bytes.length - 4)],
  ["more than all of it", (bytes) => Buffer.concat([bytes, bytes])],
  ["another file", () => Buffer.from("<html><body>a page of a proxy</body></html>")],
  ["a source that is not named", (bytes) => replaced(bytes, "cisa-kev", "cisa-vek", 2)],
  ["a record that is none", (bytes) => replaced(bytes, '"tid"', '"jid"', 1)],
  ["a state that is not known", (bytes) => replaced(bytes, '"stale"', '"stole"', 1)],
  ["a record twice", (bytes) => replaced(bytes, "GHSA-1\u0000MAL-10\u0000", "GHSA-1\u0000GHSA-1\u0000", 1)],
];

test.each(damage)("what is %s is refused, and leaves nothing", async (_, change) => {
  using scratch = new Scratch();
  using other = new Scratch();
  const packed = change(Buffer.concat([...packSnapshot(await snapshotIn(scratch.path))]));
  await expect(unpackSnapshot(chunksOf(packed, 4096), join(other.path, "again.sqlite"))).rejects.toMatchObject({
    code: "SNAPSHOT_DAMAGED",
  });
  expect(readdirSync(other.path)).toEqual([]);
});

/** With one occurrence of a text replaced by another of the same length. */
function replaced(bytes: Buffer, text: string, by: string, occurrence: number): Buffer {
  const copy = Buffer.from(bytes);
  let at = -1;
  for (let n = 0; n < occurrence; n++) at = copy.indexOf(text, at + 1);
  expect(at).toBeGreaterThanOrEqual(0);
  copy.write(by, at);
  return copy;
}

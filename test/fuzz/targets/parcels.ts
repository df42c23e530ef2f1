import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { exportDelta, exportSnapshot, findSnapshot } from "../../../src/advisories/carry.ts";
import { advisoryOf } from "../../../src/advisories/fixtures/advisories.ts";
import { Scratch } from "../../../src/advisories/fixtures/scratch.ts";
import { buildSnapshot } from "../../../src/advisories/fixtures/snapshots.ts";
import { importFile } from "../../../src/advisories/import-parcels.ts";
import { openSnapshot } from "../../../src/advisories/snapshot.ts";
import { openStore, publish } from "../../../src/advisories/store.ts";
import { verifySnapshot } from "../../../src/advisories/verify.ts";
import { codeOf, messageOf } from "../../../src/model/errors.ts";
import type { Random } from "../random.ts";
import type { Target } from "../target.ts";

const NOW = "2026-08-22T10:00:00.000Z";
const MAGIC = "plimsoll-advisories/1\n";

interface Made {
  /** A store with the older snapshot in use. */
  readonly store: string;
  readonly corpus: readonly Uint8Array[];
  readonly ids: readonly [older: string, newer: string];
}

const made = await make();

/** Whether the store that cases share has another snapshot in use than the first, or is not there yet. */
let isUsed = true;

/** Two snapshots, in parcels as `db export` and `db delta` write them, and bare. */
async function make(): Promise<Made> {
  const scratch = new Scratch();
  const store = join(scratch.path, "store");
  const ids: string[] = [];
  for (const records of [[advisoryOf()], [advisoryOf(), advisoryOf({ id: "GHSA-2", cves: ["CVE-2024-0001"] })]]) {
    const built = await buildSnapshot(scratch.path, { "osv-npm": records });
    ids.push(built.id);
    using opened = openStore(store);
    mkdirSync(opened.work, { recursive: true });
    publish(store, built, NOW);
  }
  const [older = "", newer = ""] = ids;
  const [first, second] = [findSnapshot(store, older), findSnapshot(store, newer)];
  const file = (name: string) => join(scratch.path, name);
  await exportSnapshot(second, { dataDir: store, file: file("snapshot") });
  await exportDelta(first, second, { dataDir: store, file: file("delta") });
  const bare = readFileSync(second.path);
  const corpus = [readFileSync(file("snapshot")), readFileSync(file("delta")), bare].map((bytes) =>
    Uint8Array.from(bytes),
  );
  rmSync(second.path);
  writeFileSync(join(store, "advisories/current.json"), JSON.stringify({ snapshot: older, checkedAt: NOW }));
  process.once("exit", () => scratch[Symbol.dispose]());
  return { store, corpus, ids: [older, newer] };
}

/**
 * What `db import` reads: a head, and a snapshot or the patch to one. Bare bytes are put into a parcel that is right in
 * all else, so that SQLite gets to see them.
 */
export const parcels: Target = {
  name: "parcels",
  corpus: () => made.corpus,
  mend,
  async read(bytes) {
    // In one place always: messages name it. What was refused has changed nothing.
    const folder = join(made.store, "../case");
    if (isUsed) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(made.store, folder, { recursive: true });
      isUsed = false;
    }
    const file = join(folder, "parcel");
    writeFileSync(file, bytes);
    const { header, isNew } = await importFile(file, { dataDir: folder });
    isUsed = true;
    const { path } = findSnapshot(folder, "current");
    return { header, isNew, wrong: verifySnapshot(path), found: foundIn(path) };
  },
};

/** All that scanning asks of a snapshot. */
function foundIn(path: string): unknown {
  try {
    using snapshot = openSnapshot(path);
    const records = snapshot.find("npm", "", "lodash");
    return [
      records,
      records.map(({ source, id }) => snapshot.get(source, id)),
      snapshot.factsOf("CVE-2024-0001"),
      snapshot.aliasesOf("CVE-2024-0001"),
      snapshot.naming("CVE-2024-0001"),
      snapshot.covers("npm", ""),
    ];
  } catch (error) {
    if (codeOf(error) === "INTERNAL") throw error;
    return messageOf(error);
  }
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function mend(bytes: Uint8Array, random: Random): Uint8Array {
  const [older] = made.ids;
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC) return bytes;
  const packed = zstdCompressSync(bytes);
  const isDelta = random.below(4) === 0;
  const header = {
    kind: isDelta ? "delta" : "snapshot",
    ...(isDelta && { from: older }),
    to: sha256(bytes),
    schema: schemaOf(),
    builtAt: NOW,
    checkedAt: NOW,
    bytes: bytes.length,
    sha256: sha256(packed),
  };
  return Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n{}\n`), packed]);
}

/** As the parcels of today have it. */
function schemaOf(): number {
  const [, line = "{}"] = Buffer.from(made.corpus[0] ?? [])
    .toString("latin1")
    .split("\n", 2);
  return (JSON.parse(line) as { schema: number }).schema;
}

import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  filesIn,
  launcher,
  newPlace,
  type Outcome,
  type Place,
  plimsoll,
  type RunOptions,
  start,
} from "../plimsoll.ts";
import { mountSmallDisk } from "../small-disk.ts";
import { inArchive, inLayout } from "../world.ts";
import { type FakeEngine, startFakeEngine } from "./fake-engine.ts";

const SEED = Number(process.env.PLIMSOLL_TEST_SEED ?? randomInt(2 ** 31));
console.log(`what is random in cache.test.ts comes from PLIMSOLL_TEST_SEED=${SEED}`);

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nobody's home: nothing of this machine's user is read or written. */
const atHome = (place: Place, options: RunOptions = {}): RunOptions => {
  const home = join(place.folder, "home");
  mkdirSync(home, { recursive: true });
  return { ...options, env: { HOME: home, ...options.env } };
};

const sbom = (place: Place, args: readonly string[], options?: RunOptions) =>
  plimsoll(place, ["sbom", ...args], atHome(place, options));

/** What a scan says that has its own cache and the machine to itself. */
async function alone(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  using place = newPlace();
  const outcome = await sbom(place, args, options);
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome;
}

function expectSame({ code, stdout, stderr }: Outcome, expected: Outcome, what = ""): void {
  expect(code, `${what} ${stderr}`).toBe(0);
  if (stdout === expected.stdout) return;
  // They are thousands of lines: the first ones that differ say what went wrong.
  const [lines, wanted] = [stdout.split("\n"), expected.stdout.split("\n")];
  const at = lines.findIndex((line, i) => line !== wanted[i]);
  expect(lines.slice(at, at + 10), `${what}, from line ${at + 1}`).toEqual(wanted.slice(at, at + 10));
}

// Places that several tests share. They go in the end, also where only some of the tests are run.
const shared = new DisposableStack();
afterAll(() => shared.dispose());
const sharedPlace = () => shared.use(newPlace());

const tmpOf = (cacheDir: string) => join(cacheDir, "tmp");

describe("ten scans at once on one cold cache", () => {
  // Plain layers of an archive have no digest: what they hold is known again only where they are hashed.
  const scans: readonly (readonly string[])[] = [
    ...["base-13", "base-11", "node-app", "legacy-app", "polyglot", "static-amd64", "static-arm64"].map((image) => [
      inLayout(image),
    ]),
    [inArchive("node-app", "oci-archive")],
    ["--verify-layers", inArchive("polyglot", "docker-archive")],
    ["--verify-layers", inArchive("legacy-app", "docker-archive")],
  ];

  test("each says what it says alone, nothing half-written stays, and then all layers are known", async () => {
    const expected: Outcome[] = [];
    for (const args of scans) expected.push(await alone(args));
    expect(new Set(expected.map(({ stdout }) => stdout)).size).toBe(10);

    using place = newPlace();
    const together = await Promise.all(scans.map((args) => sbom(place, args)));
    for (const [i, outcome] of together.entries()) expectSame(outcome, expected[i] as Outcome, String(scans[i]));
    expect(filesIn(tmpOf(place.cacheDir))).toEqual([]);
    expect(filesIn(place.temporary)).toEqual([]);

    const warm = await Promise.all(scans.map((args) => sbom(place, args)));
    for (const [i, outcome] of warm.entries()) {
      expectSame(outcome, expected[i] as Outcome, String(scans[i]));
      expect(outcome.stderr).toContain("all known from the cache");
    }
    expect(filesIn(tmpOf(place.cacheDir))).toEqual([]);
  });
});

describe("kill -9 at a random moment", () => {
  const packed = sharedPlace();
  const gzipped = join(packed.folder, "base-11.tar.gz");
  const zstd = join(packed.folder, "node-app.tar.zst");
  const archiveFile = (...image: Parameters<typeof inArchive>) => inArchive(...image).slice("archive://".length);

  beforeAll(() => {
    writeFileSync(gzipped, gzipSync(readFileSync(archiveFile("base-11", "docker-archive")), { level: 1 }));
    writeFileSync(zstd, zstdCompressSync(readFileSync(archiveFile("node-app", "docker-archive"))));
  });

  /** A shell that feeds a file to the program through a pipe. */
  const piped = (file: string): RunOptions => ({
    command: ["bash", "-c", `cat "$1" | "$0" sbom -; exit "\${PIPESTATUS[1]}"`, launcher(), file],
  });
  const ways: readonly { title: string; args?: readonly string[]; pipe?: string }[] = [
    { title: "a layout", args: ["sbom", inLayout("polyglot")] },
    { title: "a gzipped archive", args: ["sbom", `archive://${gzipped}`] },
    { title: "standard input", pipe: archiveFile("legacy-app", "docker-archive") },
    { title: "an archive of packed layers", args: ["sbom", inArchive("node-app", "oci-archive")] },
    { title: "packed standard input", pipe: zstd },
    { title: "an archive that is hashed", args: ["sbom", "--verify-layers", inArchive("base-11", "docker-archive")] },
    { title: "a zstd archive", args: ["sbom", `archive://${zstd}`] },
    { title: "a layout of old things", args: ["sbom", inLayout("legacy-app")] },
    { title: "gzipped standard input", pipe: gzipped },
    { title: "an archive read in part", args: ["sbom", inArchive("polyglot", "docker-archive")] },
  ];

  const run = (place: Place, { args = [], pipe }: (typeof ways)[number]) =>
    start(place, args, atHome(place, { ...(pipe !== undefined && piped(pipe)), ownGroup: true }));

  test("ten times: nothing is left for others, and the next run on that cache is right", async () => {
    using place = newPlace();
    const random = randomNumbers(SEED);
    for (const way of ways) {
      using fresh = newPlace();
      const expected = await run(fresh, way).outcome;
      expect(expected.code, expected.stderr).toBe(0);

      let delayMs = expected.milliseconds * (0.05 + 0.75 * random());
      for (let code = 0; code !== 137; delayMs /= 2) {
        expect(delayMs, `${way.title} was never there to be killed`).toBeGreaterThan(1);
        const running = run(place, way);
        await sleep(delayMs);
        try {
          process.kill(-running.pid, "SIGKILL");
        } catch {
          // It was quicker than that: once more, sooner.
        }
        ({ code } = await running.outcome);
        expect([0, 137]).toContain(code);
        expect(filesIn(place.temporary), `${way.title}, killed after ${delayMs} ms`).toEqual([]);
      }
      expectSame(await run(place, way).outcome, expected, `${way.title}, after a kill`);
      expect(filesIn(place.temporary)).toEqual([]);
    }

    // What such a run was writing is anybody's while it is young; an hour later `cache prune` takes it.
    const tmp = tmpOf(place.cacheDir);
    mkdirSync(tmp, { recursive: true });
    writeFileSync(join(tmp, "1-left-behind"), "half");
    const longAgo = new Date(Date.now() - 2 * 3600 * 1000);
    for (const name of filesIn(tmp)) utimesSync(join(tmp, name), longAgo, longAgo);
    const pruned = await plimsoll(place, ["cache", "prune", "--force"], atHome(place));
    expect(pruned.code, pruned.stderr).toBe(0);
    expect(filesIn(tmp)).toEqual([]);
    expect((await sbom(place, [inLayout("polyglot")])).stderr).toContain("all known from the cache");
  });
});

describe("a damaged cache", () => {
  const BIG = inLayout("polyglot");
  const model = sharedPlace();
  let expected: Outcome;
  beforeAll(async () => {
    expected = await sbom(model, [BIG]);
    expect(expected.code, expected.stderr).toBe(0);
    // The second run finds the program's code in the cache.
    expect((await sbom(model, [BIG])).stderr).toContain("all known from the cache");
  });

  const random = randomNumbers(SEED + 1);
  const below = (bound: number) => Math.floor(random() * bound);
  const flip = (bytes: Buffer) => {
    for (let i = 0; i < 3 && bytes.length > 0; i++) {
      const at = below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
    return bytes;
  };
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    "has flipped bits": flip,
    "is cut off": (bytes) => bytes.subarray(0, below(bytes.length)),
    "is empty": () => Buffer.alloc(0),
    "holds zeros": (bytes) => Buffer.alloc(bytes.length),
  };

  /** Damages every file of a folder of the cache, and tells how many there are. */
  function damage(folder: string, how: (bytes: Buffer) => Buffer): number {
    const files = filesIn(folder).map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, how(readFileSync(file)));
    return files.length;
  }

  const rows = ["layers", "blobs", "code"].flatMap((kind) => Object.keys(damages).map((how) => ({ kind, how })));

  test.each(rows)("where every file of $kind/ $how, the next run is right and mends it", async ({ kind, how }) => {
    using place = newPlace();
    cpSync(model.cacheDir, place.cacheDir, { recursive: true });
    expect(damage(join(place.cacheDir, kind), damages[how] ?? flip)).toBeGreaterThan(0);
    expectSame(await sbom(place, [BIG]), expected);
    const next = await sbom(place, [BIG]);
    expectSame(next, expected);
    expect(next.stderr).toContain("all known from the cache");
  });

  test("that may only be read is right all the same, with a word about it", async () => {
    using place = newPlace();
    using disk = mountSmallDisk(join(place.folder, "disk"), 64 * 1024 * 1024);
    const cacheDir = join(disk.folder, "cache");
    cpSync(model.cacheDir, cacheDir, { recursive: true });
    damage(join(cacheDir, "layers"), flip);
    execFileSync("mount", ["-o", "remount,ro", disk.folder]);
    const outcome = await sbom(place, [BIG], { env: { PLIMSOLL_CACHE_DIR: cacheDir } });
    expectSame(outcome, expected);
    expect(outcome.stderr).toContain("the layer cache could not be written");
  });
});

describe("what is kept of an engine's image, when it is damaged", () => {
  const IMAGE = "registry.local/base-11:1.0";
  const model = sharedPlace();
  let engine: FakeEngine;
  let expected: Outcome;
  const scan = (place: Place) => sbom(place, [`local://${IMAGE}`], { env: { DOCKER_HOST: engine.url } });
  beforeAll(async () => {
    const archive = inArchive("base-11", "docker-archive").slice("archive://".length);
    engine = await startFakeEngine(join(model.folder, "engine.sock"), archive);
    expected = await scan(model);
    expect(expected.code, expected.stderr).toBe(0);
    expectSame(await scan(model), expected);
    expect(engine.savedTimes()).toBe(1);
  });
  afterAll(() => engine.close());

  test.each<[string, (text: string) => string]>([
    [
      "another size of a layer",
      (text) => text.replace(/"sizeBytes":(\d+)/, (_all, size) => `"sizeBytes":${Number(size) + 8}`),
    ],
    ["another diff_id of a layer", (text) => text.replace(/(.*"diffId":"sha256:)./s, "$1f")],
    ["another media type", (text) => text.replace("rootfs.diff.tar", "rootfs.diff.tax")],
    ["no layers", (text) => text.replace(/"layers":\[.*\]/s, '"layers":[]')],
    ["no field at all", () => "{}"],
    ["half of it", (text) => text.slice(0, text.length / 2)],
    ["nothing", () => ""],
  ])("%s: the next run is right", async (_title, damageText) => {
    using place = newPlace();
    cpSync(model.cacheDir, place.cacheDir, { recursive: true });
    const [name = ""] = filesIn(join(place.cacheDir, "images"));
    const file = join(place.cacheDir, "images", name);
    const whole = readFileSync(file, "utf8");
    const damaged = damageText(whole);
    expect(damaged).not.toBe(whole);
    writeFileSync(file, damaged);
    expectSame(await scan(place), expected);
    expectSame(await scan(place), expected);
  });
});

describe("a cache that may only be read", () => {
  const BIG = inLayout("node-app");

  test("is used where it knows the layers, without a word", async () => {
    using place = newPlace();
    using disk = mountSmallDisk(join(place.folder, "disk"), 64 * 1024 * 1024);
    const options = { env: { PLIMSOLL_CACHE_DIR: join(disk.folder, "cache") } };
    const expected = await sbom(place, [BIG], options);
    execFileSync("mount", ["-o", "remount,ro", disk.folder]);
    const outcome = await sbom(place, [BIG], options);
    expectSame(outcome, expected);
    expect(outcome.stderr).toContain("all known from the cache");
    expect(outcome.stderr).not.toContain("could not be written");
  });

  test("brings a warning where it knows nothing, and the whole result", async () => {
    using place = newPlace();
    using disk = mountSmallDisk(join(place.folder, "disk"), 64 * 1024);
    execFileSync("mount", ["-o", "remount,ro", disk.folder]);
    const outcome = await sbom(place, [BIG], { env: { PLIMSOLL_CACHE_DIR: join(disk.folder, "cache") } });
    expectSame(outcome, await alone([BIG]));
    expect(outcome.stderr).toContain("the layer cache could not be written");
  });
});

test("no room for an archive that comes as a stream is an error that names the folder, and leaves nothing", async () => {
  using place = newPlace();
  using disk = mountSmallDisk(join(place.folder, "disk"), 1024 * 1024);
  const file = inArchive("base-11", "docker-archive").slice("archive://".length);
  const outcome = await plimsoll(
    place,
    [],
    atHome(place, {
      command: ["bash", "-c", `cat "$1" | "$0" sbom -; exit "\${PIPESTATUS[1]}"`, launcher(), file],
      env: { TMPDIR: disk.folder },
    }),
  );
  expect(outcome).toMatchObject({ code: 1, stdout: "" });
  expect(outcome.stderr).toContain(`ERROR WRITE_FAILED: ${disk.folder}`);
  expect(filesIn(disk.folder)).toEqual([]);
});

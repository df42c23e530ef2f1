import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { SbomDocument } from "../../../src/report/contracts.ts";
import { hasOpen, until } from "../moments.ts";
import { filesIn, launcher, newPlace, type Outcome, type Place, plimsoll, sbomOf, start } from "../plimsoll.ts";
import { mountSmallDisk } from "../small-disk.ts";
import { inArchive, inLayout } from "../world.ts";

const BIG = "polyglot";
const LAYER = /\/blobs\/sha256\/[0-9a-f]{64}$/;

/** Nothing half-written is left where a run works. */
function expectNothingLeft(place: Place): void {
  expect(filesIn(join(place.cacheDir, "tmp"))).toEqual([]);
  expect(filesIn(place.temporary)).toEqual([]);
}

describe("Ctrl-C", () => {
  test("in the middle of reading layers: it ends at once, with 130, and the next run is whole", async () => {
    using place = newPlace();
    const running = start(place, ["sbom", inLayout(BIG)]);
    await until(running, () => hasOpen(running.pid, LAYER), "a layer was read");
    const interruptedAt = performance.now();
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.outcome;
    expect(code, stderr).toBe(130);
    expect(performance.now() - interruptedAt).toBeLessThan(2000);
    expect(stdout).toBe("");
    expect(stderr).toContain("INTERRUPTED");
    expectNothingLeft(place);

    using fresh = newPlace();
    const expected = await sbomOf(fresh, inLayout(BIG));
    expect(await sbomOf(place, inLayout(BIG))).toEqual(expected);
    expectNothingLeft(place);
  });

  test.each([20, 60, 120, 250, 500, 750, 1000, 1250])("after %d ms: it is whole or not at all", async (delayMs) => {
    using place = newPlace();
    const running = start(place, ["sbom", inArchive("legacy-app", "docker-archive")]);
    await sleep(delayMs);
    running.child.kill("SIGINT");
    const { code, stdout } = await running.outcome;
    expect([0, 130]).toContain(code);
    if (code === 0) SbomDocument.parse(JSON.parse(stdout));
    expectNothingLeft(place);
    await sbomOf(place, inArchive("legacy-app", "docker-archive"));
  });

  test("a polite request to end (SIGTERM) ends it as well", async () => {
    using place = newPlace();
    const running = start(place, ["sbom", inLayout(BIG)]);
    await until(running, () => hasOpen(running.pid, LAYER), "a layer was read");
    running.child.kill("SIGTERM");
    const { code } = await running.outcome;
    expect(code).toBe(143);
    expectNothingLeft(place);
  });
});

test("killed in the middle: what it left harms nobody, and `cache prune` takes it away", async () => {
  using place = newPlace();
  const running = start(place, ["sbom", inLayout(BIG)]);
  await until(running, () => hasOpen(running.pid, LAYER), "a layer was read");
  running.child.kill("SIGKILL");
  expect((await running.outcome).code).toBe(137);
  using fresh = newPlace();
  expect(await sbomOf(place, inLayout(BIG))).toEqual(await sbomOf(fresh, inLayout(BIG)));
  const { code, stderr } = await plimsoll(place, ["cache", "prune", "--sboms", "--force"]);
  expect(code, stderr).toBe(0);
  expect(filesIn(join(place.cacheDir, "layers"))).toEqual([]);
  expectNothingLeft(place);
});

describe("a cache that cannot be written", () => {
  test("a full disk brings a warning, and the whole result", async () => {
    using place = newPlace();
    using disk = mountSmallDisk(join(place.folder, "disk"), 128 * 1024);
    disk.fill();
    const env = { PLIMSOLL_CACHE_DIR: join(disk.folder, "cache") };
    const { code, stdout, stderr } = await plimsoll(place, ["sbom", inLayout("base-11")], { env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("the layer cache could not be written");
    using fresh = newPlace();
    expect(JSON.parse(stdout)).toEqual(await sbomOf(fresh, inLayout("base-11")));
    expect(filesIn(join(disk.folder, "cache", "tmp"))).toEqual([]);
  });

  test("a disk that fills up on the way leaves no half of a reading", async () => {
    using place = newPlace();
    await sbomOf(place, inLayout(BIG));
    const readings = join(place.cacheDir, "layers");
    const whole = filesIn(readings).reduce((sum, name) => sum + statSync(join(readings, name)).size, 0);

    using disk = mountSmallDisk(join(place.folder, "disk"), whole / 2);
    const env = { PLIMSOLL_CACHE_DIR: join(disk.folder, "cache") };
    const runs: Outcome[] = [];
    for (const _ of [1, 2]) runs.push(await plimsoll(place, ["sbom", inLayout(BIG)], { env }));
    for (const { code, stderr } of runs) {
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("the layer cache could not be written");
    }
    expect(runs[1]?.stdout).toBe(runs[0]?.stdout);
    expect(filesIn(join(disk.folder, "cache", "tmp"))).toEqual([]);
  });

  test("a file where the folder should be brings a warning", async () => {
    using place = newPlace();
    writeFileSync(place.cacheDir, "");
    const { code, stderr } = await plimsoll(place, ["sbom", inLayout("base-11")]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("the layer cache could not be written");
  });
});

test("a report that does not fit on its disk is an error, and no half of it is left", async () => {
  using place = newPlace();
  using disk = mountSmallDisk(join(place.folder, "disk"), 64 * 1024);
  const { code, stderr } = await plimsoll(place, [
    "sbom",
    "--output",
    join(disk.folder, "sbom.json"),
    inLayout("base-11"),
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("WRITE_FAILED");
  expect(filesIn(disk.folder)).toEqual([]);
});

test("two runs on one cold cache agree, and the third reads no layer", async () => {
  using place = newPlace();
  const runs = await Promise.all([sbomOf(place, inLayout(BIG)), sbomOf(place, inLayout(BIG))]);
  expect(runs[0]).toEqual(runs[1]);
  expectNothingLeft(place);
  const { stdout, stderr } = await plimsoll(place, ["sbom", inLayout(BIG)]);
  expect(stderr).toContain("all known from the cache");
  expect(JSON.parse(stdout)).toEqual(runs[0]);
});

describe("pipes", () => {
  const inShell = (place: Place, script: string) =>
    plimsoll(place, [], { command: ["bash", "-c", script, launcher(), inLayout(BIG)] });

  test("a reader that has enough is no error", async () => {
    using place = newPlace();
    for (const format of ["json", "list"]) {
      const script = `"$0" sbom --format ${format} "$1" | head -1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await inShell(place, script);
      expect(stdout.trimEnd().split("\n")).toHaveLength(2);
      expect(stdout).toMatch(/\n0\n$/);
      expect(stderr).not.toMatch(/EPIPE|ERROR|Error/);
    }
  });

  test("a slow reader gets all of it", async () => {
    using place = newPlace();
    const { stdout } = await inShell(place, '"$0" sbom "$1" 2>/dev/null | (sleep 2; cat)');
    SbomDocument.parse(JSON.parse(stdout));
  });

  test("standard output holds the document and nothing else, standard error the rest", async () => {
    using place = newPlace();
    const { stdout, stderr } = await plimsoll(place, ["sbom", inLayout(BIG)]);
    SbomDocument.parse(JSON.parse(stdout));
    expect(stderr).toContain("packages indexed");
    expect(stdout + stderr).not.toContain("\u001b");
  });

  test("--quiet says nothing where nothing is wrong", async () => {
    using place = newPlace();
    const { code, stdout, stderr } = await plimsoll(place, ["--quiet", "sbom", inLayout("base-11")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    SbomDocument.parse(JSON.parse(stdout));
  });
});

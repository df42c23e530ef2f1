import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { cisaKev } from "./feeds/cisa-kev.ts";
import { endoflifePages } from "./feeds/endoflife-pages.ts";
import { epss } from "./feeds/epss.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { tarOf } from "./fixtures/tar-of.ts";
import { mirrorOf } from "./origin.ts";
import { openCurrent, readCurrent, snapshotPath } from "./store.ts";
import { updateSnapshot } from "./update.ts";
import { verifyScores, verifySnapshot } from "./verify.ts";

const EPSS_PATH = "epss/epss_scores-current.csv.gz";
const KEV_PATH = "kev/known_exploited_vulnerabilities.json";
const PAGES_PATH = "endoflife/endoflife.date-products.tar.gz";

const scores = (...rows: string[]) =>
  gzipSync(`#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n${rows.join("\n")}\n`);

const kev = (...ids: string[]) =>
  JSON.stringify({ vulnerabilities: ids.map((cveID) => ({ cveID, dateAdded: "2024-01-01" })) });

const pages = (...cycles: string[]) =>
  tarOf({
    "a/products/debian.md": `---\npermalink: /debian\nreleases:\n${cycles
      .map((cycle) => `  - releaseCycle: "${cycle}"\n    eol: 2020-01-01\n`)
      .join("")}---\n`,
  });

class World implements Disposable {
  readonly #scratch = new Scratch();
  readonly dataDir = join(this.#scratch.path, "data");
  #minutes = 1;

  serve(path: string, content: string | Buffer): void {
    const file = this.#scratch.write(`mirror/${path}`, content);
    utimesSync(file, this.#minutes * 60, this.#minutes * 60);
    this.#minutes++;
  }

  async update(mode: "build" | "update" = "update") {
    const result = await updateSnapshot({
      dataDir: this.dataDir,
      feeds: [cisaKev, endoflifePages, epss],
      origin: mirrorOf(join(this.#scratch.path, "mirror")),
      mode,
      now: new Date(Date.UTC(2026, 7, 22, 10, this.#minutes++)),
    });
    expect(verifySnapshot(snapshotPath(this.dataDir, result.id))).toEqual([]);
    const states = result.sources.map(({ name, state, records }) => `${name} ${state} ${records}`);
    return { ...result, states };
  }

  /** Names of the files of scores. */
  files(): string[] {
    return readdirSync(join(this.dataDir, "advisories")).filter((name) => name.endsWith(".epss"));
  }

  scoreOf(id: string): number | undefined {
    using snapshot = openCurrent(this.dataDir).snapshot;
    return snapshot.epssOf(id)?.score;
  }

  [Symbol.dispose](): void {
    this.#scratch[Symbol.dispose]();
  }
}

function served(): World {
  const world = new World();
  world.serve(KEV_PATH, kev("CVE-2024-0001"));
  world.serve(PAGES_PATH, pages("10", "11"));
  world.serve(EPSS_PATH, scores("CVE-2024-0001,0.5,0.9", "CVE-2024-0002,0.1,0.2"));
  return world;
}

test("scores lie beside the snapshot and are told with its sources", async () => {
  using world = served();
  const { states, changed } = await world.update();
  expect(changed).toBe(true);
  expect(states).toEqual(["cisa-kev fresh 1", "endoflife-pages fresh 2", "epss fresh 2"]);
  using snapshot = openCurrent(world.dataDir).snapshot;
  expect(snapshot.sources.map(({ name, records }) => `${name} ${records}`)).toEqual([
    "cisa-kev 1",
    "endoflife-pages 2",
    "epss 2",
  ]);
  expect(snapshot.epssOf("CVE-2024-0001")).toEqual({ score: 0.5, percentile: 0.9 });
  expect(snapshot.epssOf("CVE-2024-0003")).toBeUndefined();
  expect(snapshot.supportOf("debian", "10")).toEqual({ product: "debian", cycle: "10", ends: "2020-01-01" });
  expect(snapshot.supportOf("debian", "12")).toBeUndefined();
});

test("facts alone cover no package", async () => {
  using world = served();
  await world.update();
  using snapshot = openCurrent(world.dataDir).snapshot;
  expect(snapshot.factsOf("CVE-2024-0001")).toMatchObject([{ source: "cisa-kev", exploited: { added: "2024-01-01" } }]);
  expect([snapshot.covers("Debian", "10"), snapshot.covers("npm", ""), snapshot.covers("", "")]).toEqual([
    false,
    false,
    false,
  ]);
});

test("new scores leave the snapshot as it is, byte for byte", async () => {
  using world = served();
  const first = await world.update();
  const before = readFileSync(snapshotPath(world.dataDir, first.id));
  world.serve(EPSS_PATH, scores("CVE-2024-0001,0.6,0.9"));
  const second = await world.update();
  expect([second.id, second.changed]).toEqual([first.id, true]);
  expect(readFileSync(snapshotPath(world.dataDir, first.id)).equals(before)).toBe(true);
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.6);
});

test("nothing new is nothing changed", async () => {
  using world = served();
  await world.update();
  expect((await world.update()).changed).toBe(false);
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.5);
});

test("a new snapshot keeps the scores, and the dates of support", async () => {
  using world = served();
  const first = await world.update();
  world.serve(KEV_PATH, kev("CVE-2024-0001", "CVE-2024-0002"));
  const second = await world.update();
  expect(second.id).not.toBe(first.id);
  expect(second.states).toEqual(["cisa-kev fresh 2", "endoflife-pages fresh 2", "epss fresh 2"]);
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.5);
  using snapshot = openCurrent(world.dataDir).snapshot;
  expect(snapshot.supportOf("debian", "11")?.ends).toBe("2020-01-01");
});

test.each([
  ["is no table", Buffer.from("<html>")],
  ["is empty", scores()],
])("scores that cannot be read stay those of before: one that %s", async (_, content) => {
  using world = served();
  await world.update();
  world.serve(EPSS_PATH, content);
  const { states, problems } = await world.update();
  expect(states).toContain("epss stale 2");
  expect(problems).toMatchObject([{ code: "FEED_MALFORMED", message: expect.stringMatching(/^epss: /) }]);
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.5);
  world.serve(EPSS_PATH, scores("CVE-2024-0001,0.7,0.9"));
  expect((await world.update()).states).toContain("epss fresh 1");
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.7);
});

test("dates of support that cannot be read stay those of before", async () => {
  using world = served();
  await world.update();
  world.serve(PAGES_PATH, "<html>".repeat(200));
  expect((await world.update()).states).toContain("endoflife-pages stale 2");
  using snapshot = openCurrent(world.dataDir).snapshot;
  expect(snapshot.supportOf("debian", "10")?.ends).toBe("2020-01-01");
});

test("old files of scores go: one is kept for who has it open", async () => {
  using world = served();
  await world.update();
  for (const score of ["0.1", "0.2", "0.3"]) {
    world.serve(EPSS_PATH, scores(`CVE-2024-0001,${score},0.9`));
    await world.update();
  }
  const { file, previous } = readCurrent(world.dataDir)?.scores ?? {};
  expect(world.files()).toEqual([`${file}.epss`, `${previous}.epss`].sort());
  expect(world.scoreOf("CVE-2024-0001")).toBe(0.3);
});

test("verifying sees a single changed byte of the scores, and a file that is gone", async () => {
  using world = served();
  await world.update();
  const path = join(world.dataDir, "advisories", world.files()[0] ?? "");
  expect(verifyScores(path)).toEqual([]);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30);
  writeFileSync(path, bytes);
  expect(verifyScores(path)).toMatchObject([{ code: "SNAPSHOT_DAMAGED" }]);
  expect(verifyScores(`${path}.gone`)).toMatchObject([{ code: "SNAPSHOT_DAMAGED" }]);
});

test("scores that were altered are refused when they are asked for", async () => {
  using world = served();
  await world.update();
  for (const file of world.files()) writeFileSync(join(world.dataDir, "advisories", file), "something else");
  expect(() => world.scoreOf("CVE-2024-0001")).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
});

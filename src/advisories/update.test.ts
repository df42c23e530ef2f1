import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { osvZipOf } from "../../test/support/zip.ts";
import type { Feed } from "./feed.ts";
import { debianLists } from "./feeds/debian-lists.ts";
import { debianTracker } from "./feeds/debian-tracker.ts";
import { osvNpm } from "./feeds/osv-npm.ts";
import { osvPypi } from "./feeds/osv-pypi.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { WebServer } from "./fixtures/web-server.ts";
import { mirrorOf, type Origin } from "./origin.ts";
import { PATIENCE } from "./patience.ts";
import { openCurrent, openStore, readCurrent, snapshotPath } from "./store.ts";
import { type UpdateOptions, updateSnapshot } from "./update.ts";
import { verifySnapshot } from "./verify.ts";

const DSA = "[21 Aug 2026] DSA-1-1 expat - security update\n\t{CVE-2026-72522}\n\t[trixie] - expat 2.8.3-1~deb13u1\n";
const DLA = "[21 Aug 2026] DLA-1-1 expat - security update\n\t{CVE-2026-72522}\n\t[bookworm] - expat 2.5.0-1+deb12u3\n";
const TRACKER = JSON.stringify({ expat: { "CVE-2026-72522": { releases: { trixie: { status: "open" } } } } });

const npmZip = (...ids: string[]) =>
  osvZipOf(
    ids.map((id) => ({
      id,
      affected: [
        { package: { ecosystem: "npm", name: "x" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
      ],
    })),
  );

const DSA_PATH = "debian/security-tracker/data/DSA/list";
const DLA_PATH = "debian/security-tracker/data/DLA/list";
const TRACKER_PATH = "debian/tracker/data/json";
const NPM_PATH = "osv/npm/all.zip";

/** Enough to have each kind: a stand-in, what it stands in for, and two that are alike. */
const FEEDS: readonly Feed[] = [debianLists, debianTracker, osvNpm, osvPypi];

/** A folder mirror and a data folder, and updates from one to the other, each a minute after the last. */
class Site implements Disposable {
  readonly #scratch = new Scratch();
  readonly mirror: string;
  readonly dataDir: string;
  #minutes = 0;

  constructor(files: Readonly<Record<string, string | Buffer>>) {
    this.mirror = join(this.#scratch.path, "mirror");
    this.dataDir = join(this.#scratch.path, "data");
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** Each writing has a time of its own, so that it is seen even within one tick of the file system's clock. */
  write(path: string, content: string | Buffer): void {
    this.#minutes++;
    utimesSync(this.#scratch.write(`mirror/${path}`, content), this.#minutes * 60, this.#minutes * 60);
  }

  remove(path: string): void {
    rmSync(join(this.mirror, path));
  }

  async update(options: Partial<UpdateOptions> = {}) {
    const now = new Date(Date.UTC(2026, 7, 22, 10, this.#minutes++));
    const origin: Origin = mirrorOf(this.mirror);
    const result = await updateSnapshot({
      dataDir: this.dataDir,
      feeds: FEEDS,
      origin,
      mode: "update",
      now,
      ...options,
    });
    expect(verifySnapshot(snapshotPath(this.dataDir, result.id))).toEqual([]);
    expect(readdirSync(join(this.dataDir, "advisories"))).not.toContain("work");
    const states = Object.fromEntries(result.sources.map(({ name, state, records }) => [name, `${state} ${records}`]));
    return { ...result, states, now: now.toISOString() };
  }

  /** An update that must fail, and leave everything as it was. */
  async failingUpdate(options: Partial<UpdateOptions> = {}): Promise<unknown> {
    const before = this.#listing();
    const error = await this.update(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(this.#listing()).toEqual(before);
    return error;
  }

  #listing(): string[] {
    const folder = join(this.dataDir, "advisories");
    if (!existsSync(folder)) return [];
    // The lock and its file stay for ever; they hold nothing.
    const names = readdirSync(folder).filter((name) => !name.startsWith("lock"));
    return names.map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`).sort();
  }

  [Symbol.dispose](): void {
    this.#scratch[Symbol.dispose]();
  }
}

const everything = {
  [DSA_PATH]: DSA,
  [DLA_PATH]: DLA,
  [TRACKER_PATH]: TRACKER,
  [NPM_PATH]: npmZip("GHSA-1", "GHSA-2"),
};

test("builds a snapshot from what a mirror has, and says what it lacks", async () => {
  using site = new Site(everything);
  const { changed, id, states, problems, sources, now } = await site.update({ mode: "build" });
  expect(changed).toBe(true);
  expect(states).toEqual({ "debian-tracker": "fresh 1", "osv-npm": "fresh 2", "osv-pypi": "absent 0" });
  expect(sources.at(-1)).toEqual({
    name: "osv-pypi",
    state: "absent",
    records: 0,
    reason: "not served: osv/PyPI/all.zip",
  });
  expect(problems).toEqual([]);

  const { snapshot, checkedAt } = openCurrent(site.dataDir);
  using _ = snapshot;
  expect(snapshot).toMatchObject({ id, builtAt: now, sources });
  expect(checkedAt).toBe(now);
  expect(snapshot.find("Debian", "13", "expat")).toMatchObject([{ source: "debian-tracker" }]);
});

test("the lists stand in where the tracker is absent", async () => {
  using site = new Site({ [DSA_PATH]: DSA, [DLA_PATH]: DLA });
  expect((await site.update()).states).toMatchObject({ "debian-lists": "fresh 2", "debian-tracker": "absent 0" });
});

test("one list is read where the other is absent, and the reason says so", async () => {
  using site = new Site({ [DLA_PATH]: DLA });
  const { sources } = await site.update();
  expect(sources[0]).toMatchObject({
    name: "debian-lists",
    state: "fresh",
    records: 1,
    reason: `not served: ${DSA_PATH}`,
  });
  expect(await site.update()).toMatchObject({ changed: false });
});

test("the lists stand in where the tracker cannot be read", async () => {
  using site = new Site({ ...everything, [TRACKER_PATH]: "<html>" });
  const { states, problems } = await site.update();
  expect(states).toMatchObject({ "debian-lists": "fresh 2", "debian-tracker": "failed 0" });
  expect(problems).toMatchObject([{ code: "FEED_MALFORMED", message: expect.stringMatching(/^debian-tracker: /) }]);
});

test("the tracker takes over from the lists when it comes", async () => {
  using site = new Site({ [DSA_PATH]: DSA, [DLA_PATH]: DLA });
  await site.update();
  site.write(TRACKER_PATH, TRACKER);
  expect((await site.update()).states).toEqual({
    "debian-tracker": "fresh 1",
    "osv-npm": "absent 0",
    "osv-pypi": "absent 0",
  });
});

test("where nothing is new the snapshot stays and only the time of the look moves", async () => {
  using site = new Site(everything);
  const first = await site.update();
  const second = await site.update();
  expect(second).toMatchObject({ id: first.id, changed: false, states: first.states });
  expect(readCurrent(site.dataDir)).toEqual({ snapshot: first.id, checkedAt: second.now });
  expect(second.sources[0]?.fetchedAt).toBe(second.now);
});

test("only what changed is read again, and the rest copied", async () => {
  using site = new Site(everything);
  await site.update();
  site.write(NPM_PATH, npmZip("GHSA-1", "GHSA-3", "GHSA-4"));
  const steps: string[] = [];
  const update = await site.update({ onProgress: ({ source, step }) => steps.push(`${source} ${step}`) });
  expect(update.states).toMatchObject({ "debian-tracker": "fresh 1", "osv-npm": "fresh 3" });
  expect(steps).toEqual(["debian-tracker copy", " finish"]);

  const built = await site.update({ mode: "build", now: new Date(update.now) });
  expect(built.id).toBe(update.id);
});

test("an unchanged list is read together with the one that changed", async () => {
  using site = new Site({ [DSA_PATH]: DSA, [DLA_PATH]: DLA });
  await site.update();
  site.write(DLA_PATH, DLA + DLA.replace("DLA-1-1", "DLA-2-1"));
  expect((await site.update()).states).toMatchObject({ "debian-lists": "fresh 3" });
});

test("a feed of another version reads the same bytes again", async () => {
  using site = new Site(everything);
  await site.update();
  const feeds = FEEDS.map((feed): Feed => (feed.name === "osv-npm" ? { ...feed, version: feed.version + 1 } : feed));
  expect(await site.update({ feeds })).toMatchObject({ changed: true });
  expect(await site.update({ feeds })).toMatchObject({ changed: false });
});

test("another mirror is asked without conditions", async () => {
  using site = new Site(everything);
  await site.update();
  using other = new Site(everything);
  expect(await site.update({ origin: mirrorOf(other.mirror) })).toMatchObject({ changed: true });
});

test("a source that breaks keeps its records and is stale, until it is well again", async () => {
  using site = new Site(everything);
  const first = await site.update();
  site.write(NPM_PATH, "<html>");
  const broken = await site.update();
  expect(broken.states).toMatchObject({ "osv-npm": "stale 2", "debian-tracker": "fresh 1" });
  expect(broken.problems).toMatchObject([{ code: "FEED_MALFORMED" }]);
  const stale = broken.sources.find(({ name }) => name === "osv-npm");
  expect(stale).toMatchObject({ fetchedAt: first.now, reason: expect.stringContaining("not a zip") });

  site.write(NPM_PATH, npmZip("GHSA-1"));
  expect((await site.update()).states).toMatchObject({ "osv-npm": "fresh 1" });
});

test("a source that is no longer served keeps its records and is stale", async () => {
  using site = new Site({ ...everything, "osv/PyPI/all.zip": osvZipOf([]) });
  const first = await site.update();
  expect(first.states).toMatchObject({ "osv-pypi": "failed 0" });
  site.remove(NPM_PATH);
  site.remove(TRACKER_PATH);
  // All that is still served is an archive without a record: that is no update.
  expect(await site.failingUpdate()).toMatchObject({ code: "FEED_MALFORMED" });

  site.write("osv/PyPI/all.zip", osvZipOf([pypiRecord]));
  const second = await site.update();
  expect(second.states).toEqual({ "debian-tracker": "stale 1", "osv-npm": "stale 2", "osv-pypi": "fresh 1" });
  expect(second.problems).toMatchObject([{ code: "SNAPSHOT_STALE" }, { code: "SNAPSHOT_STALE" }]);
  expect(await site.update()).toMatchObject({ changed: false });
});

const pypiRecord = { id: "PYSEC-1", affected: [{ package: { ecosystem: "PyPI", name: "x" }, versions: ["1.0"] }] };

test("one of two lists that disappears makes the source stale, not smaller", async () => {
  using site = new Site({ [DSA_PATH]: DSA, [DLA_PATH]: DLA, [NPM_PATH]: npmZip("GHSA-1") });
  await site.update();
  site.remove(DLA_PATH);
  site.write(DSA_PATH, `${DSA}\n`);
  expect((await site.update()).states).toMatchObject({ "debian-lists": "stale 2" });
});

test("a build starts from nothing", async () => {
  using site = new Site(everything);
  await site.update();
  site.write(NPM_PATH, "<html>");
  expect((await site.update({ mode: "build" })).states).toMatchObject({ "osv-npm": "failed 0" });
});

test.each([
  { title: "an empty mirror", files: { README: "" }, code: "FEED_UNREACHABLE" },
  { title: "a mirror of rubbish", files: { [NPM_PATH]: "<html>", [TRACKER_PATH]: "<html>" }, code: "FEED_MALFORMED" },
])("$title is an error, and the snapshot of before stays", async ({ files, code }) => {
  using site = new Site(everything);
  await site.update();
  using bad = new Site(files);
  for (const mode of ["update", "build"] as const) {
    expect(await site.failingUpdate({ mode, origin: mirrorOf(bad.mirror) })).toMatchObject({ code });
  }
  using empty = new Site({ README: "" });
  expect(await empty.failingUpdate({ origin: mirrorOf(bad.mirror) })).toMatchObject({ code });
});

test("a damaged snapshot is reported, and everything read anew", async () => {
  using site = new Site(everything);
  const { id } = await site.update();
  writeFileSync(snapshotPath(site.dataDir, id), "rubbish");
  const { states, problems, changed } = await site.update();
  expect(changed).toBe(true);
  expect(states).toMatchObject({ "osv-npm": "fresh 2" });
  expect(problems).toMatchObject([{ code: "SNAPSHOT_DAMAGED" }]);
});

test("so is a current.json that names nothing", async () => {
  using site = new Site(everything);
  await site.update();
  writeFileSync(join(site.dataDir, "advisories/current.json"), "{");
  expect(await site.update()).toMatchObject({ changed: true, problems: [{ code: "SNAPSHOT_DAMAGED" }] });
});

test("a build that is under way keeps others out", async () => {
  using site = new Site(everything);
  using _ = openStore(site.dataDir);
  await expect(site.update()).rejects.toMatchObject({ code: "SNAPSHOT_LOCKED" });
});

test("two at the same time: one does it, the other is told", async () => {
  using site = new Site(everything);
  const results = await Promise.allSettled([site.update(), site.update()]);
  const [refused] = results.filter((result) => result.status === "rejected");
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(refused?.reason).toMatchObject({ code: "SNAPSHOT_LOCKED" });
});

test.each(["download", "read"] as const)("a signal while it is at its %s leaves everything as it was", async (step) => {
  using site = new Site(everything);
  await site.update();
  const ids = Array.from({ length: 3000 }, (_, n) => `GHSA-${n}`);
  await using server = await WebServer.start((request, response) => {
    if (request.url === `/${NPM_PATH}`) response.end(npmZip(...ids));
    else response.writeHead(404).end();
  });
  const controller = new AbortController();
  const error = await site.failingUpdate({
    origin: { kind: "server", url: new URL(server.url) },
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.step === step) controller.abort();
    },
  });
  expect(error).toMatchObject({ code: "INTERRUPTED" });
});

test("a folder that cannot be written is named", async () => {
  using site = new Site({ ...everything, "a-file": "" });
  const dataDir = join(site.mirror, "a-file");
  await expect(site.update({ dataDir })).rejects.toMatchObject({ code: "WRITE_FAILED" });
});

test("a server is asked with the cursors of the last time", async () => {
  using site = new Site(everything);
  await using server = await WebServer.start((request, response) => {
    const path = join(site.mirror, request.url ?? "");
    if (!existsSync(path)) response.writeHead(404).end();
    else if (request.headers["if-none-match"] === `"${statSync(path).mtimeMs}"`) response.writeHead(304).end();
    else response.setHeader("ETag", `"${statSync(path).mtimeMs}"`).end(readFileSync(path));
  });
  const origin: Origin = { kind: "server", url: new URL(server.url) };
  const first = await site.update({ origin });
  expect(first.states).toEqual({ "debian-tracker": "fresh 1", "osv-npm": "fresh 2", "osv-pypi": "absent 0" });
  expect(await site.update({ origin })).toMatchObject({ changed: false, id: first.id });
  site.write(NPM_PATH, npmZip("GHSA-9"));
  expect((await site.update({ origin })).states).toMatchObject({ "osv-npm": "fresh 1" });
});

test("a server that is down makes its sources stale one by one, and an update that reaches nothing fails", async () => {
  using site = new Site(everything);
  let failing: (path: string) => boolean = () => false;
  await using server = await WebServer.start((request, response) => {
    const path = join(site.mirror, request.url ?? "");
    if (failing(path)) response.writeHead(500).end();
    else if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  const patience = { ...PATIENCE, tries: 2, firstPauseMs: 1 };
  const options = { origin: { kind: "server", url: new URL(server.url) } as const, patience };
  await site.update(options);

  failing = (path) => path.endsWith("zip");
  const { states, problems } = await site.update(options);
  expect(states).toEqual({ "debian-tracker": "fresh 1", "osv-npm": "stale 2", "osv-pypi": "failed 0" });
  expect(problems.map(({ code }) => code)).toEqual(["FEED_UNEXPECTED_STATUS", "FEED_UNEXPECTED_STATUS"]);

  failing = () => true;
  expect(await site.failingUpdate(options)).toMatchObject({ code: "FEED_UNEXPECTED_STATUS" });
});

test("a source with a thousand problems shows a hundred", async () => {
  using site = new Site({ [DLA_PATH]: DLA + "\trubbish\n".repeat(1000) });
  const { problems } = await site.update();
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)?.message).toBe("debian-lists: and more of the kind");
});

test("a defect in one feed does not take the others along", async () => {
  using site = new Site(everything);
  const broken = FEEDS.map(
    (feed): Feed =>
      feed.name !== "osv-npm"
        ? feed
        : {
            ...feed,
            async *parse() {
              yield* [];
              throw new TypeError("undefined is not a function");
            },
          },
  );
  const { states, problems } = await site.update({ feeds: broken });
  expect(states).toMatchObject({ "debian-tracker": "fresh 1", "osv-npm": "failed 0" });
  expect(problems).toMatchObject([{ code: "INTERNAL", message: expect.stringMatching(/^osv-npm: /) }]);
});

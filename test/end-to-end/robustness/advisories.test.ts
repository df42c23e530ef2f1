import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LISTS, mirrorOf, NPM, SOME } from "../mirror.ts";
import { bytesIn, until } from "../moments.ts";
import { cvesOf, filesIn, newPlace, type Place, plimsoll, start } from "../plimsoll.ts";
import { mountSmallDisk } from "../small-disk.ts";
import { hasTestData, inLayout } from "../world.ts";

const MAVEN = "osv/Maven/all.zip";

function put(mirror: string, file: string, content: string): void {
  mkdirSync(dirname(join(mirror, file)), { recursive: true });
  writeFileSync(join(mirror, file), content);
}

const folderOf = ({ dataDir }: Pick<Place, "dataDir">) => join(dataDir, "advisories");

interface Current {
  readonly snapshot: string;
  readonly previous?: string;
}

function currentOf(place: Pick<Place, "dataDir">): Current {
  return JSON.parse(readFileSync(join(folderOf(place), "current.json"), "utf8")) as Current;
}

/** Files of the folder that an update leaves for good; the lock and who held it last are always there. */
function lastingFiles(place: Pick<Place, "dataDir">): string[] {
  return filesIn(folderOf(place)).filter((name) => !name.startsWith("lock"));
}

async function expectWhole(place: Place, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const { code, stderr } = await plimsoll(place, ["db", "verify"], { env });
  expect(code, stderr).toBe(0);
}

/** Source → its state, as `cves` reports them. */
async function statesOf(place: Place): Promise<Record<string, string>> {
  const { snapshot } = await cvesOf(place, inLayout("base-11"));
  return Object.fromEntries(snapshot.sources.map(({ name, state }) => [name, state]));
}

describe.skipIf(!hasTestData())("db build", () => {
  let built: Place;
  let feeds: string;
  beforeAll(async () => {
    built = newPlace();
    feeds = mirrorOf(join(built.folder, "mirror"), SOME);
    const { code, stderr } = await plimsoll(built, build());
    expect(code, stderr).toBe(0);
  });
  afterAll(() => built?.[Symbol.dispose]());

  /** A place that has a snapshot in use. */
  const placeWithSnapshot = (): Place => {
    const place = newPlace();
    cpSync(built.dataDir, place.dataDir, { recursive: true });
    return place;
  };
  const build = () => ["db", "build", "--mirror", feeds];
  const workOf = (place: Place) => join(folderOf(place), "work");

  test.each([
    ["SIGINT", 1, 130],
    ["SIGINT", 2_000_000, 130],
    ["SIGINT", 6_000_000, 130],
    ["SIGTERM", 4_000_000, 143],
  ] as const)(
    "%s when %d bytes are written ends it with %d, and the old snapshot stays",
    async (signal, bytes, exitCode) => {
      using place = placeWithSnapshot();
      const before = { current: currentOf(place), files: lastingFiles(place) };
      const running = start(place, build());
      await until(running, () => bytesIn(workOf(place)) >= bytes, `${bytes} bytes were written`);
      const interruptedAt = performance.now();
      running.child.kill(signal);
      const { code, stdout, stderr } = await running.outcome;
      expect(code, stderr).toBe(exitCode);
      expect(performance.now() - interruptedAt).toBeLessThan(2500);
      expect(stdout).toBe("");
      expect({ current: currentOf(place), files: lastingFiles(place) }).toEqual(before);
      expect(filesIn(place.temporary)).toEqual([]);
      await expectWhole(place);
      // The lock is free.
      const small = mirrorOf(join(place.folder, "small"), [NPM]);
      const next = await plimsoll(place, ["db", "build", "--mirror", small]);
      expect(next.code, next.stderr).toBe(0);
    },
  );

  test("Ctrl-C on a first build leaves no snapshot, and says how to get one", async () => {
    using place = newPlace();
    const running = start(place, build());
    await until(running, () => bytesIn(workOf(place)) > 1_000_000, "it wrote");
    running.child.kill("SIGINT");
    expect((await running.outcome).code).toBe(130);
    expect(lastingFiles(place)).toEqual([]);
    const { code, stderr } = await plimsoll(place, ["cves", inLayout("base-11")]);
    expect(code).toBe(1);
    expect(stderr).toContain("SNAPSHOT_MISSING");
    expect(stderr).toContain("plimsoll db update");
  });

  test("killed in the middle: the old snapshot stays, and the next build sweeps up", async () => {
    using place = placeWithSnapshot();
    const before = currentOf(place);
    const running = start(place, build());
    await until(running, () => bytesIn(workOf(place)) > 1_000_000, "it wrote");
    running.child.kill("SIGKILL");
    expect((await running.outcome).code).toBe(137);
    expect(currentOf(place)).toEqual(before);
    await expectWhole(place);
    expect(filesIn(workOf(place))).not.toEqual([]);

    const small = mirrorOf(join(place.folder, "small"), [NPM]);
    const next = await plimsoll(place, ["db", "build", "--mirror", small]);
    expect(next.code, next.stderr).toBe(0);
    expect(filesIn(workOf(place))).toEqual([]);
    await expectWhole(place);
    expect(lastingFiles(place)).toHaveLength(before.snapshot === currentOf(place).snapshot ? 2 : 3);
  });

  describe("a full disk", () => {
    const MB = 1024 * 1024;

    test.each([0, 1, 6, 12])("%d MB of room: the old snapshot stays and nothing is half-written", async (room) => {
      using place = newPlace();
      // A small snapshot to begin with: one of npm alone.
      const small = mirrorOf(join(place.folder, "small"), [NPM]);
      using disk = mountSmallDisk(join(place.folder, "disk"), 64 * MB);
      const onDisk = { dataDir: join(disk.folder, "data") };
      const env = { PLIMSOLL_DATA_DIR: onDisk.dataDir };
      expect((await plimsoll(place, ["db", "build", "--mirror", small], { env })).code).toBe(0);
      const before = { current: currentOf(onDisk), files: lastingFiles(onDisk) };

      const reserve = join(disk.folder, "reserve");
      writeFileSync(reserve, Buffer.alloc(room * MB));
      disk.fill();
      rmSync(reserve);
      const { code, stdout, stderr } = await plimsoll(place, build(), { env });
      expect(code, stderr).toBe(1);
      expect(stderr).toContain("WRITE_FAILED");
      expect(stderr).toContain("full");
      expect(stdout).toBe("");
      expect({ current: currentOf(onDisk), files: lastingFiles(onDisk) }).toEqual(before);
      await expectWhole(place, env);
    });

    test("a first build without room leaves nothing", async () => {
      using place = newPlace();
      using disk = mountSmallDisk(join(place.folder, "disk"), 4 * MB);
      const onDisk = { dataDir: join(disk.folder, "data") };
      const env = { PLIMSOLL_DATA_DIR: onDisk.dataDir };
      const { code, stderr } = await plimsoll(place, build(), { env });
      expect(code).toBe(1);
      expect(stderr).toContain("WRITE_FAILED");
      expect(lastingFiles(onDisk)).toEqual([]);
    });
  });

  describe("two at once", () => {
    test("one does the work, the other says who holds the lock or waits; the snapshot is whole", async () => {
      using place = newPlace();
      const outcomes = await Promise.all([plimsoll(place, build()), plimsoll(place, build())]);
      const [winner, other] = outcomes.toSorted((a, b) => a.code - b.code);
      expect(winner?.code, winner?.stderr).toBe(0);
      if (other?.code !== 0) {
        expect(other?.code).toBe(1);
        expect(other?.stderr).toContain("SNAPSHOT_LOCKED");
      }
      await expectWhole(place);
      expect(lastingFiles(place).filter((name) => name.startsWith("work/"))).toEqual([]);
    });

    test("the one that comes second names the process that holds the lock", async () => {
      using place = newPlace();
      const first = start(place, build());
      await until(first, () => bytesIn(workOf(place)) > 0, "it held the lock");
      const second = await plimsoll(place, build());
      expect(second.code).toBe(1);
      expect(second.stderr).toContain(`process ${first.pid}`);
      expect((await first.outcome).code).toBe(0);
      await expectWhole(place);
    });

    test("a scan meanwhile has the old snapshot, undisturbed", async () => {
      using place = placeWithSnapshot();
      const running = start(place, build());
      let isDone = false;
      running.outcome.finally(() => {
        isDone = true;
      });
      const before = currentOf(place).snapshot;
      const seen = new Set<string>();
      while (!isDone) seen.add((await cvesOf(place, inLayout("base-11"))).snapshot.id);
      expect((await running.outcome).code).toBe(0);
      expect(seen).toContain(before);
      for (const id of seen) expect([before, currentOf(place).snapshot]).toContain(id);
    });
  });

  describe("a mirror", () => {
    test("that lacks a file: the source is absent, and the others are there", async () => {
      using place = newPlace();
      const mirror = mirrorOf(join(place.folder, "mirror"), LISTS);
      const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", mirror]);
      expect(code, stderr).toBe(0);
      expect(await statesOf(place)).toMatchObject({ "debian-lists": "fresh", "osv-npm": "absent" });
      const { problems } = await cvesOf(place, inLayout("node-app"));
      expect(problems.map(({ code, message }) => `${code} ${message}`)).toContainEqual(
        expect.stringMatching(/^ADVISORIES_MISSING npm packages/),
      );
    });

    test("that loses a file: the older records stay, stale", async () => {
      using place = newPlace();
      const mirror = mirrorOf(join(place.folder, "mirror"));
      const update = ["db", "update", "--mirror", mirror];
      expect((await plimsoll(place, update)).code).toBe(0);
      const before = await cvesOf(place, inLayout("polyglot"));
      rmSync(join(mirror, NPM));
      const { code, stderr } = await plimsoll(place, update);
      expect(code, stderr).toBe(0);
      expect(await statesOf(place)).toMatchObject({ "debian-lists": "fresh", "osv-npm": "stale" });
      expect((await cvesOf(place, inLayout("polyglot"))).packages).toEqual(before.packages);
    });

    const rubbish: readonly (readonly [title: string, spoil: (mirror: string) => void])[] = [
      ["a page of HTML in place of a zip", (mirror) => put(mirror, NPM, "<html><body>404 Not Found</body></html>")],
      ["an empty file", (mirror) => put(mirror, NPM, "")],
      ["a truncated zip", (mirror) => truncateSync(join(mirror, NPM), 100_000)],
    ];

    test.each(rubbish)("that serves %s: the older records stay, stale", async (_, spoil) => {
      using place = newPlace();
      const mirror = mirrorOf(join(place.folder, "mirror"));
      const update = ["db", "update", "--mirror", mirror];
      expect((await plimsoll(place, update)).code).toBe(0);
      const before = await cvesOf(place, inLayout("polyglot"));
      spoil(mirror);
      const { code, stderr } = await plimsoll(place, update);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("osv-npm");
      expect(await statesOf(place)).toMatchObject({ "debian-lists": "fresh", "osv-npm": "stale" });
      expect((await cvesOf(place, inLayout("polyglot"))).packages).toEqual(before.packages);
      const scan = await plimsoll(place, ["quickview", inLayout("polyglot")]);
      expect(scan.stderr).toContain("Not up to date: osv-npm");
      await expectWhole(place);
    });

    test.each(rubbish)("that serves %s from the start: the source has failed, which is an error", async (_, spoil) => {
      using place = newPlace();
      const mirror = mirrorOf(join(place.folder, "mirror"));
      spoil(mirror);
      const { code } = await plimsoll(place, ["db", "build", "--mirror", mirror]);
      expect(code).toBe(1);
      expect(await statesOf(place)).toMatchObject({ "debian-lists": "fresh", "osv-npm": "failed" });
    });

    test("that serves rubbish for one of two lists: neither half is taken for the whole", async () => {
      using place = newPlace();
      const mirror = mirrorOf(join(place.folder, "mirror"));
      put(mirror, LISTS[1], "<html><body>Sign in</body></html>\n");
      const { code } = await plimsoll(place, ["db", "build", "--mirror", mirror]);
      expect(code).toBe(1);
      expect(await statesOf(place)).toMatchObject({ "debian-lists": "failed" });
    });

    test("that serves nothing but rubbish: the old snapshot stays in use", async () => {
      using place = placeWithSnapshot();
      const before = { current: currentOf(place), files: lastingFiles(place) };
      const mirror = join(place.folder, "mirror");
      for (const file of [...LISTS, NPM, MAVEN]) put(mirror, file, "rubbish");
      const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", mirror]);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain("ERROR FEED_MALFORMED");
      expect({ current: currentOf(place), files: lastingFiles(place) }).toEqual(before);

      using empty = newPlace();
      expect((await plimsoll(empty, ["db", "build", "--mirror", mirror])).code).toBe(1);
      expect(lastingFiles(empty)).toEqual([]);
    });

    test("that is an empty folder is an error", async () => {
      using place = newPlace();
      const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", place.temporary]);
      expect(code).toBe(1);
      expect(stderr).toContain("FEED_UNREACHABLE");
    });
  });

  describe("a mirror on a server", () => {
    /** Serves the test data, but where `answer` takes the matter in hand. */
    async function serve(
      answer: (path: string, response: import("node:http").ServerResponse) => boolean,
    ): Promise<{ url: string; server: Server }> {
      const server = createServer((request, response) => {
        const path = decodeURIComponent(request.url ?? "/").slice(1);
        if (answer(path, response)) return;
        try {
          response.end(readFileSync(join(feeds, path)));
        } catch {
          response.writeHead(404).end();
        }
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
    }

    test("gives what a folder gives", async () => {
      using place = newPlace();
      const { url, server } = await serve(() => false);
      try {
        const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", url]);
        expect(code, stderr).toBe(0);
        const report = await cvesOf(place, inLayout("polyglot"));
        expect(report.packages).toEqual((await cvesOf(built, inLayout("polyglot"))).packages);
      } finally {
        server.close();
      }
    });

    test("that breaks off in the middle of a file, each time: the source has failed, with the reason", async () => {
      using place = newPlace();
      const { url, server } = await serve((path, response) => {
        if (path !== MAVEN) return false;
        response.writeHead(200, { "content-length": 8_000_000 });
        response.write(Buffer.alloc(100_000), () => response.destroy());
        return true;
      });
      try {
        const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", url]);
        expect(code).toBe(1);
        expect(stderr).toContain("osv-maven");
        expect(await statesOf(place)).toMatchObject({ "osv-npm": "fresh", "osv-maven": "failed" });
      } finally {
        server.close();
      }
    });

    test("that falls silent: Ctrl-C is heard while it is waited for", async () => {
      using place = newPlace();
      let asked = false;
      const { url, server } = await serve((path, response) => {
        if (path !== MAVEN) return false;
        asked = true;
        response.writeHead(200, { "content-length": 8_000_000 });
        response.write(Buffer.alloc(100_000));
        return true;
      });
      try {
        const running = start(place, ["db", "build", "--mirror", url]);
        await until(running, () => asked, "the server was asked");
        await sleep(300);
        const interruptedAt = performance.now();
        running.child.kill("SIGINT");
        expect((await running.outcome).code).toBe(130);
        expect(performance.now() - interruptedAt).toBeLessThan(2500);
        expect(lastingFiles(place)).toEqual([]);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  });
});

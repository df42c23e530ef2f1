import { existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { LEAST_FILES, type MirrorFiles, STRANGERS } from "../fixtures/least-files.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { archLinux } from "./arch-linux.ts";
import { cisaKev } from "./cisa-kev.ts";

/*
 * What holds for every feed, whatever it reads: what is served is read, what is unchanged is not read again, and what is
 * damaged leaves the older records in use. What is only of one feed is in its own test.
 */

test("there is a row for every feed, and none for any other", () => {
  expect(LEAST_FILES.flatMap(({ feed, files }) => (files === undefined ? feed.name : []))).toEqual([]);
  expect(STRANGERS).toEqual([]);
});

/** Feeds that are one call of what others are, too: that one has the tests. */
const TESTED_TOGETHER: ReadonlyMap<RegExp, string> = new Map([
  [/^(?:rocky|osv-almalinux)$/, "../rpm-osv-feed.test.ts"],
  [/^osv-/, "../osv-feed.test.ts"],
]);

test.each(LEAST_FILES.map(({ feed }) => feed.name))("%s has a test of its own records", (name) => {
  const shared = [...TESTED_TOGETHER].find(([names]) => names.test(name))?.[1] ?? "";
  const files = [`${name}.test.ts`, shared].filter((file) => file !== "");
  expect(files.filter((file) => existsSync(new URL(file, import.meta.url)))).not.toEqual([]);
});

/** A feed with another one beside it, since without any record there is no snapshot; and a folder that both come from. */
class Site implements Disposable {
  readonly #scratch = new Scratch();
  readonly #feed: Feed;
  reads = 0;
  #minutes = 0;

  constructor(feed: Feed) {
    this.#feed = feed;
    this.write(filesOf(this.#companion));
  }

  get #companion(): Feed {
    return this.#feed === cisaKev ? archLinux : cisaKev;
  }

  /** Each writing has a time of its own, so that it is seen even within one tick of the file system's clock. */
  write(files: MirrorFiles): void {
    this.#minutes++;
    for (const [path, content] of Object.entries(files)) {
      utimesSync(this.#scratch.write(`mirror/${path}`, content), this.#minutes * 60, this.#minutes * 60);
    }
  }

  async update() {
    const { changed, id, sources, problems } = await updateSnapshot({
      dataDir: join(this.#scratch.path, "data"),
      feeds: [this.#companion, this.#counted()],
      origin: mirrorOf(join(this.#scratch.path, "mirror")),
      mode: "update",
      now: new Date(Date.UTC(2026, 7, 22, 10, this.#minutes++)),
    });
    const source = sources.find(({ name }) => name === this.#feed.name);
    return { changed, id, problems, state: source && `${source.state} ${source.records}` };
  }

  #counted(): Feed {
    const { parse, readSupport, readScores, insteadOf: _, ...rest } = this.#feed;
    const counting =
      <Given extends readonly unknown[], Read>(read: (...given: Given) => Read) =>
      (...given: Given): Read => {
        this.reads++;
        return read(...given);
      };
    return {
      ...rest,
      parse: counting(parse),
      ...(readSupport && { readSupport: counting(readSupport) }),
      ...(readScores && { readScores: counting(readScores) }),
    };
  }

  [Symbol.dispose](): void {
    this.#scratch[Symbol.dispose]();
  }
}

const filesOf = (feed: Feed) => LEAST_FILES.find((row) => row.feed === feed)?.files ?? {};

test.each(LEAST_FILES.map(({ feed }) => ({ name: feed.name, feed })))(
  "$name: what is served is read, and read again only when it has changed",
  async ({ feed }) => {
    using site = new Site(feed);
    site.write(filesOf(feed));
    const first = await site.update();
    expect(first).toMatchObject({ state: "fresh 1", problems: [] });
    expect(site.reads).toBe(1);
    expect(await site.update()).toMatchObject({ changed: false, id: first.id, state: "fresh 1" });
    expect(site.reads).toBe(1);
    site.write(filesOf(feed));
    expect(await site.update()).toMatchObject({ state: "fresh 1" });
    expect(site.reads).toBe(2);
  },
);

test.each(LEAST_FILES.map(({ feed }) => ({ name: feed.name, feed })))(
  "$name: what is damaged leaves the older records in use",
  async ({ feed }) => {
    using site = new Site(feed);
    site.write(filesOf(feed));
    await site.update();
    // A server that is out of order says so in a page.
    site.write(Object.fromEntries(Object.keys(filesOf(feed)).map((path) => [path, "<html>Bad gateway</html>"])));
    const { state, problems } = await site.update();
    expect(state).toBe("stale 1");
    const own = problems.filter(
      ({ code, message }) => code === "FEED_MALFORMED" && message.startsWith(`${feed.name}:`),
    );
    expect(own.length).toBeGreaterThan(0);
  },
);

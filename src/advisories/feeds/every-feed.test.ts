import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { LEAST_FILES, STRANGERS } from "../fixtures/least-files.ts";
import { FeedSite } from "../fixtures/updates.ts";
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

const filesOf = (feed: Feed) => LEAST_FILES.find((row) => row.feed === feed)?.files ?? {};

/** The feed with another one beside it, which has a record. */
function siteOf(feed: Feed): FeedSite {
  const other = feed === cisaKev ? archLinux : cisaKev;
  return new FeedSite(feed, { ...filesOf(other), ...filesOf(feed) }, [other]);
}

test.each(LEAST_FILES.map(({ feed }) => ({ name: feed.name, feed })))(
  "$name: what is served is read, and read again only when it has changed",
  async ({ feed }) => {
    using site = siteOf(feed);
    const first = await site.update();
    expect(first).toMatchObject({ state: "fresh 1", problems: [] });
    expect(site.reads).toBe(1);
    expect(await site.update()).toMatchObject({ changed: false, id: first.id, state: "fresh 1" });
    expect(site.reads).toBe(1);
    site.writeAll(filesOf(feed));
    expect(await site.update()).toMatchObject({ state: "fresh 1" });
    expect(site.reads).toBe(2);
  },
);

test.each(LEAST_FILES.map(({ feed }) => ({ name: feed.name, feed })))(
  "$name: what is damaged leaves the older records in use",
  async ({ feed }) => {
    using site = siteOf(feed);
    await site.update();
    // A server that is out of order says so in a page.
    for (const path of Object.keys(filesOf(feed))) site.write(path, "<html>Bad gateway</html>");
    const { state, problems } = await site.update();
    expect(state).toBe("stale 1");
    const own = problems.filter(
      ({ code, message }) => code === "FEED_MALFORMED" && message.startsWith(`${feed.name}:`),
    );
    expect(own.length).toBeGreaterThan(0);
  },
);

import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ChangesRequest, Feed } from "./feed.ts";
import { nvd } from "./feeds/nvd.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { WebServer } from "./fixtures/web-server.ts";
import { fetchNvdChanges, type NvdApi } from "./nvd-changes.ts";
import { PATIENCE } from "./patience.ts";
import { openCurrent } from "./store.ts";
import { updateSnapshot } from "./update.ts";

const KEY = "01234567-89ab-cdef-0123-456789abcdef";
const NOW = new Date("2026-08-22T10:00:00.000Z");
const PATIENT = { ...PATIENCE, tries: 4, firstPauseMs: 1, longestPauseMs: 20 };
/** As in earnest, but for the time that it takes. */
const API: NvdApi = { rate: { requests: 50, windowMs: 1 }, pageSize: 2 };

interface Flaw {
  readonly id: string;
  readonly lastModified: string;
  readonly vulnStatus?: string;
  readonly text?: string;
}

const recordOf = ({ id, lastModified, vulnStatus = "Analyzed", text = "A flaw." }: Flaw) => ({
  cve: { id, sourceIdentifier: "cve@mitre.org", lastModified, vulnStatus, descriptions: [{ lang: "en", value: text }] },
});

const day = (offset: number) => new Date(NOW.getTime() + offset * 86_400_000).toISOString().slice(0, -1);

/**
 * An API that gives flaws as the real one does: by the time of their last change, page by page.
 *
 * @param broken  What it says in place of the answers with these numbers, from 1.
 */
function apiOf(
  flaws: () => readonly Flaw[],
  broken: Readonly<Record<number, { status?: number; body?: string }>> = {},
) {
  return WebServer.start((request, response, count) => {
    const { searchParams: query } = new URL(request.url ?? "", "http://x");
    const wrong = broken[count];
    if (wrong?.status) return response.writeHead(wrong.status).end("Request forbidden by administrative rules.");
    const from = Date.parse(query.get("lastModStartDate") ?? "");
    const to = Date.parse(query.get("lastModEndDate") ?? "");
    // More than that it refuses.
    if (!(to - from <= 120 * 86_400_000)) return response.writeHead(404).end();
    const found = flaws().filter(({ lastModified }) => {
      const at = Date.parse(`${lastModified}Z`);
      return at >= from && at < to;
    });
    const startIndex = Number(query.get("startIndex"));
    const page = found.slice(startIndex, startIndex + Number(query.get("resultsPerPage")));
    const head = { resultsPerPage: page.length, startIndex, totalResults: found.length };
    const body = { ...head, format: "NVD_CVE", version: "2.0", timestamp: day(0), vulnerabilities: page.map(recordOf) };
    response.setHeader("content-type", "application/json").end(wrong?.body ?? JSON.stringify(body));
  });
}

const queriesOf = (requests: readonly IncomingMessage[]) =>
  requests.map(({ url }) => Object.fromEntries(new URL(url ?? "", "http://x").searchParams));

async function ask(server: WebServer, scratch: Scratch, given: Partial<ChangesRequest> = {}) {
  const request = { since: `${day(-10)}Z`, now: NOW, folder: scratch.path, patience: PATIENT, ...given };
  return await fetchNvdChanges(request, { ...API, address: server.url });
}

const FIVE: readonly Flaw[] = [-9, -7, -5, -3, -1].map((offset, i) => ({
  id: `CVE-2024-000${i}`,
  lastModified: day(offset),
}));

describe("what has changed is asked for", () => {
  test("page by page, with the key in a header and nowhere else", async () => {
    using scratch = new Scratch();
    await using server = await apiOf(() => FIVE);
    const answer = await ask(server, scratch, { key: KEY });
    expect(answer).toMatchObject({ until: "2026-08-22T09:00:00.000Z" });
    expect(typeof answer === "object" && answer.paths.length).toBe(3);
    const window = { lastModStartDate: `${day(-10)}Z`, lastModEndDate: `${day(0)}Z`, resultsPerPage: "2" };
    expect(queriesOf(server.requests)).toEqual(["0", "2", "4"].map((startIndex) => ({ ...window, startIndex })));
    expect(server.requests.map(({ headers }) => headers.apikey)).toEqual([KEY, KEY, KEY]);
    expect(server.requests.some(({ url }) => url?.includes(KEY))).toBe(false);
  });

  test("in windows of 120 days at most", async () => {
    using scratch = new Scratch();
    await using server = await apiOf(() => FIVE);
    await ask(server, scratch, { since: `${day(-250)}Z` });
    const windows = queriesOf(server.requests)
      .filter(({ startIndex }) => startIndex === "0")
      .map(({ lastModStartDate, lastModEndDate }) => [lastModStartDate, lastModEndDate]);
    const ends = [-250, -130, -10, 0].map((offset) => `${day(offset)}Z`);
    expect(windows).toEqual(ends.slice(1).map((end, i) => [ends[i], end]));
  });

  test.each([
    ["not again within two hours", -3 / 24 + 0.01, FIVE, "unchanged", 0],
    ["and there is nothing", -0.5, FIVE, "unchanged", 1],
    ["not of a time that is too long ago", -400, FIVE, "too much", 0],
    [
      "and there is more than files are for",
      -10,
      Array.from({ length: 20_001 }, (_, i) => ({ id: `CVE-2024-${i + 1000}`, lastModified: day(-1) })),
      "too much",
      1,
    ],
  ])("%s", async (_, since, flaws, expected, requests) => {
    using scratch = new Scratch();
    await using server = await apiOf(() => flaws);
    expect(await ask(server, scratch, { since: `${day(since)}Z` })).toBe(expected);
    expect(server.requests).toHaveLength(requests);
  });

  test.each([403, 429, 503])("again after a pause, where the API answers %i", async (status) => {
    using scratch = new Scratch();
    await using server = await apiOf(() => FIVE, { 1: { status }, 3: { status } });
    const answer = await ask(server, scratch);
    expect(typeof answer === "object" && answer.paths.length).toBe(3);
    expect(queriesOf(server.requests).map(({ startIndex }) => startIndex)).toEqual(["0", "0", "2", "2", "4"]);
  });

  test("not for ever, and the key is in no error", async () => {
    using scratch = new Scratch();
    await using server = await apiOf(() => FIVE, Object.fromEntries([1, 2, 3, 4].map((n) => [n, { status: 403 }])));
    const error: unknown = await ask(server, scratch, { key: KEY }).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: "FEED_UNEXPECTED_STATUS", details: { status: 403 } });
    expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain(KEY);
    expect(server.requests).toHaveLength(4);
  });

  test("the key goes to no other server", async () => {
    using scratch = new Scratch();
    await using other = await apiOf(() => FIVE);
    await using server = await WebServer.start((request, response) =>
      response.writeHead(307, { location: new URL(request.url ?? "", other.url).href }).end(),
    );
    await ask(server, scratch, { key: KEY });
    expect(server.requests[0]?.headers.apikey).toBe(KEY);
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.map(({ headers }) => headers.apikey)).toEqual(other.requests.map(() => undefined));
  });

  test.each([
    ["no JSON", "<html>"],
    ["something else", '{"message":"x"}'],
    ["another page", '{"resultsPerPage":2,"startIndex":7,"totalResults":9,"vulnerabilities":[]}'],
    ["no end", '{"resultsPerPage":0,"startIndex":0,"totalResults":9,"vulnerabilities":[]}'],
    ["half a page", '{"resultsPerPage":1,"startIndex":0,"totalResults":1,"vulnerabilities":[{"cve"'],
  ])("and refused where the answer is %s", async (_, body) => {
    using scratch = new Scratch();
    await using server = await apiOf(() => FIVE, { 1: { body } });
    await expect(ask(server, scratch)).rejects.toMatchObject({ code: "FEED_MALFORMED" });
  });
});

describe("a snapshot", () => {
  /** The whole way: files of the years once, then the API. All of it is served on this machine. */
  async function siteOf(scratch: Scratch, yearly: readonly Flaw[], api: WebServer) {
    const file = gzipSync(JSON.stringify({ vulnerabilities: yearly.map(recordOf) }));
    const files = await WebServer.start((request, response) =>
      request.url?.endsWith("2024.json.gz") ? response.end(file) : response.writeHead(404).end(),
    );
    const feed: Feed = {
      ...nvd,
      files: nvd.files
        .filter(({ url }) => /modified|2023|2024/.test(url))
        .map((one) => ({ ...one, url: new URL(new URL(one.url).pathname, files.url).href })),
      changes: {
        filesLagMs: 2 * 86_400_000,
        read: nvd.changes?.read ?? async function* () {},
        fetch: (request) => fetchNvdChanges(request, { ...API, address: api.url }),
      },
    };
    const dataDir = join(scratch.path, "data");
    return {
      files,
      dataDir,
      update: async (now: Date) =>
        await updateSnapshot({
          dataDir,
          feeds: [feed],
          mode: "update",
          now,
          patience: PATIENT,
          apiKeys: { nvd: KEY },
        }),
      [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
    };
  }

  const textsIn = (dataDir: string, ...ids: readonly string[]) => {
    const { snapshot } = openCurrent(dataDir);
    using _ = snapshot;
    return ids.map((id) => {
      try {
        return snapshot.get("nvd", id).details;
      } catch {
        return undefined;
      }
    });
  };

  const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

  test("begins with the files of the years, and goes on with what the API says has changed", async () => {
    using scratch = new Scratch();
    const old = ["CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0003"].map((id) => ({ id, lastModified: day(-30) }));
    let changed: readonly Flaw[] = [];
    await using api = await apiOf(() => changed);
    await using site = await siteOf(scratch, old, api);
    const first = await site.update(NOW);
    expect(first.sources).toMatchObject([{ name: "nvd", state: "fresh", records: 3 }]);
    expect(api.requests).toHaveLength(0);
    const asked = site.files.requests.length;

    expect(await site.update(later(1))).toMatchObject({ changed: false, id: first.id });
    expect([api.requests.length, site.files.requests.length]).toEqual([1, asked]);

    changed = [
      { id: "CVE-2024-0002", lastModified: day(-0.1), text: "New words." },
      { id: "CVE-2024-0003", lastModified: day(-0.1), vulnStatus: "Rejected" },
      { id: "CVE-2024-0004", lastModified: day(-0.1) },
    ];
    const second = await site.update(later(4));
    expect(second).toMatchObject({ changed: true, problems: [], sources: [{ state: "fresh", records: 3 }] });
    expect(textsIn(site.dataDir, "CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0003", "CVE-2024-0004")).toEqual([
      "A flaw.",
      "New words.",
      undefined,
      "A flaw.",
    ]);
    expect(site.files.requests.length).toBe(asked);
    expect(new Set(api.requests.map(({ headers }) => headers.apikey))).toEqual(new Set([KEY]));

    // From where it was asked last on: an hour before its own clock.
    changed = [];
    await site.update(later(30));
    expect(queriesOf(api.requests).at(-1)?.lastModStartDate).toBe("2026-08-22T09:00:00.000Z");
  });

  test("keeps what it has where the API is out of order, or a flaw is broken", async () => {
    using scratch = new Scratch();
    const old = [{ id: "CVE-2024-0001", lastModified: day(-30) }];
    let changed: readonly Flaw[] = [{ id: "CVE-2024-0002", lastModified: day(-1) }];
    await using api = await apiOf(() => changed, { 1: { body: "<html>" } });
    await using site = await siteOf(scratch, old, api);
    await site.update(NOW);
    await expect(site.update(later(3))).rejects.toMatchObject({ code: "FEED_MALFORMED" });
    expect(textsIn(site.dataDir, "CVE-2024-0001", "CVE-2024-0002")).toEqual(["A flaw.", undefined]);

    changed = [
      { id: "CVE-2024-0001", lastModified: day(-1), text: 7 as unknown as string },
      { id: "CVE-2024-0002", lastModified: day(-1) },
    ];
    const { problems, sources } = await site.update(later(6));
    expect(sources).toMatchObject([{ state: "fresh", records: 2 }]);
    expect(problems.map(({ code, message }) => `${code} ${message.slice(0, 22)}`)).toEqual([
      'FEED_MALFORMED nvd: "CVE-2024-0001": ',
    ]);
    expect(textsIn(site.dataDir, "CVE-2024-0001", "CVE-2024-0002")).toEqual(["A flaw.", "A flaw."]);
  });
});

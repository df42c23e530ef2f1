import { crc32, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { writeTar } from "../formats/tar-writer.ts";
import type { Feed } from "./feed.ts";
import { redhatVex } from "./feeds/redhat-vex.ts";
import { FeedSite } from "./fixtures/updates.ts";
import { vexOf } from "./fixtures/vex.ts";
import { WebServer } from "./fixtures/web-server.ts";

const FOLDER = "redhat/csaf/v2/vex";
const ARCHIVE = "csaf_vex_2026-08-20.tar.zst";

const pathOf = (cve: string) => `${cve.slice(4, 8)}/${cve.toLowerCase()}.json`;

const document = (cve: string, name: string) =>
  vexOf({
    cve,
    streams: { rhel8: "cpe:/o:redhat:enterprise_linux:8" },
    packages: { [name]: `pkg:rpm/redhat/${name}?arch=src` },
    status: { known_affected: [`rhel8:${name}`] },
  });

const archiveOf = (...documents: readonly (readonly [cve: string, name: string])[]) =>
  zstdCompressSync(writeTar(documents.map(([cve, name]) => ({ path: pathOf(cve), content: document(cve, name) }))));

const csv = (...lines: readonly (readonly [cve: string, at: string])[]) =>
  lines.map(([cve, at]) => `"${pathOf(cve)}","${at}T10:00:00+00:00"\n`).join("");

const files = {
  "archive_latest.txt": ARCHIVE,
  [ARCHIVE]: archiveOf(["CVE-2024-1000", "a"], ["CVE-2024-1001", "b"], ["CVE-2024-1002", "c"]),
  "changes.csv": csv(["CVE-2024-1001", "2026-08-21"], ["CVE-2024-1000", "2026-08-19"]),
  "deletions.csv": csv(["CVE-2024-1002", "2026-08-21"], ["CVE-2024-1000", "2026-08-01"]),
  [pathOf("CVE-2024-1001")]: document("CVE-2024-1001", "new"),
};

const inFolder = (given: Readonly<Record<string, string | Buffer>>) =>
  Object.fromEntries(Object.entries(given).map(([path, content]) => [`${FOLDER}/${path}`, content]));

/** A server of files that knows whether they have changed. */
async function serverOf(served: Map<string, string | Buffer>, asked: string[]) {
  return WebServer.start((request, response) => {
    const path = (request.url ?? "").slice(`/${FOLDER}/`.length);
    const content = served.get(path);
    if (content === undefined) return response.writeHead(404).end();
    const tag = `"${crc32(content)}"`;
    if (request.headers["if-none-match"] === tag) return response.writeHead(304).end();
    asked.push(path);
    return response.setHeader("ETag", tag).end(content);
  });
}

describe("an index names the other files:", () => {
  test("an archive, and what has changed since or is gone", async () => {
    using site = new FeedSite(redhatVex, inFolder(files));
    expect(await site.update()).toMatchObject({ state: "fresh 2", reason: undefined, problems: [] });
    expect(["a", "b", "c", "new"].map((name) => site.find("Red Hat", "8", name))).toEqual([
      ["CVE-2024-1000 affected"],
      [],
      [],
      ["CVE-2024-1001 affected"],
    ]);
  });

  test("while it is unchanged, nothing else is asked for, and nothing is read", async () => {
    const served = new Map<string, string | Buffer>(Object.entries(files));
    const asked: string[] = [];
    await using server = await serverOf(served, asked);
    const origin = { kind: "server", url: new URL(server.url) } as const;
    using site = new FeedSite(redhatVex, {});
    expect(await site.update(origin)).toMatchObject({ state: "fresh 2", problems: [] });
    expect(asked.sort()).toEqual(Object.keys(files).sort());

    asked.length = 0;
    expect(await site.update(origin)).toMatchObject({ changed: false, state: "fresh 2" });
    expect([asked, site.reads]).toEqual([[], 1]);

    served.set("changes.csv", csv(["CVE-2024-1001", "2026-08-21"], ["CVE-2024-1003", "2026-08-22"]));
    served.set(pathOf("CVE-2024-1003"), document("CVE-2024-1003", "d"));
    expect(await site.update(origin)).toMatchObject({ changed: true, state: "fresh 3" });
    expect(site.find("Red Hat", "8", "d")).toEqual(["CVE-2024-1003 affected"]);
  });

  test("a document that is gone when it is asked for is passed over", async () => {
    const { [pathOf("CVE-2024-1001")]: _, ...rest } = files;
    using site = new FeedSite(redhatVex, inFolder(rest));
    expect(await site.update()).toMatchObject({ state: "fresh 2" });
    expect(site.find("Red Hat", "8", "b")).toEqual(["CVE-2024-1001 affected"]);
  });

  test("what is no document is not asked for, wherever it leads", async () => {
    const changes = ["../../x.json", "2024/../cve-2024-1.json", "index.txt", "2024/cve-2024-1.json.asc"]
      .map((path) => `"${path}","2026-08-21T10:00:00+00:00"\n`)
      .join("");
    const served = new Map<string, string | Buffer>(Object.entries({ ...files, "changes.csv": changes }));
    await using server = await serverOf(served, []);
    using site = new FeedSite(redhatVex, {});
    const updated = await site.update({ kind: "server", url: new URL(server.url) });
    expect(updated).toMatchObject({ state: "fresh 2", problems: [] });
    expect(server.requests.map(({ url = "" }) => url.slice(FOLDER.length + 2)).sort()).toEqual(
      ["archive_latest.txt", "changes.csv", ARCHIVE, "deletions.csv"].sort(),
    );
  });

  test("an older record stands where its successor is broken", async () => {
    using site = new FeedSite(redhatVex, inFolder({ ...files, [pathOf("CVE-2024-1001")]: "<html>" }));
    expect(await site.update()).toMatchObject({ state: "fresh 2", problems: [{ code: "FEED_MALFORMED" }] });
    expect(site.find("Red Hat", "8", "b")).toEqual(["CVE-2024-1001 affected"]);
  });
});

describe("a source is not read, and its older records stay, when", () => {
  test.each<[title: string, changed: Readonly<Record<string, string | Buffer>>, gone: readonly string[], code: string]>(
    [
      ["the index is a page", { "archive_latest.txt": "<html>" }, [], "FEED_MALFORMED"],
      ["it leads out of the folder", { "archive_latest.txt": "../../../etc/passwd" }, [], "FEED_MALFORMED"],
      ["a line of it is none", { "changes.csv": "<html>" }, [], "FEED_MALFORMED"],
      ["the archive is gone", { "changes.csv": "" }, [ARCHIVE], "FEED_UNREACHABLE"],
      ["the archive is broken", { [ARCHIVE]: Buffer.from("<html>") }, [pathOf("CVE-2024-1001")], "FEED_MALFORMED"],
      ["part of the index is gone", {}, ["changes.csv"], "FEED_UNREACHABLE"],
    ],
  )("%s", async (_, changed, gone, code) => {
    using site = new FeedSite(redhatVex, inFolder(files));
    await site.update();
    for (const [path, content] of Object.entries(inFolder(changed))) site.write(path, content);
    // Its time is what tells that there is something new.
    site.write(`${FOLDER}/deletions.csv`, files["deletions.csv"]);
    for (const path of gone) site.remove(`${FOLDER}/${path}`);
    await expect(site.update()).rejects.toMatchObject({ code });
    expect(site.find("Red Hat", "8", "a")).toEqual(["CVE-2024-1000 affected"]);
  });
});

test("indexes that lead to each other without end are given up", async () => {
  const fileOf = (n: number) => ({ url: "https://x.example/", mirrorPath: `x/${n}`, maxBytes: 10 });
  const endless: Feed = {
    ...redhatVex,
    files: [fileOf(0)],
    discover: async ({ found }) =>
      Array.from({ length: found.size + 1 }, (_, i) => ({ ...fileOf(i + 1), isIndex: true })),
  };
  using site = new FeedSite(endless, Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`x/${n}`, `${n}`])));
  await expect(site.update()).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
});

test("a mirror that has neither index nor documents has not the source", async () => {
  using site = new FeedSite(redhatVex, { README: "" });
  await expect(site.update()).rejects.toMatchObject({ code: "FEED_UNREACHABLE" });
});

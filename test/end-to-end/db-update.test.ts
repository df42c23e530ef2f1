import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RecordedRequest, type RecordedServer, startServer } from "../support/recorded-server.ts";
import { osvZipOf } from "../support/zip.ts";
import { cvesOf, newPlace, type Place, plimsoll } from "./plimsoll.ts";

// `--db-update` on a scan: what the image needs is asked for, and nothing else.

let place: Place;
let mirror: RecordedServer;
let requests: RecordedRequest[];
/** By path below the mirror. */
let files: Map<string, string | Buffer>;
let sbom: string;

beforeEach(async () => {
  place = newPlace();
  requests = [];
  files = new Map<string, string | Buffer>([
    ["/osv/npm/all.zip", npmOf("lodash")],
    [
      "/kev/known_exploited_vulnerabilities.json",
      '{"vulnerabilities":[{"cveID":"CVE-2026-10000","dateAdded":"2026-01-01"}]}',
    ],
    [
      "/epss/epss_scores-current.csv.gz",
      gzipSync("#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10000,0.25,0.5\n"),
    ],
  ]);
  mirror = await startServer({
    name: "mirror",
    requests,
    answer({ url, headers }, response) {
      const content = files.get(url);
      const etag = `"${content?.length}"`;
      if (content === undefined) response.writeHead(404).end();
      else if (headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { ETag: etag }).end(content);
    },
  });
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: ["lodash", "minimist"].map((name) => ({
      type: "library",
      name,
      version: "1.0.0",
      purl: `pkg:npm/${name}@1.0.0`,
    })),
  };
  const path = join(place.folder, "app.cdx.json");
  writeFileSync(path, JSON.stringify(document));
  sbom = `sbom://${path}`;
});
afterEach(async () => {
  await mirror[Symbol.asyncDispose]();
  place[Symbol.dispose]();
});

const npmOf = (...names: readonly string[]) => advisoriesOf("npm", ...names);

function advisoriesOf(ecosystem: string, ...names: readonly string[]): Buffer {
  const range = { type: "ECOSYSTEM", events: [{ introduced: "0" }] };
  return osvZipOf(
    names.map((name) => ({
      id: `GHSA-${name}`,
      aliases: ["CVE-2026-10000"],
      affected: [{ package: { ecosystem, name }, ranges: [range] }],
    })),
  );
}

const update = () => ["--db-update", "--mirror", mirror.url];
const found = ({ packages }: Awaited<ReturnType<typeof cvesOf>>) => packages.map(({ name }) => name).sort();

describe("cves --db-update", () => {
  test("makes a snapshot of what the image needs, and adds what is new of it", async () => {
    const first = await cvesOf(place, ...update(), sbom);
    expect(found(first)).toEqual(["lodash"]);
    expect(first.packages[0]?.vulnerabilities[0]).toMatchObject({ epss: { score: 0.25 } });
    const served = first.snapshot.sources.filter(({ state }) => state === "fresh").map(({ name }) => name);
    expect(served).toEqual(["cisa-kev", "epss", "osv-npm"]);
    // Of the others only what has facts of everything, and what else has npm packages.
    const asked = [...new Set(requests.map(({ url }) => url.split("/")[1]))];
    expect(asked).not.toContain("debian");
    expect(requests.map(({ url }) => url)).not.toContain("/osv/PyPI/all.zip");

    files.set("/osv/npm/all.zip", npmOf("lodash", "minimist"));
    expect(found(await cvesOf(place, sbom))).toEqual(["lodash"]);
    expect(found(await cvesOf(place, ...update(), sbom))).toEqual(["lodash", "minimist"]);
  });

  test("with a mirror that is gone tells so, and goes by what is here", async () => {
    await cvesOf(place, ...update(), sbom);
    files.clear();
    const none = await cvesOf(place, ...update(), sbom);
    expect(found(none)).toEqual(["lodash"]);
    expect(none.problems).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining("The advisories were not brought up to date") }),
    );
    const { code, stderr } = await plimsoll(place, ["cves", ...update(), sbom]);
    expect(code).toBe(0);
    expect(stderr).toContain("not brought up to date");
  });

  test("with one source that fails tells of that one", async () => {
    await cvesOf(place, ...update(), sbom);
    files.set("/osv/npm/all.zip", "no zip at all");
    const { snapshot, problems, ...rest } = await cvesOf(place, ...update(), sbom);
    expect(rest.packages).toHaveLength(1);
    expect(problems).toContainEqual({
      code: "SNAPSHOT_STALE",
      message: expect.stringMatching(/^osv-npm: could not be brought up to date, its older records are in use: /),
    });
    expect(snapshot.sources).toContainEqual(expect.objectContaining({ name: "osv-npm", state: "stale", records: 1 }));
  });

  test("without a snapshot, and without one to be had, is an error", async () => {
    files.clear();
    const { code, stderr } = await plimsoll(place, ["cves", ...update(), sbom]);
    expect(code).toBe(1);
    expect(stderr).toContain("FEED_UNREACHABLE");
  });

  test("counts the age of what the image needs alone", async () => {
    files.set("/osv/PyPI/all.zip", advisoriesOf("PyPI", "six"));
    await plimsoll(place, ["db", "update", "--mirror", mirror.url]);
    const path = join(place.dataDir, "advisories/current.json");
    const longAgo = new Date(Date.now() - 10 * 24 * 3600 * 1000).toISOString();
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), checkedAt: longAgo }));
    const args = ["cves", "--max-db-age", "1d", sbom];
    expect((await plimsoll(place, args)).code).toBe(2);
    expect((await plimsoll(place, [...args, ...update()])).code).toBe(0);
    // Nobody has asked for the others.
    expect((await plimsoll(place, args)).code).toBe(2);
  });
});

test.each([
  ["quickview", ["quickview"]],
  ["explain", ["explain", "GHSA-lodash"]],
])("%s takes it too", async (_, verb) => {
  const { code, stdout, stderr } = await plimsoll(place, [...verb, ...update(), sbom]);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("Advisories brought up to date");
  expect(stdout).not.toBe("");
});

test("without it nobody is asked", async () => {
  await cvesOf(place, ...update(), sbom);
  const count = requests.length;
  await cvesOf(place, "--mirror", mirror.url, sbom);
  expect(requests).toHaveLength(count);
});

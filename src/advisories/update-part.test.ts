import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { osvZipOf } from "../../test/support/zip.ts";
import { ageOf, asOf } from "./age.ts";
import type { Feed } from "./feed.ts";
import { cisaKev } from "./feeds/cisa-kev.ts";
import { epss } from "./feeds/epss.ts";
import { githubAdvisories } from "./feeds/github-advisories.ts";
import { osvNpm } from "./feeds/osv-npm.ts";
import { osvPypi } from "./feeds/osv-pypi.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { tarOf } from "./fixtures/tar-of.ts";
import { mirrorOf } from "./origin.ts";
import { openCurrent, readCurrent, snapshotPath } from "./store.ts";
import { updateSnapshot } from "./update.ts";
import { verifySnapshot } from "./verify.ts";

const FEEDS: readonly Feed[] = [osvNpm, osvPypi, cisaKev, epss, githubAdvisories];

const zipOf = (ecosystem: string, ...names: readonly string[]) =>
  osvZipOf(
    names.map((name) => ({
      id: `GHSA-${name}`,
      affected: [{ package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] }],
    })),
  );
const kevOf = (...ids: readonly string[]) =>
  JSON.stringify({ vulnerabilities: ids.map((cveID) => ({ cveID, dateAdded: "2024-01-01" })) });
const scoresOf = (score: string) =>
  gzipSync(`#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2026-10000,${score},0.5\n`);
const github = tarOf({
  "advisory-database-main/advisories/github-reviewed/2026/01/GHSA-2222-3333-4444/GHSA-2222-3333-4444.json":
    JSON.stringify({
      id: "GHSA-2222-3333-4444",
      affected: [
        { package: { ecosystem: "PyPI", name: "six" }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }] },
      ],
    }),
});

const PATHS = {
  npm: "osv/npm/all.zip",
  pypi: "osv/PyPI/all.zip",
  kev: "kev/known_exploited_vulnerabilities.json",
  epss: "epss/epss_scores-current.csv.gz",
  github: "github/advisory-database-main.tar.gz",
} as const;

let scratch: Scratch;
let dataDir: string;
let minutes: number;
beforeEach(() => {
  scratch = new Scratch();
  dataDir = join(scratch.path, "data");
  minutes = 0;
});
afterEach(() => scratch[Symbol.dispose]());

/** Each file has a time of its own, and each update a minute. */
function serve(name: keyof typeof PATHS, content: string | Buffer): void {
  minutes++;
  utimesSync(scratch.write(`mirror/${PATHS[name]}`, content), minutes * 60, minutes * 60);
}

function serveAll(): void {
  serve("npm", zipOf("npm", "a"));
  serve("pypi", zipOf("PyPI", "six"));
  serve("kev", kevOf("CVE-2026-10000"));
  serve("epss", scoresOf("0.25"));
}

const timeOf = (minute: number) => new Date(Date.UTC(2026, 7, 22, 10, minute)).toISOString();

async function update(...only: readonly string[]) {
  const asked: string[] = [];
  const now = new Date(timeOf(++minutes));
  const result = await updateSnapshot({
    dataDir,
    feeds: FEEDS,
    origin: mirrorOf(join(scratch.path, "mirror")),
    mode: "update",
    ...(only.length > 0 && { only: new Set(only) }),
    now,
    onProgress: ({ source, step }) => step === "read" && asked.push(source),
  });
  expect(verifySnapshot(snapshotPath(dataDir, result.id))).toEqual([]);
  expect(readdirSync(join(dataDir, "advisories"))).not.toContain("work");
  const records = Object.fromEntries(
    result.sources.map(({ name, state, records: count }) => [name, `${state} ${count}`]),
  );
  return { ...result, records, now: now.toISOString() };
}

const ageAt = (name: string) => {
  const { snapshot, checkedAt } = openCurrent(dataDir);
  using open = snapshot;
  const source = open.sources.find((one) => one.name === name);
  return source && asOf(source, checkedAt);
};

describe("an update of some sources", () => {
  test("reads what is new of them, and leaves the others as they stand", async () => {
    serveAll();
    const whole = await update();
    serve("npm", zipOf("npm", "a", "b"));
    serve("pypi", zipOf("PyPI", "six", "seven"));
    serve("epss", scoresOf("0.5"));
    const part = await update("osv-pypi", "cisa-kev");
    expect(part.changed).toBe(true);
    expect(part.records).toEqual({ ...whole.records, "osv-pypi": "fresh 2" });
    using snapshot = openCurrent(dataDir).snapshot;
    expect(snapshot.find("npm", "", "b")).toEqual([]);
    expect(snapshot.find("PyPI", "", "seven")).toHaveLength(1);
    expect(snapshot.epssOf?.("CVE-2026-10000")?.score).toBe(0.25);
    // What was left is found to be news later.
    const rest = await update();
    expect(rest.records).toEqual({ ...part.records, "osv-npm": "fresh 2" });
  });

  test("gives them a newer day than the others", async () => {
    serveAll();
    const whole = await update();
    serve("pypi", zipOf("PyPI", "six", "seven"));
    const part = await update("osv-pypi", "epss");
    expect(readCurrent(dataDir)?.checkedAt).toBe(whole.now);
    expect([ageAt("osv-npm"), ageAt("cisa-kev")]).toEqual([whole.now, whole.now]);
    expect([ageAt("osv-pypi"), ageAt("epss")]).toEqual([part.now, part.now]);
    const later = await update();
    expect(["osv-npm", "osv-pypi", "epss"].map(ageAt)).toEqual([later.now, later.now, later.now]);
    expect(readCurrent(dataDir)?.asked).toBeUndefined();
  });

  test("that finds nothing new notes that they were asked, and keeps the snapshot", async () => {
    serveAll();
    const whole = await update();
    const part = await update("osv-pypi");
    expect(part).toMatchObject({ id: whole.id, changed: false, records: whole.records });
    expect([ageAt("osv-npm"), ageAt("osv-pypi")]).toEqual([whole.now, part.now]);
    const again = await update("osv-npm");
    expect([ageAt("osv-npm"), ageAt("osv-pypi"), ageAt("epss")]).toEqual([again.now, part.now, whole.now]);
    const { snapshot, checkedAt } = openCurrent(dataDir);
    using open = snapshot;
    const asked = open.sources.filter(({ name }) => name.startsWith("osv"));
    expect(ageOf(asked, checkedAt, Date.parse(again.now))).toBeLessThan(
      ageOf(open.sources, checkedAt, Date.parse(again.now)),
    );
  });

  test("makes a first snapshot of them where there is none", async () => {
    serveAll();
    const { records, now } = await update("osv-pypi", "epss");
    expect(records).toEqual({ epss: "fresh 1", "osv-pypi": "fresh 1" });
    expect(readCurrent(dataDir)).toMatchObject({ checkedAt: now });
    // The next one adds what it needs.
    expect((await update("osv-npm")).records).toEqual({ epss: "fresh 1", "osv-npm": "fresh 1", "osv-pypi": "fresh 1" });
  });

  test("keeps all as it was when none of them answers", async () => {
    serveAll();
    const whole = await update();
    const before = readCurrent(dataDir);
    serve("pypi", "no zip");
    await expect(update("osv-pypi")).rejects.toMatchObject({ code: "FEED_MALFORMED" });
    expect(readCurrent(dataDir)).toEqual(before);
    expect(before?.snapshot).toBe(whole.id);
  });

  test("tells of one that fails, and reads the others", async () => {
    serveAll();
    await update();
    serve("pypi", "no zip");
    serve("npm", zipOf("npm", "a", "b"));
    const part = await update("osv-pypi", "osv-npm");
    expect(part.records).toMatchObject({ "osv-pypi": "stale 1", "osv-npm": "fresh 2", "cisa-kev": "fresh 1" });
    expect(part.problems).toContainEqual(expect.objectContaining({ code: "FEED_MALFORMED" }));
  });

  test("asks a stand-in only where it stood in before", async () => {
    serve("pypi", zipOf("PyPI", "six"));
    serve("github", github);
    // Nobody knows whether OSV has npm's: whoever has no npm packages is not sent for all of GitHub's.
    expect((await update("osv-pypi", "github-advisories")).records).toEqual({ "osv-pypi": "fresh 1" });
    expect((await update()).records).toMatchObject({ "github-advisories": "fresh 1" });
    const part = await update("osv-pypi", "github-advisories");
    expect(part.changed).toBe(false);
    expect(readCurrent(dataDir)?.asked).toEqual({ "github-advisories": part.now, "osv-pypi": part.now });
  });
});

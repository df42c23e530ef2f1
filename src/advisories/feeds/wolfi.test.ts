import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { writeTar } from "../../formats/tar-writer.ts";
import type { AffectedPackage } from "../../model/advisory.ts";
import { readAll } from "../fixtures/read-all.ts";
import { readFiles, realFilesOf } from "../fixtures/test-data.ts";
import { wolfi } from "./wolfi.ts";

/** As `packages.wolfi.dev/os/security.json`. */
const secdb = (packages: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    apkurl: "{{urlprefix}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk",
    archs: ["x86_64", "aarch64"],
    reponame: "os",
    urlprefix: "https://packages.wolfi.dev",
    packages: Object.entries(packages).map(([name, secfixes]) => ({ pkg: { name, secfixes } })),
  });

/** A tar as GitHub makes it of the repository. */
function repository(files: Readonly<Record<string, string>>): Buffer {
  const content = (text: string) => new TextEncoder().encode(text);
  const entries = Object.entries({ "README.md": "# Advisories\n", ...files });
  return gzipSync(
    writeTar(entries.map(([path, text]) => ({ path: `advisories-main/${path}`, content: content(text) }))),
  );
}

interface Event {
  readonly type: string;
  readonly time?: string;
  readonly data?: string;
}

const eventText = ({ type, time = "2024-12-19T07:34:23Z", data = "" }: Event) =>
  `      - timestamp: ${time}\n        type: ${type}\n${data === "" ? "" : `        data:\n          ${data}\n`}`;

const advisoryText = (id: string, aliases: readonly string[], events: readonly Event[]) =>
  `  - id: ${id}\n    aliases:\n${aliases.map((alias) => `      - ${alias}\n`).join("")}    events:\n${events.map(eventText).join("")}`;

const packageFile = (name: string, ...advisories: readonly string[]) => ({
  [`${name}.advisories.yaml`]: `schema-version: 2.0.2\n\npackage:\n  name: ${name}\n\nadvisories:\n${advisories.join("\n")}`,
});

const DETECTED: Event = { type: "detection", data: "type: scan/v1" };
const fixedIn = (version: string, time?: string): Event => ({
  type: "fixed",
  data: `fixed-version: ${version}`,
  ...(time && { time }),
});

const said = ({ name, state, ranges, vendorAdvisories = [] }: AffectedPackage) =>
  [name, state, ...ranges.map(({ fixed = "every version" }) => fixed), ...vendorAdvisories].join(" ");

async function read(...contents: readonly (string | Buffer)[]) {
  const { advisories, problems } = await readAll(wolfi, contents);
  return {
    told: advisories.flatMap(({ id, affected }) => affected.map((one) => `${id}: ${said(one)}`)),
    advisories,
    problems,
  };
}

describe("the repository's last event of a flaw", () => {
  test.each([
    { events: [DETECTED, fixedIn("1.8.22-r4")], says: "affected 1.8.22-r4" },
    { events: [DETECTED], says: "under-investigation every version" },
    { events: [{ type: "true-positive-determination" }], says: "affected every version" },
    { events: [DETECTED, { type: "pending-upstream-fix", data: "note: later" }], says: "affected every version" },
    { events: [{ type: "fix-not-planned", data: "note: old" }], says: "wont-fix every version" },
    { events: [{ type: "analysis-not-planned", data: "note: old" }], says: "wont-fix every version" },
    {
      events: [{ type: "false-positive-determination", data: "type: vulnerable-code-not-in-execution-path" }],
      says: "not-affected",
    },
    // It was found again.
    { events: [fixedIn("1-r0"), DETECTED], says: "under-investigation every version" },
    { events: [fixedIn("1-r0"), fixedIn("2-r0")], says: "affected 2-r0" },
    // Files list them in any order.
    {
      events: [fixedIn("2-r0", "2025-01-02T00:00:00Z"), { ...DETECTED, time: "2025-01-01T00:00:00Z" }],
      says: "affected 2-r0",
    },
  ])("$events says $says", async ({ events, says }) => {
    const { told, problems } = await read(
      repository(packageFile("a", advisoryText("CGA-1", ["CVE-2024-1000"], events))),
    );
    expect(told).toEqual([`CVE-2024-1000: a ${says} CGA-1`]);
    expect(problems).toEqual([]);
  });
});

test("a flaw goes by its CVE, in every package; without one by its GHSA", async () => {
  const { advisories } = await read(
    repository({
      ...packageFile("a", advisoryText("CGA-1", ["GHSA-w32m-9786-jp63", "CVE-2024-45338"], [fixedIn("1-r0")])),
      ...packageFile("b", advisoryText("CGA-2", ["GHSA-w32m-9786-jp63"], [fixedIn("2-r0")])),
      ...packageFile("c", advisoryText("CGA-3", ["GHSA-jq35-85cj-fj4p"], [fixedIn("3-r0")])),
    }),
  );
  expect(advisories.map(({ id, cves, aliases, affected }) => [id, cves, aliases, affected.map(said)])).toEqual([
    ["CVE-2024-45338", ["CVE-2024-45338"], ["GHSA-w32m-9786-jp63"], ["a affected 1-r0 CGA-1", "b affected 2-r0 CGA-2"]],
    ["GHSA-jq35-85cj-fj4p", [], [], ["c affected 3-r0 CGA-3"]],
  ]);
});

describe("of both files", () => {
  const archive = repository({
    ...packageFile("a", advisoryText("CGA-1", ["CVE-2024-1000", "GHSA-aaaa-bbbb-2222"], [DETECTED])),
    ...packageFile("b", advisoryText("CGA-2", ["CVE-2024-1000"], [{ type: "pending-upstream-fix" }])),
    ...packageFile("c", advisoryText("CGA-3", ["CVE-2024-1000"], [fixedIn("1-r0")])),
  });
  const database = secdb({
    a: { "1-r3": ["CVE-2024-1000", "GHSA-aaaa-bbbb-2222"] },
    c: { "0": ["CVE-2024-1000"] },
    d: { "4-r0": ["GHSA-aaaa-bbbb-2222"] },
  });

  test.each([
    { title: "the database decides, and what it is silent about stays open", contents: [database, archive] },
    { title: "whichever comes first", contents: [archive, database] },
  ])("$title", async ({ contents }) => {
    const { told, problems } = await read(...contents);
    expect(told.sort()).toEqual([
      "CVE-2024-1000: a affected 1-r3 CGA-1",
      "CVE-2024-1000: b affected every version CGA-2",
      "CVE-2024-1000: c not-affected CGA-3",
      "CVE-2024-1000: d affected 4-r0",
    ]);
    expect(problems).toEqual([]);
  });

  test("the database alone says what it says", async () => {
    expect((await read(database)).told).toEqual([
      "CVE-2024-1000: a affected 1-r3",
      "CVE-2024-1000: c not-affected",
      "GHSA-aaaa-bbbb-2222: a affected 1-r3",
      "GHSA-aaaa-bbbb-2222: d affected 4-r0",
    ]);
  });
});

describe("damage", () => {
  const sound = packageFile("b", advisoryText("CGA-9", ["CVE-2024-1000"], [fixedIn("1-r0")]));
  const withoutEvents = "  - id: CGA-1\n    aliases:\n      - CVE-2024-1000\n    events: []\n";
  test.each([
    { title: "a file that is no YAML", files: { "a.advisories.yaml": "{" }, message: "a.advisories.yaml: is not YAML" },
    {
      title: "a file without a package",
      files: { "a.advisories.yaml": "a: 1\n" },
      message: "a.advisories.yaml: package",
    },
    {
      title: "names that stand for other parts",
      files: { "a.advisories.yaml": "package: &p\n  name: a\nadvisories: [*p, *p]\n" },
      message: "a.advisories.yaml: is not YAML",
    },
    {
      title: "brackets without end",
      files: { "a.advisories.yaml": `advisories: ${"[".repeat(50_000)}` },
      message: "a.advisories.yaml: is not YAML",
    },
    { title: "no events", files: packageFile("a", withoutEvents), message: "a.advisories.yaml: CGA-1: events" },
    {
      title: "an event of a newer schema",
      files: packageFile("a", advisoryText("CGA-1", ["CVE-2024-1000"], [{ type: "moon-phase" }])),
      message: 'a.advisories.yaml: CGA-1: "moon-phase" is no event',
    },
    {
      title: "no name that others know",
      files: packageFile("a", advisoryText("CGA-1", ["OTHER-1"], [fixedIn("1-r0")])),
      message: "a: CGA-1: names neither",
    },
  ])("$title is reported and left out, the others stand", async ({ files, message }) => {
    const { told, problems } = await read(repository({ ...files, ...sound }));
    expect(told).toEqual(["CVE-2024-1000: b affected 1-r0 CGA-9"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`wolfi: `);
    expect(problems[0]?.message).toContain(message);
  });

  test.each([
    { event: { type: "fixed" }, says: "every version", message: "is fixed in no version" },
    { event: fixedIn("1.1.0-r1-r0"), says: "1.1.0-r1-r0", message: '"1.1.0-r1-r0" is no apk version' },
  ])("$message: reported, and never called safe", async ({ event, says, message }) => {
    const files = packageFile("a", advisoryText("CGA-1", ["CVE-2024-1000"], [event]));
    const { told, problems } = await read(repository(files));
    expect(told).toEqual([`CVE-2024-1000: a affected ${says} CGA-1`]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(`CGA-1: ${message}`)]);
  });

  test.each(["", "<html>", "[]", "{}"])("a database that holds %j is refused", async (content) => {
    await expect(readAll(wolfi, [content, repository(sound)])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
  });

  test("a tar that breaks off is refused", async () => {
    const cut = repository(sound).subarray(0, 200);
    await expect(readAll(wolfi, [secdb({}), cut])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
  });
});

const real = realFilesOf(wolfi);

test.skipIf(real.length < 2)("reads what was free of Wolfi in May 2025", async () => {
  const { advisories, problems } = await readFiles(wolfi, real);
  expect(advisories).toHaveLength(2404);
  const states = Map.groupBy(
    advisories.flatMap(({ affected }) => affected),
    ({ state, ranges }) => (ranges.some(({ fixed }) => fixed !== undefined) ? "fixed" : state),
  );
  expect(Object.fromEntries([...states].map(([state, { length }]) => [state, length]))).toEqual({
    fixed: 14_584,
    "not-affected": 2046,
    "under-investigation": 3332,
    affected: 630,
    "wont-fix": 149,
  });
  expect(problems.map(({ message }) => message)).toEqual(['wolfi: opa-envoy: "1.1.0-r1-r0" is no apk version']);

  // Checked by eye in aactl.advisories.yaml and addon-resizer.advisories.yaml.
  const told = advisories.flatMap(({ id, affected }) => affected.map((one) => `${id}: ${said(one)}`));
  expect(told).toContain("CVE-2023-45283: aactl not-affected CGA-7ggg-m3hv-6chj");
  expect(told).toContain("CVE-2024-45338: addon-resizer affected 1.8.22-r4 CGA-474w-x2w8-938x");
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { imageOf, packageOf, subjectWith } from "../../../test/support/vex-subject.ts";
import { writeTar } from "../../formats/tar-writer.ts";
import type { Problem } from "../../model/errors.ts";
import { documentsFor } from "./hub.ts";
import { readVexLocations } from "./locations.ts";

const work = mkdtempSync(join(tmpdir(), "plimsoll-vex-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const document = (id: string, product = "pkg:npm/a") =>
  JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    author: "Ann",
    statements: [{ vulnerability: { name: id }, products: [{ "@id": product }], status: "fixed" }],
  });

function put(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(work, "case-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const { whole } = subjectWith([packageOf("pkg:npm/a@1.0.0")], imageOf({ names: ["registry.local/app:1"] }));

async function read(...places: string[]) {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const statements = await readVexLocations(places, { subject: whole, maxBytes: 100_000, report });
  return { ids: statements.map(({ ids }) => ids[0]).sort(), problems };
}

describe("documents are read from", () => {
  const folder = put({
    "a.vex.json": document("CVE-1"),
    "below/b.json": document("CVE-2"),
    "below/c.openvex.json.gz": gzipSync(document("CVE-3")),
    "package.json": "{}",
    "notes.txt": "hello",
    "broken-but-no-vex.txt": "{",
  });

  test.each<[title: string, places: string[], ids: string[]]>([
    ["a file", ["a.vex.json"], ["CVE-1"]],
    ["a folder, with those below it", ["."], ["CVE-1", "CVE-2", "CVE-3"]],
    ["a pattern", ["**/*.vex.json"], ["CVE-1"]],
    ["several places, each once", ["a.vex.json", "below", "a.vex.json"], ["CVE-1", "CVE-2", "CVE-3"]],
  ])("%s", async (_, places, ids) => {
    expect(await read(...places.map((place) => join(folder, place)))).toEqual({ ids, problems: [] });
  });
});

test("what a person named and is not there is an error", async () => {
  await expect(read(join(work, "nowhere.json"))).rejects.toMatchObject({ code: "READ_FAILED" });
  await expect(read(join(work, "*.nothing"))).rejects.toMatchObject({ code: "READ_FAILED" });
});

test("links are not followed", async () => {
  const folder = put({ "a.vex.json": document("CVE-1") });
  symlinkSync(folder, join(folder, "loop"));
  symlinkSync(join(folder, "a.vex.json"), join(folder, "b.vex.json"));
  expect(await read(folder)).toEqual({ ids: ["CVE-1"], problems: [] });
});

test("broken documents and statements are told, and the others stand", async () => {
  const folder = put({
    "a.vex.json": document("CVE-1"),
    "b.vex.json": "{",
    "c.vex.json": "{}",
    "d.json": "{",
    "e.vex.json": document("CVE-2").replace('"fixed"', '"fine"'),
    "f.vex.json": document("CVE-3", "our product"),
    "g.json": " ".repeat(100_001),
  });
  const { ids, problems } = await read(folder);
  expect(ids).toEqual(["CVE-1", "CVE-3"]);
  expect(problems.map(({ code, message }) => [code, message.slice(folder.length + 1)])).toEqual([
    ["VEX_MALFORMED", expect.stringContaining("b.vex.json: is no JSON")],
    ["VEX_MALFORMED", expect.stringContaining("c.vex.json: is neither")],
    ["VEX_MALFORMED", "e.vex.json: statement 1 (CVE-2): 'fine' is no status"],
    ["VEX_IGNORED", expect.stringContaining("f.vex.json: 1 of its products")],
    ["LIMIT_EXCEEDED", expect.stringContaining("g.json")],
  ]);
});

test("a folder without any is told", async () => {
  const folder = put({ "package.json": "{}" });
  expect(await read(folder)).toMatchObject({ ids: [], problems: [{ code: "VEX_MALFORMED" }] });
});

describe("a VEX repository", () => {
  const index = JSON.stringify({
    version: 1,
    packages: [
      { id: "pkg:npm/a", location: "pkg/npm/a/a.json" },
      { id: "pkg:npm/b", location: "pkg/npm/b/b.json" },
      { id: "pkg:oci/app?repository_url=registry.local/app", location: "pkg/oci/app/app.json" },
      { id: "pkg:oci/app?repository_url=ghcr.io/app", location: "pkg/oci/app/other.json" },
      { id: "pkg:npm/a", location: "../outside.json" },
      { id: "pkg:npm/a", location: "/etc/passwd" },
    ],
  });
  const files = {
    "vex-repository.json": JSON.stringify({ name: "Hub", versions: [{ spec_version: "0.1", locations: [] }] }),
    "pkg/npm/a/a.json": document("CVE-1"),
    "pkg/npm/a/old.json": document("CVE-9"),
    "pkg/npm/b/b.json": "{ never read",
    "pkg/oci/app/app.json": document("CVE-2", "pkg:oci/app"),
    "pkg/oci/app/other.json": document("CVE-3", "pkg:oci/app"),
  };

  test("names the documents of the image and its packages, and none outside it", () => {
    expect(documentsFor(JSON.parse(index), whole)).toEqual(["pkg/npm/a/a.json", "pkg/oci/app/app.json"]);
  });

  test.each(["index.json", "0.1/index.json"])(
    "in a folder with %s: only what is about the image is read",
    async (at) => {
      const below = (name: string) => (name.startsWith("pkg/") ? join(dirname(at), name) : name);
      const folder = put(
        Object.fromEntries([...Object.entries(files).map(([name, text]) => [below(name), text]), [at, index]]),
      );
      expect(await read(folder)).toEqual({ ids: ["CVE-1", "CVE-2"], problems: [] });
    },
  );

  test.each([
    ["before", (entries: [string, string][]): [string, string][] => [["index.json", index], ...entries]],
    ["behind", (entries: [string, string][]): [string, string][] => [...entries, ["index.json", index]]],
  ])("in a tar with the index %s the documents", async (_, order) => {
    const entries = order(Object.entries(files)).map(([name, content]) => ({ path: `hub-main/${name}`, content }));
    const folder = put({ "hub.tar.gz": gzipSync(writeTar(entries)) });
    expect(await read(join(folder, "hub.tar.gz"))).toEqual({ ids: ["CVE-1", "CVE-2"], problems: [] });
  });

  test("with a document that is missing is told", async () => {
    const folder = put({ "index.json": index, "pkg/npm/a/a.json": document("CVE-1") });
    const { ids, problems } = await read(folder);
    expect([ids, problems.map(({ code }) => code)]).toEqual([["CVE-1"], ["READ_FAILED"]]);
  });
});

test("a damaged tar is told", async () => {
  const folder = put({ "hub.tar.gz": gzipSync("no tar at all").subarray(0, 20) });
  expect(await read(join(folder, "hub.tar.gz"))).toMatchObject({ ids: [], problems: [{ code: "VEX_MALFORMED" }] });
});

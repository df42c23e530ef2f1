import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { findingOf, packageOf, subjectWith } from "../../../test/support/vex-subject.ts";
import { ignoreOverlay } from "./apply.ts";
import { parseIgnoreFile } from "./ignore-file.ts";
import { fits } from "./wildcard.ts";

const FILE = ".plimsollignore.yaml";
const BASE = { ordinal: 2, diffId: `sha256:abcdef${"0".repeat(58)}` };
const pkg = packageOf("pkg:npm/%40scope/a@1.2.0", {
  layer: BASE,
  locations: [{ path: "app/node_modules/@scope/a/package.json", layer: BASE }],
});
const system = packageOf("pkg:deb/debian/libc6@2.36-9?distro=debian-12&upstream=glibc%402.36-9", {
  source: { name: "glibc", version: "2.36-9" },
});

function ignored(entry: string, one = pkg, aliases = ["GHSA-1"]) {
  const lines = entry.split("\n").map((line) => `    ${line}`);
  const entries = parseIgnoreFile(`ignore:\n  - reason: why\n${lines.join("\n")}\n`, FILE);
  const { whole } = subjectWith([pkg, system]);
  const { overlay } = ignoreOverlay(entries, FILE, "2026-11-23", whole);
  return overlay(one, [findingOf("CVE-2024-1", aliases)])[0]?.suppressed !== undefined;
}

describe("an entry is about what all its fields fit:", () => {
  test.each<[entry: string, holds: boolean]>([
    ["id: CVE-2024-1", true],
    ["id: cve-2024-1", true],
    ["id: GHSA-1", true],
    ["id: CVE-2024-2", false],
    ["id: [CVE-2024-2, CVE-2024-1]", true],
    ["package: a", true],
    ["package: '@scope/a'", true],
    ["package: '@scope/*'", true],
    ["package: b", false],
    ["package: pkg:npm/%40scope/a", true],
    ["package: pkg:npm/%40scope/a@1.2.0", true],
    ["package: pkg:npm/%40scope/a@1.2.1", false],
    ["package: pkg:npm/%40scope/*", true],
    ["package: pkg:npm/%40scope/a@1.*", true],
    ["package: pkg:npm/%40scope/a@2.*", false],
    ["package: pkg:npm/%40other/*", false],
    ["path: app/**", true],
    ["path: /app/**", true],
    ["path: '**/a/package.json'", true],
    ["path: app/*", false],
    ["layer: 2", true],
    ["layer: 1", false],
    ["layer: sha256:abcdef", true],
    ["layer: abcdef00", true],
    ["layer: sha256:abcdee", false],
    ["id: CVE-2024-1\npackage: a\npath: app/**\nlayer: 2", true],
    ["id: CVE-2024-1\npackage: b", false],
    ["id: CVE-2024-1\nexpires: 2026-11-23", true],
    ["id: CVE-2024-1\nexpires: 2026-11-22", false],
  ])("%j: %s", (entry, holds) => {
    expect(ignored(entry)).toBe(holds);
  });

  test.each([
    ["package: libc6", true],
    ["package: glibc", true],
    ["package: pkg:deb/debian/libc6", true],
    ["package: pkg:deb/debian/glibc", true],
    ["package: pkg:deb/debian/libc6?distro=debian-11", false],
  ])("of a distribution's package %j: %s", (entry, holds) => {
    expect(ignored(entry, system)).toBe(holds);
  });
});

test("a package that lies in another place, too, is still there", () => {
  const [first] = pkg.locations;
  const both = { ...pkg, locations: [...(first ? [first] : []), { path: "usr/lib/a/package.json", layer: BASE }] };
  expect([ignored("path: app/**", both), ignored("path: [app/**, usr/**]", both)]).toEqual([false, true]);
});

test("an ignored finding keeps why, until when, and the line that says so", () => {
  const text = "ignore:\n  - id: CVE-2024-1\n    reason: only in tests\n    expires: 2030-01-31\n";
  const { whole } = subjectWith([pkg]);
  const { overlay, problems } = ignoreOverlay(parseIgnoreFile(text, FILE), FILE, "2026-11-23", whole);
  expect(problems).toEqual([]);
  expect(overlay(pkg, [findingOf("CVE-2024-1")])[0]?.suppressed).toEqual({
    by: "ignore-file",
    status: "ignored",
    reason: "only in tests",
    source: `${FILE}:2`,
    expires: "2030-01-31",
  });
});

test("an entry past its date is told and does not apply", () => {
  const text = "ignore:\n  - id: CVE-2024-1\n    reason: later\n    expires: 2026-11-22\n";
  const { whole } = subjectWith([pkg]);
  const { overlay, problems } = ignoreOverlay(parseIgnoreFile(text, FILE), FILE, "2026-11-23", whole);
  expect(overlay(pkg, [findingOf("CVE-2024-1")])[0]).not.toHaveProperty("suppressed");
  expect(problems).toEqual([
    { code: "IGNORE_EXPIRED", message: `${FILE}:2: expired on 2026-11-22, and is not applied (CVE-2024-1)` },
  ]);
});

describe("what is not understood is an error with its line:", () => {
  test.each<[text: string, line: number, why: string]>([
    ["ignored: []", 1, "'ignored' is not known here: ignore"],
    ["ignore:\n  - id: CVE-1\n    reason: a\n    untill: 2027-01-01", 4, "'untill' is not known here: id, package"],
    ["ignore:\n  - id: CVE-1", 2, "'reason' is missing"],
    ["ignore:\n  - id: CVE-1\n    reason: ''", 3, "'reason' is empty"],
    ["ignore:\n  - reason: everything", 2, "an entry says what it is about"],
    ["ignore:\n  - id: []\n    reason: a", 2, "'id' is an empty list"],
    ["ignore:\n  - id:\n    reason: a", 2, "'id' is empty"],
    ["ignore:\n  - id: {a: b}\n    reason: a", 2, "'id' is empty or no text"],
    ["ignore:\n  - id: CVE-1\n    reason: a\n    expires: soon", 4, "'soon' is no day"],
    ["ignore:\n  - id: CVE-1\n    reason: a\n    expires: 2026-02-30", 4, "'2026-02-30' is no day"],
    ["ignore:\n  - layer: top\n    reason: a", 2, "'top' is no layer"],
    ["ignore: CVE-1", 1, "'ignore' is a list"],
    ["ignore:\n  - CVE-1", 2, "an entry has fields"],
    ["- id: CVE-1", 1, "'ignore:' with a list"],
    ["ignore:\n  - id: &a CVE-1\n    reason: *a", 3, "is an alias"],
    ["ignore:\n  - id: 'CVE-1\n", 3, "is no YAML"],
    ["ignore:\n  - id: CVE-1\n    id: CVE-2\n    reason: a", 3, "is no YAML"],
  ])("%j", (text, line, why) => {
    expect(() => parseIgnoreFile(text, FILE)).toThrow(
      expect.objectContaining({
        code: "IGNORE_INVALID",
        message: expect.stringContaining(why),
        details: expect.objectContaining({ line }),
      }),
    );
  });
});

test.each(["", "# nothing yet\n", "ignore:\n", "ignore: []\n"])("an empty file ignores nothing: %j", (text) => {
  expect(parseIgnoreFile(text, FILE)).toEqual([]);
});

describe("the published schema", () => {
  const path = new URL("../../../docs/reference/schemas/ignore-file.schema.json", import.meta.url);
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(path, "utf8")));

  test("takes what is read", () => {
    const text =
      "ignore:\n  - id: [CVE-1, CVE-2]\n    package: a\n    path: app/**\n    layer: 3\n    reason: b\n    expires: '2030-01-31'\n";
    expect(parseIgnoreFile(text, FILE)).toHaveLength(1);
    expect(valid(parse(text)), JSON.stringify(valid.errors)).toBe(true);
  });

  test.each(["ignore:\n  - id: CVE-1\n", "ignore:\n  - id: CVE-1\n    reason: a\n    untill: x\n", "ignored: []\n"])(
    "refuses what is not: %j",
    (text) => {
      expect(valid(parse(text))).toBe(false);
    },
  );
});

test.each<[text: string, pattern: string, isPath: boolean, holds: boolean]>([
  ["abc", "abc", false, true],
  ["abc", "a*", false, true],
  ["abc", "*c", false, true],
  ["abc", "*b", false, false],
  ["abc", "a*b*c", false, true],
  ["a/b", "*", false, true],
  ["a/b", "*", true, false],
  ["a/b", "**", true, true],
  ["a/b", "**/b", true, true],
  ["b", "**/b", true, true],
  ["ab", "**/b", true, false],
  ["a/x/y/b", "a/**/b", true, true],
  ["a/b", "a/**/b", true, true],
  ["", "", false, true],
  ["a.c", "a.c", false, true],
  ["abc", "a.c", false, false],
])("%j fits %j (path: %s): %s", (text, pattern, isPath, holds) => {
  expect(fits(text, pattern, isPath)).toBe(holds);
});

test("a long text and many stars are no trouble", () => {
  expect(fits("a".repeat(4000), `${"*a".repeat(50)}b`)).toBe(false);
  expect(fits("a/".repeat(2000), `${"**/".repeat(20)}b`, true)).toBe(false);
});

import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { pubspecLock } from "./pubspec-lock.ts";

const LOCK = `packages:
  async:
    dependency: transitive
    description:
      name: async
      sha256: "${"ab".repeat(32)}"
      url: "https://pub.dev"
    source: hosted
    version: 2.10
  test:
    dependency: "direct dev"
    description: {name: test, url: "https://pub.example.org"}
    source: hosted
    version: "1.0.0+1"
  forked:
    dependency: "direct main"
    description:
      path: sub
      ref: main
      resolved-ref: 0123abcd
      url: "https://example.org/forked.git"
    source: git
    version: "3.0.0"
  own:
    dependency: "direct main"
    description: {path: "../own", relative: true}
    source: path
    version: "0.0.1"
  flutter:
    dependency: "direct main"
    description: flutter
    source: sdk
    version: "0.0.0"
sdks:
  dart: ">=3.0.0"
`;

test("packages of all kinds of sources", () => {
  const { packages, rows, messages } = catalogRows(pubspecLock, "app/pubspec.lock", LOCK);
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:pub/async@2.10", "indirect"],
    ["pkg:pub/test@1.0.0%2B1", "direct", "development"],
    ["pkg:pub/forked@3.0.0", "direct", "production"],
    ["pkg:pub/flutter@0.0.0", "direct", "production"],
  ]);
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha256", value: "ab".repeat(32) }]);
  expect(packages.map(({ properties }) => properties)).toEqual([
    {},
    { "pub:url": "https://pub.example.org" },
    {
      "pub:source": "git",
      "pub:url": "https://example.org/forked.git",
      "pub:revision": "0123abcd",
      "pub:path": "sub",
    },
    { "pub:source": "sdk" },
  ]);
});

test.each([
  ["packages: [", "pubspec.lock: is not YAML: "],
  [`a: ${"[".repeat(101)}`, "pubspec.lock: is not YAML that anybody writes: more than 100 brackets or dashes"],
  [`a:\n  ${"- ".repeat(101)}`, "pubspec.lock: is not YAML that anybody writes: more than 100 brackets or dashes"],
  ["}".repeat(101), "pubspec.lock: is not YAML that anybody writes: more than 100 brackets or dashes"],
  ["a text", "pubspec.lock: has no fields"],
  ["packages:\n  a:\n    version: [1]\n", "pubspec.lock: the package 'a' has no version"],
])("%s is a problem", (text, message) => {
  const { rows, messages } = catalogRows(pubspecLock, "pubspec.lock", text);
  expect(rows).toEqual([]);
  expect(messages).toEqual([expect.stringContaining(message)]);
});

test("aliases that would grow without end are refused", () => {
  const bomb = [
    "a0: &a0 [x]",
    ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`),
  ];
  expect(catalogRows(pubspecLock, "pubspec.lock", bomb.join("\n")).messages).toHaveLength(1);
});

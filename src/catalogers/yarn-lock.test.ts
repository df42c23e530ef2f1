import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { yarnLock } from "./yarn-lock.ts";

test.each([
  ["yarn.lock", true],
  ["app/package.json", true],
  ["app/node_modules/a/yarn.lock", false],
  ["app/yarn.lock.bak", false],
])("yarnLock wants %s: %s", (path, wanted) => {
  expect(yarnLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(yarnLock, [files]);
  const summary = packages.map(({ purl, direct, scope, dependsOn = [] }) =>
    [
      purl.slice("pkg:".length),
      direct ? "direct" : "-",
      scope ?? "-",
      ...dependsOn.map((one) => one.slice("pkg:".length)),
    ].join(" "),
  );
  return { summary: summary.sort(), problems: problems.map(({ code }) => code), packages };
}

const MANIFEST = JSON.stringify({
  dependencies: { a: "^1" },
  devDependencies: { d: "^1" },
  optionalDependencies: { o: "^1" },
});

test("version 1, with the package.json files of the project", () => {
  const lock = `a@^1:
  version "1.0.0"
  resolved "https://example.org/a-1.0.0.tgz#a9993e364706816aba3e25717850c26c9cd0d89d"
  integrity sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=
  dependencies:
    "@s/b" "1 || 2"

"@s/b@1 || 2":
  version "2.0.0"
  optionalDependencies:
    o "^1"

"c@npm:@s/real@^1":
  version "1.0.0"

d@^1:
  version "1.0.0"

e@^1:
  version "1.0.0"

o@^1:
  version "1.0.0"
`;
  const part = JSON.stringify({ dependencies: { e: "^1" } });
  const files = {
    "app/yarn.lock": lock,
    "app/package.json": MANIFEST,
    "app/part/package.json": part,
    "package.json": part,
  };
  const { summary, problems, packages } = summaryOf(files);
  expect(summary).toEqual([
    "npm/%40s/b@2.0.0 - production npm/o@1.0.0",
    "npm/%40s/real@1.0.0 - -",
    "npm/a@1.0.0 direct production npm/%40s/b@2.0.0",
    "npm/d@1.0.0 direct development",
    "npm/e@1.0.0 direct production",
    "npm/o@1.0.0 direct optional",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha1", value: "a9993e364706816aba3e25717850c26c9cd0d89d" }]);
});

test("later versions, where the project is part of the file", () => {
  const lock = `__metadata:
  version: 8

"a@npm:^1":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  dependencies:
    b: "npm:other@^2"
  checksum: 10c0/abc

"b@npm:other@^2":
  version: 2.0.0
  resolution: "other@npm:2.0.0"

"d@npm:^1":
  version: 1.0.0
  resolution: "d@npm:1.0.0"

"g@https://example.org/g.git#main":
  version: 1.0.0
  resolution: "g@https://example.org/g.git#commit=0123456789"

"me@workspace:.":
  version: 0.0.0-use.local
  resolution: "me@workspace:."
  dependencies:
    a: "npm:^1"
    g: "https://example.org/g.git#main"
`;
  const { summary, packages } = summaryOf({ "yarn.lock": lock, "package.json": MANIFEST });
  expect(summary).toEqual([
    "npm/a@1.0.0 direct production npm/other@2.0.0",
    "npm/d@1.0.0 direct development",
    "npm/g@1.0.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fg.git%400123456789 direct -",
    "npm/other@2.0.0 - production",
  ]);
  // It is of the archive that yarn makes, and not of the one that is published.
  expect(packages[0]).toMatchObject({ properties: { "yarn:checksum": "10c0/abc" } });
  expect(packages[0]?.checksums).toBeUndefined();
});

test("what has no version is a problem", () => {
  expect(summaryOf({ "yarn.lock": 'a@1:\n  resolved "x"\n' }).problems).toEqual(["FILE_MALFORMED"]);
});

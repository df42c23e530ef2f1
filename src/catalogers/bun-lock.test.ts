import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { bunLock } from "./bun-lock.ts";
import { NO_FACTS } from "./cataloger.ts";

test.each([
  ["bun.lock", true],
  ["bun.lockb", false],
  ["node_modules/a/bun.lock", false],
])("bunLock wants %s: %s", (path, wanted) => {
  expect(bunLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(bunLock, [files]);
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

test("packages within packages, of a project with parts", () => {
  const text = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "a": "^1" }, "devDependencies": { "d": "^1" }, },
    "part": { "name": "@s/part", "dependencies": { "b": "^3" }, },
  },
  // Behind each name: where from, what it needs, its digest.
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^2" }, "optionalDependencies": { "o": "1" } }, "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0="],
    "a/b": ["b@2.0.0", "", {}, ""],
    "b": ["other@1.0.0", "", {}, ""],
    "d": ["d@github:o/d#0123456789", {}, "o-d-0123456789"],
    "f": ["f@file:f", {}],
    "o": ["o@1.0.0", "", {}, ""],
    "@s/part": ["@s/part@workspace:part"],
    "@s/part/b": ["b@3.0.0", "", {}, ""],
  },
}`;
  const { summary, problems, packages } = summaryOf({ "bun.lock": text });
  expect(summary).toEqual([
    "npm/a@1.0.0 direct production npm/b@2.0.0 npm/o@1.0.0",
    "npm/b@2.0.0 - production",
    "npm/b@3.0.0 direct production",
    "npm/d@0123456789?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fo%2Fd.git%400123456789 direct development",
    "npm/o@1.0.0 - optional",
    "npm/other@1.0.0 - -",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums).toHaveLength(1);
});

test.each([
  ["{", ["FILE_MALFORMED"]],
  ["[]", []],
  ['{"packages": {"a": "b", "c": [7], "d": ["d"]}}', ["FILE_MALFORMED", "FILE_MALFORMED", "FILE_MALFORMED"]],
])("%s", (text, codes) => {
  expect(summaryOf({ "bun.lock": text }).problems).toEqual(codes);
});

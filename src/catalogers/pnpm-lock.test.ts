import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pnpmLock } from "./pnpm-lock.ts";

test.each([
  ["pnpm-lock.yaml", true],
  ["a/node_modules/b/pnpm-lock.yaml", false],
  ["pnpm-workspace.yaml", false],
])("pnpmLock wants %s: %s", (path, wanted) => {
  expect(pnpmLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(pnpmLock, [files]);
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

const INTEGRITY = "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=";

const expected = [
  "npm/%40s/b@2.0.0 - production",
  "npm/a@1.0.0 direct production npm/%40s/b@2.0.0 npm/o@1.0.0",
  "npm/d@1.0.0 direct development npm/real@3.0.0",
  "npm/o@1.0.0 - optional",
  "npm/real@3.0.0 - development",
];

test.each([
  [
    "5",
    `lockfileVersion: 5.4
dependencies: {a: 1.0.0_d@1.0.0, here: 'link:here'}
devDependencies: {d: 1.0.0}
packages:
  /a/1.0.0_d@1.0.0:
    resolution: {integrity: ${INTEGRITY}}
    dependencies: {'@s/b': 2.0.0}
    optionalDependencies: {o: 1.0.0}
  /@s/b/2.0.0: {}
  /d/1.0.0:
    dependencies: {alias: /real/3.0.0}
  /o/1.0.0: {optional: true}
  registry.example.org/real/3.0.0: {}
  /real/3.0.0: {}
`,
  ],
  [
    "6",
    `lockfileVersion: '6.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1, version: 1.0.0(d@1.0.0)}
      here: {specifier: 'workspace:*', version: 'link:here'}
  part:
    devDependencies:
      d: {specifier: ^1, version: 1.0.0}
packages:
  /a@1.0.0(d@1.0.0):
    resolution: {integrity: ${INTEGRITY}}
    dependencies: {'@s/b': 2.0.0}
    optionalDependencies: {o: 1.0.0}
  /@s/b@2.0.0: {}
  /d@1.0.0:
    dependencies: {alias: /real@3.0.0}
  /o@1.0.0: {optional: true}
  /real@3.0.0: {}
`,
  ],
  [
    "9",
    `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a: {specifier: ^1, version: 1.0.0(d@1.0.0)}
    devDependencies:
      d: {specifier: ^1, version: 1.0.0}
packages:
  a@1.0.0:
    resolution: {integrity: ${INTEGRITY}}
  '@s/b@2.0.0': {}
  d@1.0.0: {}
  o@1.0.0: {}
  real@3.0.0: {}
snapshots:
  a@1.0.0(d@1.0.0):
    dependencies: {'@s/b': 2.0.0}
    optionalDependencies: {o: 1.0.0}
  '@s/b@2.0.0': {}
  d@1.0.0:
    dependencies: {alias: real@3.0.0}
  o@1.0.0: {optional: true}
  real@3.0.0: {}
`,
  ],
])("version %s", (_version, text) => {
  const { summary, problems, packages } = summaryOf({ "pnpm-lock.yaml": text });
  expect([...new Set(summary)].filter((line) => line !== "npm/real@3.0.0 - -")).toEqual(expected);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums?.[0]?.value).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
});

test("a package of an address has the version that the file tells of", () => {
  const at = "https://codeload.github.com/o/r/tar.gz/0123456789abcdef";
  const text = `lockfileVersion: '9.0'
packages:
  r@${at}:
    resolution: {tarball: ${at}}
    version: 6.0.1
snapshots:
  r@${at}: {}
`;
  expect(summaryOf({ "pnpm-lock.yaml": text }).summary).toEqual([
    "npm/r@6.0.1?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Fo%2Fr.git%400123456789abcdef - -",
  ]);
});

/** Each level names the one before ten times. */
function multiplied(levels: number): string {
  const names = Array.from(
    { length: levels },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`,
  );
  return ["a0: &a0 [x, x]", ...names, ""].join("\n");
}

test.each([
  ["no YAML", "a: [", ["FILE_MALFORMED"]],
  ["a list", "- a", ["FILE_MALFORMED"]],
  ["names that multiply", multiplied(6), ["FILE_MALFORMED"]],
  ["lists within lists", "[".repeat(100_000), ["FILE_MALFORMED"]],
  ["more than any project has", `a: [${"x,".repeat(500_000)}]`, ["LIMIT_EXCEEDED"]],
  ["a package without a version", "lockfileVersion: 5.3\npackages:\n  /a: {}\n", ["FILE_MALFORMED"]],
  ["nothing", "", []],
])("%s: %.60j", (_title, text, codes) => {
  expect(summaryOf({ "pnpm-lock.yaml": text }).problems).toEqual(codes);
});

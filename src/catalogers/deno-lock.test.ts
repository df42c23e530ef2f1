import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { denoLock } from "./deno-lock.ts";

test.each([
  ["deno.lock", true],
  ["app/deno.json", false],
])("denoLock wants %s: %s", (path, wanted) => {
  expect(denoLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(denoLock, [files]);
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

const SHA256 = "0".repeat(64);
const INTEGRITY = "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=";

test.each([
  [
    "4",
    {
      version: "4",
      specifiers: { "jsr:@std/path@1": "1.0.0", "jsr:@std/internal@^1": "1.2.0", "npm:a@^1": "1.0.0_b@2.0.0" },
      jsr: {
        "@std/path@1.0.0": { integrity: SHA256, dependencies: ["jsr:@std/internal"] },
        "@std/internal@1.2.0": { integrity: SHA256 },
      },
      npm: { "a@1.0.0_b@2.0.0": { integrity: INTEGRITY, dependencies: ["b"] }, "b@2.0.0": { integrity: INTEGRITY } },
      workspace: { dependencies: ["jsr:@std/path@1"], packageJson: { dependencies: ["npm:a@^1"] } },
    },
  ],
  [
    "3",
    {
      version: "3",
      packages: {
        specifiers: {
          "jsr:@std/path@1": "jsr:@std/path@1.0.0",
          "jsr:@std/internal@^1": "jsr:@std/internal@1.2.0",
          "npm:a@^1": "npm:a@1.0.0_b@2.0.0",
        },
        jsr: {
          "@std/path@1.0.0": { integrity: SHA256, dependencies: ["jsr:@std/internal@^1"] },
          "@std/internal@1.2.0": { integrity: SHA256 },
        },
        npm: {
          "a@1.0.0_b@2.0.0": { integrity: INTEGRITY, dependencies: { b: "b@2.0.0" } },
          "b@2.0.0": { integrity: INTEGRITY, dependencies: {} },
        },
      },
      workspace: { dependencies: ["jsr:@std/path@1", "npm:a@^1"] },
    },
  ],
])("version %s", (_version, lock) => {
  const { summary, problems, packages } = summaryOf({ "deno.lock": JSON.stringify(lock) });
  expect(summary).toEqual([
    "jsr/%40std/internal@1.2.0 - -",
    "jsr/%40std/path@1.0.0 direct - jsr/%40std/internal@1.2.0",
    "npm/a@1.0.0 direct - npm/b@2.0.0",
    "npm/b@2.0.0 - -",
  ]);
  expect(problems).toEqual([]);
  expect(packages.every(({ checksums }) => checksums?.length === 1)).toBe(true);
});

test("version 2 knows packages of npm alone", () => {
  const npm = { specifiers: { "a@1": "a@1.0.0" }, packages: { "a@1.0.0": { integrity: INTEGRITY, dependencies: {} } } };
  expect(summaryOf({ "deno.lock": JSON.stringify({ version: "2", npm }) }).summary).toEqual(["npm/a@1.0.0 - -"]);
});

test.each([
  ["{", ["FILE_MALFORMED"]],
  ["null", []],
  ['{"npm":{"a":7,"b@":{}}}', ["FILE_MALFORMED", "FILE_MALFORMED"]],
])("%s", (text, codes) => {
  expect(summaryOf({ "deno.lock": text }).problems).toEqual(codes);
});

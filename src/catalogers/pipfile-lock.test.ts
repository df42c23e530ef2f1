import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pipfileLock } from "./pipfile-lock.ts";

test.each([
  ["Pipfile.lock", true],
  ["Pipfile", true],
  ["site-packages/x/Pipfile.lock", false],
])("pipfileLock wants %s: %s", (path, wanted) => {
  expect(pipfileLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(pipfileLock, [files]);
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

const [X, Y] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
const hex = (text: string | undefined) => text?.slice("sha256:".length);

test("packages by group, with what the Pipfile asks for", () => {
  const lock = {
    default: {
      "a-a": { version: "==1.0", hashes: [X, Y], markers: "python_version >= '3.8'" },
      b: { version: "==2.0" },
      g: { git: "https://example.org/g.git", ref: "0123456789" },
      here: { path: ".", editable: true },
    },
    develop: { b: { version: "==2.0" }, d: { version: "==1.0" } },
  };
  const pipfile = '[packages]\nA_a = "*"\n[dev-packages]\nd = "*"\n';
  const { summary, problems, packages } = summaryOf({ "Pipfile.lock": JSON.stringify(lock), Pipfile: pipfile });
  expect(summary).toEqual([
    "pypi/a-a@1.0 direct production",
    "pypi/b@2.0 - production",
    "pypi/d@1.0 direct development",
    "pypi/g@0123456789?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fg.git%400123456789 - production",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums?.map(({ value }) => value)).toEqual([hex(X), hex(Y)]);
});

test.each([
  ["{", ["FILE_MALFORMED"]],
  ['{"default": {"a": {}, "b": 7}}', ["FILE_MALFORMED", "FILE_MALFORMED"]],
  ['{"default": []}', []],
])("%s", (text, codes) => {
  expect(summaryOf({ "Pipfile.lock": text }).problems).toEqual(codes);
});

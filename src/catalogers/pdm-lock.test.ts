import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pdmLock } from "./pdm-lock.ts";

test.each([
  ["pdm.lock", true],
  ["pyproject.toml", true],
  ["dist-packages/pdm.lock", false],
])("pdmLock wants %s: %s", (path, wanted) => {
  expect(pdmLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(pdmLock, [files]);
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

const PROJECT = `
[project]
dependencies = ["A_a >= 1"]
optional-dependencies = { fmt = ["o"] }
[dependency-groups]
dev = ["d", { include-group = "x" }]
`;

test("packages with their groups, and what the project asks for", () => {
  const lock = `
[[package]]
name = "a-a"
version = "1.0"
summary = "What it is"
requires_python = ">=3.8"
groups = ["default"]
dependencies = ["B>=1; python_version < '3.9'"]
files = [{file = "a.whl", hash = "${X}"}]
[[package]]
name = "b"
version = "2.0"
groups = ["default"]
git = "https://example.org/b.git"
revision = "0123456789"
[[package]]
name = "d"
version = "1.0"
groups = ["dev"]
[[package]]
name = "o"
version = "1.0"
groups = ["fmt"]
[[package]]
name = "here"
version = "0.1"
path = "./here"
`;
  const { summary, problems, packages } = summaryOf({ "pdm.lock": lock, "pyproject.toml": PROJECT });
  const b = "pypi/b@2.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fb.git%400123456789";
  expect(summary).toEqual([
    `pypi/a-a@1.0 direct production ${b}`,
    `${b} - production`,
    "pypi/d@1.0 direct development",
    "pypi/o@1.0 direct optional",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]).toMatchObject({ description: "What it is", checksums: [{ value: hex(X) }] });
  expect(hex(Y)).toHaveLength(64);
});

test("what is no TOML is a problem", () => {
  expect(summaryOf({ "pdm.lock": "[", "pyproject.toml": "[" }).problems).toEqual(["FILE_MALFORMED"]);
});

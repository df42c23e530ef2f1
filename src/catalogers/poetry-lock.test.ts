import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { poetryLock } from "./poetry-lock.ts";

test.each([
  ["poetry.lock", true],
  ["app/pyproject.toml", true],
  ["v/lib/python3/site-packages/a/poetry.lock", false],
  ["my-poetry.lock", false],
])("poetryLock wants %s: %s", (path, wanted) => {
  expect(poetryLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(poetryLock, [files]);
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

test("the newer form: groups and files with each package", () => {
  const lock = `
[[package]]
name = "A-a"
version = "1.0"
description = "What it is"
optional = false
python-versions = ">=3.8"
groups = ["main", "dev"]
files = [{file = "a.whl", hash = "${X}"}, {file = "a.tar.gz", hash = "${Y}"}]
[package.dependencies]
b = {version = ">=1", markers = "python_version < '3.9'"}
o = {version = "*", optional = true}
[[package]]
name = "b"
version = "2.0"
groups = ["main"]
optional = true
[package.source]
type = "git"
url = "https://example.org/b.git"
resolved_reference = "0123456789"
[[package]]
name = "o"
version = "1.0"
groups = ["dev"]
`;
  const { summary, problems, packages } = summaryOf({ "poetry.lock": lock });
  expect(summary).toEqual([
    "pypi/a-a@1.0 - production pypi/b@2.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fb.git%400123456789 pypi/o@1.0",
    "pypi/b@2.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fb.git%400123456789 - optional",
    "pypi/o@1.0 - development",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]).toMatchObject({
    description: "What it is",
    checksums: [{ value: hex(X) }, { value: hex(Y) }],
    properties: { "python:requires-python": ">=3.8" },
  });
});

test("the older form, with what the project asks for", () => {
  const lock = `
[[package]]
name = "a"
version = "1.0"
[package.dependencies]
B = ">=1"
[[package]]
name = "b"
version = "2.0"
[[package]]
name = "d"
version = "1.0"
[metadata.files]
a = [{file = "a.whl", hash = "${X}"}]
`;
  const project = `
[tool.poetry.dependencies]
python = "^3.8"
A = "^1"
[tool.poetry.group.test.dependencies]
d = "*"
`;
  const files = { "app/poetry.lock": lock, "app/pyproject.toml": project, "pyproject.toml": project };
  const { summary, packages } = summaryOf(files);
  expect(summary).toEqual([
    "pypi/a@1.0 direct production pypi/b@2.0",
    "pypi/b@2.0 - production",
    "pypi/d@1.0 direct development",
  ]);
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha256", value: hex(X) }]);
});

test.each([
  ["name = [", ["FILE_MALFORMED"]],
  ["[[package]]\nname = 7\nversion = '1'\n[[package]]\nname = 'a'\n", ["FILE_MALFORMED", "FILE_MALFORMED"]],
  ["package = 7\nmetadata = []\n", []],
])("%j", (text, codes) => {
  expect(summaryOf({ "poetry.lock": text, "pyproject.toml": "[" }).problems).toEqual(codes);
});

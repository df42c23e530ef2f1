import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { uvLock } from "./uv-lock.ts";

test.each([
  ["uv.lock", true],
  ["app/pyproject.toml", false],
])("uvLock wants %s: %s", (path, wanted) => {
  expect(uvLock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(uvLock, [files]);
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

test("packages, with the project among them", () => {
  const lock = `
version = 1
[[package]]
name = "me"
version = "0.1"
source = { virtual = "." }
dependencies = [{ name = "a", extra = ["x"] }, { name = "t", version = "1.0" }]
[package.optional-dependencies]
fmt = [{ name = "o" }]
[package.dev-dependencies]
dev = [{ name = "d" }]
[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "t", version = "2.0", marker = "python_version < '3.9'" }]
sdist = { url = "https://example.org/a.tar.gz", hash = "${X}" }
wheels = [{ url = "https://example.org/a.whl", hash = "${Y}" }]
[package.optional-dependencies]
x = [{ name = "s" }]
y = [{ name = "u" }]
[[package]]
name = "d"
version = "1.0"
source = { git = "https://example.org/d.git?rev=main#0123456789" }
[[package]]
name = "o"
version = "1.0"
[[package]]
name = "s"
version = "1.0"
[[package]]
name = "t"
version = "1.0"
[[package]]
name = "t"
version = "2.0"
[[package]]
name = "u"
version = "1.0"
`;
  const { summary, problems, packages } = summaryOf({ "uv.lock": lock });
  expect(summary).toEqual([
    "pypi/a@1.0 direct production pypi/s@1.0 pypi/t@2.0 pypi/u@1.0",
    "pypi/d@1.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fd.git%400123456789 direct development",
    "pypi/o@1.0 direct optional",
    "pypi/s@1.0 - production",
    "pypi/t@1.0 direct production",
    "pypi/t@2.0 - production",
    "pypi/u@1.0 - optional",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums?.map(({ value }) => value)).toEqual([hex(X), hex(Y)]);
});

test("what is no TOML is a problem", () => {
  expect(summaryOf({ "uv.lock": "[" }).problems).toEqual(["FILE_MALFORMED"]);
});

import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { pylock } from "./pylock.ts";

test.each([
  ["pylock.toml", true],
  ["app/pylock.dev.toml", true],
  ["pylock.a.b.toml", false],
  ["mypylock.toml", false],
  ["site-packages/pylock.toml", false],
])("pylock wants %s: %s", (path, wanted) => {
  expect(pylock.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(pylock, [files]);
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

test("packages of indexes, archives and repositories", () => {
  const lock = `
lock-version = "1.0"
[[packages]]
name = "a"
version = "1.0"
dependencies = [{ name = "B" }]
sdist = { url = "https://example.org/a.tar.gz", hashes = { sha256 = "${hex(X)}" } }
wheels = [{ url = "https://example.org/a.whl", hashes = { sha256 = "${hex(Y)}", crc32 = "1" } }]
[[packages]]
name = "b"
vcs = { type = "git", url = "https://example.org/b.git", commit-id = "0123456789" }
[[packages]]
name = "c"
archive = { url = "https://example.org/c-1.5-py3-none-any.whl?x=1", hashes = { sha256 = "${hex(X)}" } }
[[packages]]
name = "here"
directory = { path = "." }
`;
  const { summary, problems, packages } = summaryOf({ "pylock.toml": lock });
  const b = "pypi/b@0123456789?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fb.git%400123456789";
  expect(summary).toEqual([`pypi/a@1.0 - - ${b}`, `${b} - -`, "pypi/c@1.5 - -"]);
  expect(problems).toEqual([]);
  expect(packages.map(({ checksums = [] }) => checksums.length)).toEqual([2, 0, 1]);
});

test.each([
  ["[", ["FILE_MALFORMED"]],
  ["[[packages]]\nversion = '1'\n", ["FILE_MALFORMED"]],
])("%j", (text, codes) => {
  expect(summaryOf({ "pylock.toml": text }).problems).toEqual(codes);
});

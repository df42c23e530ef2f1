import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { requirements } from "./requirements.ts";

test.each([
  ["requirements.txt", true],
  ["app/dev-requirements.txt", true],
  ["requirements_test.txt", true],
  ["requirements/base.txt", true],
  ["requirements.in", false],
  ["constraints.txt", false],
  ["a.egg-info/requirements.txt", false],
  ["site-packages/a/requirements.txt", false],
  ["node_modules/a/requirements.txt", false],
])("requirements wants %s: %s", (path, wanted) => {
  expect(requirements.wants(path, NO_FACTS)).toBe(wanted);
});

/** What is told of each package, in few words. */
function summaryOf(files: Readonly<Record<string, string>>) {
  const { packages, problems } = catalogFiles(requirements, [files]);
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

test("what is pinned, with its hashes and who asked for it", () => {
  const text = `--index-url https://example.org
a-a==1.0 ; python_version >= "3.8" \\
    --hash=${X} \\
    --hash=${Y}
    # via -r requirements.in
B[x] === 2.0+local  # via a-a
git+https://user@example.org/g.git@${"0123456789".repeat(4)}#egg=g
h @ git+https://example.org/h.git@${"0123456789".repeat(4)}
w @ https://example.org/w-1.5-py3-none-any.whl
`;
  const { summary, problems, packages } = summaryOf({ "requirements.txt": text });
  const commit = "0123456789".repeat(4);
  expect(summary).toEqual([
    "pypi/a-a@1.0 direct - pypi/b@2.0%2Blocal",
    "pypi/b@2.0%2Blocal - -",
    `pypi/g@${commit}?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fg.git%40${commit} - -`,
    `pypi/h@${commit}?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fh.git%40${commit} - -`,
    "pypi/w@1.5 - -",
  ]);
  expect(problems).toEqual([]);
  expect(packages[0]?.checksums?.map(({ value }) => value)).toEqual([hex(X), hex(Y)]);
  expect(packages[0]?.direct).toBe(true);
  expect(packages[1]?.direct).toBe(false);
});

test("nothing is said of who asked where the file does not say", () => {
  expect(summaryOf({ "requirements.txt": "a==1\n" }).packages[0]?.direct).toBeUndefined();
});

test.each([
  ["dev-requirements.txt", "development"],
  ["requirements/test.txt", "development"],
  ["requirements.txt", undefined],
  ["requirements-device.txt", undefined],
])("%s is for %s", (path, scope) => {
  expect(summaryOf({ [path]: "a==1\n" }).packages[0]?.scope).toBe(scope);
});

test("what is not pinned is told of, once a file", () => {
  const text = "a\nb>=1\nc==1.*\nd==1,<2\n./e\nf==\ng==1\nhttps://example.org/h.whl\n";
  const { problems } = catalogFiles(requirements, [{ "requirements.txt": text }]);
  expect(problems).toEqual([
    {
      code: "VERSION_INVALID",
      path: "requirements.txt",
      message: "requirements.txt: names no one version of a, b, c, d, ./e and 2 more; what is not pinned was left out",
    },
  ]);
});

import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeOf } from "../../model/errors.ts";
import { getVersionOrder } from "../index.ts";
import { type Bounds, intersect, merged, rangeHolds } from "./bounds.ts";
import { parseRange, RANGE_NOTATIONS } from "./index.ts";
import { formatVers, parseVers, rangeOf } from "./vers.ts";

const HELPERS = ["bounds", "brackets", "comparators", "index", "next-number", "notation", "plain", "vers"];

test("the list of notations is the folder", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((file) => !file.endsWith(".test.ts"));
  const names = files.map((file) => file.replace(/\.ts$/, "")).filter((name) => !HELPERS.includes(name));
  expect(RANGE_NOTATIONS.map(({ name }) => name)).toEqual(names.sort());
});

/** Order, range, what it is in `vers`; after that versions within and, behind a `|`, without. */
const ROWS: readonly [order: string, range: string, vers: string, within: string, outside: string][] = [
  ["semver", "^1.2.3", "vers:npm/>=1.2.3|<2.0.0-0", "1.2.3 1.9.9", "1.2.2 2.0.0 2.0.0-alpha"],
  ["semver", "~1.2", "vers:npm/>=1.2.0|<1.3.0-0", "1.2.0 1.2.9", "1.3.0"],
  ["semver", "<1.6.5 || >=1.7.0 <1.7.2", "vers:npm/<1.6.5|>=1.7.0|<1.7.2", "1.0.0 1.7.1", "1.6.5 1.7.2"],
  ["semver", "*", "vers:npm/*", "0.0.1 99.0.0", ""],
  ["pep440", ">=1.0,<2.0", "vers:pypi/>=1.0|<2.0", "1.0 1.9.9 2.0rc1", "0.9 2.0"],
  ["pep440", "!=5", "vers:pypi/!=5", "4 6", "5 5.0"],
  ["pep440", "~=2.2.1", "vers:pypi/>=2.2.1|<2.3.dev0", "2.2.1 2.2.99", "2.2.0 2.3 2.3rc1"],
  ["pep440", "==1.2.*", "vers:pypi/>=1.2.dev0|<1.3.dev0", "1.2 1.2.9 1.2rc1", "1.1 1.3a1"],
  ["pep440", "!=1.2.*", "vers:pypi/<1.2.dev0|>=1.3.dev0", "1.1 1.3", "1.2.5"],
  ["pep440", "~=1!2.2", "vers:pypi/>=1%212.2|<1%213.dev0", "1!2.9", "2.9 1!3"],
  ["gem", "~> 2.0.8", "vers:gem/>=2.0.8|<2.1.a", "2.0.8 2.0.99", "2.0.7 2.1 2.1.0.rc1"],
  ["gem", "~> 2", "vers:gem/>=2|<3.a", "2 2.9", "1.9 3 3.0.0.beta1"],
  ["gem", ">= 1.0, < 1.2, != 1.1", "vers:gem/>=1.0|!=1.1|<1.2", "1.0 1.1.1", "1.1 1.2"],
  ["maven", "[1.0,2.0)", "vers:maven/>=1.0|<2.0", "1.0 1.9 2.0-rc1", "0.9 2.0"],
  ["maven", "(,1.0],[1.2,)", "vers:maven/<=1.0|>=1.2", "0.1 1.0 1.2", "1.1"],
  ["maven", "[1.5]", "vers:maven/1.5", "1.5 1.5.0", "1.6"],
  ["maven", "(1.0,)", "vers:maven/>1.0", "1.0.1", "1.0"],
  ["nuget", "[1.0.0, 2.0.0)", "vers:nuget/>=1.0.0|<2.0.0", "1.0 1.9.9.9", "2.0.0"],
  ["nuget", "1.0", "vers:nuget/>=1.0", "1.0 5.0", "0.9"],
  ["composer", "^1.2", "vers:composer/>=1.2-dev|<2-dev", "1.2.0 1.2.0-beta1 1.9", "2.0.0 2.0.0-beta1 1.1"],
  ["composer", "^0.3.1", "vers:composer/>=0.3.1-dev|<0.4-dev", "0.3.9", "0.4.0"],
  ["composer", "~1.2.3", "vers:composer/>=1.2.3-dev|<1.3-dev", "1.2.9", "1.3.0"],
  ["composer", "~1.2", "vers:composer/>=1.2-dev|<2-dev", "1.9", "2.0"],
  ["composer", "1.2.*", "vers:composer/>=1.2-dev|<1.3-dev", "1.2.0 1.2.99", "1.3.0"],
  ["composer", "1.0 - 2.0", "vers:composer/>=1.0-dev|<2.1-dev", "2.0.9", "2.1.0"],
  [
    "composer",
    ">=1.0,<1.1|>=2.0",
    "vers:composer/>=1.0-dev|<1.1-dev|>=2.0-dev",
    "1.0.5 3.0 2.0-beta1",
    "1.1 1.1-RC1 1.9",
  ],
  ["conan", "^0.1.2", "vers:conan/>=0.1.2|<0.2-", "0.1.9", "0.2 0.2-pre"],
  ["conan", ">1- <2.0 || ^3.2", "vers:conan/>1|<2.0|>=3.2|<4-", "1.5 3.9", "1 2.0 4"],
  ["rpm", ">=1.0-1.el8 <1.0-3.el8", "vers:rpm/>=1.0-1.el8|<1.0-3.el8", "1.0-2.el8", "1.0-3.el8"],
  ["strict-semver", "~> 1.2.3", "vers:semver/>=1.2.3|<1.3.0-0", "1.2.3 1.2.9", "1.2.2 1.3.0-rc.1 1.3.0"],
  ["strict-semver", "~> 1.2", "vers:semver/>=1.2|<2.0.0-0", "1.2.0 1.9.0", "2.0.0-rc.1"],
  [
    "strict-semver",
    ">= 1.0.0 and < 1.2.0 or > 2.0.0",
    "vers:semver/>=1.0.0|<1.2.0|>2.0.0",
    "1.1.0 2.0.1",
    "1.2.0 2.0.0",
  ],
  ["go", ">=v1.2.0 <v1.3.0 || =v1.4.0", "vers:golang/>=v1.2.0|<v1.3.0|v1.4.0", "1.2.5 v1.4.0", "v1.3.0"],
];

describe.each(ROWS)("%s: %s", (name, range, vers, within, outside) => {
  const order = getVersionOrder(name);
  const scheme = /^vers:(\w+)/.exec(vers)?.[1] ?? "";

  test("holds what it should", () => {
    const held = `${within} ${outside}`.split(" ").filter(Boolean);
    expect(held.filter((version) => rangeHolds(parseRange(name, range), version, order)).join(" ")).toBe(within);
  });

  test("is the same in vers", () => {
    expect(formatVers(scheme, parseRange(name, range))).toBe(vers);
    const held = `${within} ${outside}`.split(" ").filter(Boolean);
    expect(held.filter((version) => rangeHolds(rangeOf(parseVers(vers)), version, order)).join(" ")).toBe(within);
    expect(formatVers(scheme, rangeOf(parseVers(vers)))).toBe(vers);
  });
});

test.each([
  ["semver", "not a range"],
  ["deb", ">= 1.0 << 2"],
  ["gem", "~~ 1"],
  ["maven", "[1.0"],
  ["maven", "[]"],
  ["nuget", "1.0,2.0"],
  ["pep440", "=>1.0"],
  ["pep440", `>=1${",>=1".repeat(3000)}`],
])("%s: %j is refused", (name, range) => {
  let code: unknown;
  try {
    parseRange(name, range);
  } catch (error) {
    code = codeOf(error);
  }
  expect(code).toBe("RANGE_INVALID");
});

test("conditions that exclude each other hold nothing, which vers cannot say", () => {
  expect(parseRange("semver", "1.1.2 1.2.2")).toEqual([]);
  expect(formatVers("npm", [])).toBeUndefined();
});

describe("runs of versions", () => {
  const order = getVersionOrder("cran");
  const end = fc.option(fc.record({ version: fc.integer({ min: 0, max: 9 }).map(String), included: fc.boolean() }), {
    nil: undefined,
  });
  const run = fc
    .record({ from: end, to: end })
    .map(({ from, to }): Bounds => ({ ...(from && { from }), ...(to && { to }) }))
    .filter(({ from, to }) => !from || !to || Number(from.version) < Number(to.version));
  const runs = fc.array(run, { maxLength: 4 });
  // With versions between the ends, too.
  const versions = Array.from({ length: 10 }, (_, i) => [String(i), `${i}.5`]).flat();
  const held = (range: readonly Bounds[]) => versions.filter((version) => rangeHolds(range, version, order));

  test("merging changes nothing of what they hold", () => {
    fc.assert(
      fc.property(runs, (range) => {
        expect(held(merged(range, order))).toEqual(held(range));
      }),
    );
  });

  test("an intersection holds what both hold", () => {
    fc.assert(
      fc.property(runs, runs, (a, b) => {
        const both = new Set(held(b));
        expect(held(intersect(a, b, order))).toEqual(held(a).filter((version) => both.has(version)));
      }),
    );
  });

  test("vers says the same", () => {
    fc.assert(
      fc.property(runs, (range) => {
        const text = formatVers("cran", range);
        if (text !== undefined) expect(held(rangeOf(parseVers(text)))).toEqual(held(range));
      }),
    );
  });
});

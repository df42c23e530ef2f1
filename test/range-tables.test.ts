import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeOf } from "../src/model/errors.ts";
import { parseRange } from "../src/versions/ranges/index.ts";
import { formatVers, parseVers } from "../src/versions/ranges/vers.ts";

/*
 * Holds ranges of versions to the tables of vers-spec, which are not part of this repository; PLIMSOLL_TEST_DATA names the
 * folder that has them as data/vectors/.
 */

const ORDERS: Readonly<Record<string, string>> = {
  conan: "conan",
  gem: "gem",
  npm: "semver",
  nuget: "nuget",
  pypi: "pep440",
};

const FILES = Object.keys(ORDERS).map(
  (scheme) => `${scheme}_range_from_native${scheme === "conan" ? "_basic" : ""}_test`,
);

const EVERY = "`*` is every version; with words for versions, as Conan has them, not all of them are above 0.0.0";
const NODE_SEMVER = "node-semver reads it otherwise: numbers that are missing stand for any";
const TOUCHING = "runs that touch or lie in each other are one run here, of the same versions";

/** Ranges that are written otherwise here, by reason. */
const WRITTEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [EVERY]: {
    "*": "vers:conan/*",
    "*, include_prerelease=True": "vers:conan/*",
    "*-": "vers:conan/*",
  },
  [NODE_SEMVER]: {
    "<= 1.0": "vers:npm/<1.1.0",
    ">= 2.2.x": "vers:npm/>=2.2.0",
    ">= 1.x": "vers:npm/>=1.0.0",
    "2.1 || 2.6": "vers:npm/>=2.1.0|<2.2.0|>=2.6.0|<2.7.0",
    "<=2.1 >=1.1": "vers:npm/>=1.1.0|<2.2.0",
  },
  "both conditions must hold, and not one of them": {
    ">=5.0.3 >=4.2.1": "vers:npm/>=5.0.3",
    "1.1.2 1.2.2": "nothing",
  },
  [TOUCHING]: {
    ">= 0.2.0 <= 0.9.6 || ~0.8.0-pre": "vers:npm/>=0.2.0|<=0.9.6",
    "^2.0.18 || ^3.0.16 || ^3.1.6 || ^4.0.8 || ^5.0.0-beta.5":
      "vers:npm/>=2.0.18|<3.0.0|>=3.0.16|<4.0.0|>=4.0.8|<5.0.0|>=5.0.0-beta.5|<6.0.0",
    "<2.0.18 || <3.0.16 || <3.1.6 || <4.0.8 || <5.0.0-beta.5": "vers:npm/<5.0.0-beta.5",
    "<2.0.1 || <1.1.7": "vers:npm/<2.0.1",
    ">= 5.2.1 <= 6.0.0 || >=6.0.0 <= 6.0.2": "vers:npm/>=5.2.1|<=6.0.2",
  },
};

interface FromNative {
  readonly input: { readonly scheme: string; readonly native_range: string };
  readonly expected_output: string;
}

interface Parsed {
  readonly description: string;
  readonly input: string;
  readonly expected_output: {
    readonly scheme: string;
    readonly version_constraints: readonly [string, string][];
  } | null;
  readonly expected_failure?: boolean;
}

const testData = process.env.PLIMSOLL_TEST_DATA;

if (testData === undefined) {
  const reason = "PLIMSOLL_TEST_DATA is not set, so there are no tables to compare with";
  console.warn(`test/range-tables.test.ts is skipped: ${reason}`);
  test("ranges agree with the tables of vers-spec", ({ skip }) => skip(reason));
} else {
  const read = <T>(file: string) =>
    (JSON.parse(readFileSync(join(testData, "data/vectors/vers", `${file}.json`), "utf8")) as { tests: T[] }).tests;
  const exceptions = new Map(Object.values(WRITTEN).flatMap((each) => Object.entries(each)));

  const rows = FILES.flatMap((file) => read<FromNative>(file));

  test("every exception is about a row", () => {
    const ranges = new Set(rows.map(({ input }) => input.native_range));
    expect([...exceptions.keys()].filter((range) => !ranges.has(range))).toEqual([]);
    expect(rows.length).toBe(516);
  });

  test.each(
    rows.map(({ input: { scheme, native_range }, expected_output }) => [scheme, native_range, expected_output]),
  )("%s: %s is %s", (scheme, range, expected) => {
    const written = formatVers(scheme, parseRange(ORDERS[scheme] ?? "", range)) ?? "nothing";
    const exception = scheme === "npm" || range.startsWith("*") ? exceptions.get(range) : undefined;
    // npm ends `^1.2.3` before the pre-releases of 2.0.0, RubyGems `~> 1.2` too; the table before 2.0.0 itself.
    const releases = scheme === "npm" || scheme === "gem" ? written.replaceAll(/(?:-0|\.a)(?=\||$)/g, "") : written;
    if (exception !== undefined) expect(exception).not.toBe(expected);
    // `*` is a range of npm as well.
    expect(releases).toBe(exception?.startsWith(`vers:${scheme}/`) || exception === "nothing" ? exception : expected);
  });

  describe("canonical vers", () => {
    test.each(read<Parsed>("vers_canonical_parse_test"))(
      "$description",
      ({ input, expected_output, expected_failure }) => {
        const parse = () => {
          const { scheme, constraints } = parseVers(input);
          return { scheme, version_constraints: constraints.map(({ comparator, version }) => [comparator, version]) };
        };
        if (!expected_failure) return expect(parse()).toEqual(expected_output);
        let code: unknown;
        try {
          parse();
        } catch (error) {
          code = codeOf(error);
        }
        expect(code).toBe("RANGE_INVALID");
      },
    );
  });
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPurlTrouble, formatPurl, type PackageUrl, parsePurl } from "../src/model/purl.ts";
import { deb } from "../src/versions/deb.ts";
import { pep440 } from "../src/versions/pep440.ts";
import { semver } from "../src/versions/semver.ts";
import type { VersionOrder } from "../src/versions/version-order.ts";
import { expectInvalid, expectOrder, parseVersionTable, type Sign } from "./support/version-order-suite.ts";

/*
 * Holds the version orders and the package URLs to the tables of other projects. The tables are not part of this repository, since some
 * are under other licences; PLIMSOLL_TEST_DATA names the folder that has them as data/vectors/.
 */

/** Rows that a table has and our order refuses, each with the versions that are no versions, and why. */
type Exceptions = Readonly<Record<string, { readonly invalid: readonly string[]; readonly reason: string }>>;

const BEYOND_NPM =
  "OSV-Scalibr reads any row of numbers here; npm wants three, each below 2^53, and publishes nothing else";
const LEGACY = "a legacy version, which PEP 440 does not describe and pip refuses";

const SEMVER_EXCEPTIONS: Exceptions = {
  "999999999999999999999999999991 < 999999999999999999999999999999": {
    invalid: ["999999999999999999999999999991", "999999999999999999999999999999"],
    reason: BEYOND_NPM,
  },
  "999999999999999999999999999991.999999999999999999999999999991.999999999999999999999999999991 < 999999999999999999999999999999.999999999999999999999999999991.999999999999999999999999999991":
    {
      invalid: [
        "999999999999999999999999999991.999999999999999999999999999991.999999999999999999999999999991",
        "999999999999999999999999999999.999999999999999999999999999991.999999999999999999999999999991",
      ],
      reason: BEYOND_NPM,
    },
  "1.1.3.4.5 = 1.1.3.4.5": { invalid: ["1.1.3.4.5"], reason: BEYOND_NPM },
};

const PYPI_EXCEPTIONS: Exceptions = {
  "0.1-bulbasaur < 0.1-charmander": { invalid: ["0.1-bulbasaur", "0.1-charmander"], reason: LEGACY },
  "0.1-charmander < 0.9-doduo": { invalid: ["0.1-charmander", "0.9-doduo"], reason: LEGACY },
  "0.9-doduo < 0.9-eevee": { invalid: ["0.9-doduo", "0.9-eevee"], reason: LEGACY },
  "0.9-eevee < 0.9-fearow": { invalid: ["0.9-eevee", "0.9-fearow"], reason: LEGACY },
  "0.9-fearow < 0.9-gyarados": { invalid: ["0.9-fearow", "0.9-gyarados"], reason: LEGACY },
  "0.9-gyarados < 0.9-horsea": { invalid: ["0.9-gyarados", "0.9-horsea"], reason: LEGACY },
  "0.9-horsea < 0.9-ivysaur": { invalid: ["0.9-horsea", "0.9-ivysaur"], reason: LEGACY },
  "0.9-ivysaur < 1.0": { invalid: ["0.9-ivysaur"], reason: LEGACY },
  "-class.-jw.util.version.version-pre < 1.0": { invalid: ["-class.-jw.util.version.version-pre"], reason: LEGACY },
  "-class.-jw.util.version.version-preview < 1.0": {
    invalid: ["-class.-jw.util.version.version-preview"],
    reason: LEGACY,
  },
  "-class.-jw.util.version.version-dev < 1.0": { invalid: ["-class.-jw.util.version.version-dev"], reason: LEGACY },
};

/**
 * Rows of purl-spec's suite that want a text refused for capitals in a qualifier's key. Another row wants the very same
 * text written in small letters, as the specification does.
 */
const PURL_EXCEPTIONS: readonly unknown[] = [
  "pkg:gem/jruby-launcher@1.1.2?Platform=java",
  "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
];

/** A row of purl-spec's suite. */
interface PurlTest {
  readonly description: string;
  readonly test_type: keyof typeof PURL_TESTS;
  readonly input: unknown;
  readonly expected_output: unknown;
  readonly expected_failure: boolean;
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}

const PURL_TESTS = {
  parse(text: unknown) {
    const { qualifiers, ...parts } = parsePurl(text as string);
    return Object.keys(qualifiers).length === 0 ? parts : { ...parts, qualifiers };
  },
  build(parts: unknown) {
    const purl = { qualifiers: {}, ...(withoutNulls(parts) as Omit<PackageUrl, "qualifiers">) };
    const trouble = findPurlTrouble(purl);
    if (trouble !== undefined) throw new Error(trouble);
    return formatPurl(purl);
  },
  validate: (text: unknown) => formatPurl(parsePurl(text as string)),
};

const testData = process.env.PLIMSOLL_TEST_DATA;

if (testData === undefined) {
  const reason = "PLIMSOLL_TEST_DATA is not set, so there are no tables to compare with";
  console.warn(`test/vectors.test.ts is skipped: ${reason}`);
  test("version orders and package URLs agree with the tables of other projects", ({ skip }) => skip(reason));
} else {
  const read = (path: string) => readFileSync(join(testData, "data/vectors/versions", path), "utf8");

  describe("dpkg/dpkg-version.tsv", () => {
    const rows = read("dpkg/dpkg-version.tsv").trimEnd().split("\n").slice(1);
    test.each(rows)("%s", (row) => {
      const [a = "", b = "", expected = ""] = row.split("\t");
      expectOrder(deb, a, { "-1": "<", "0": "=", "1": ">" }[expected] as Sign, b);
    });
  });

  describe("osv-scalibr/debian-versions.txt", () => {
    testTable(deb, read("osv-scalibr/debian-versions.txt"));
  });

  describe("osv-scalibr/semver-versions.txt", () => {
    testTable(semver, read("osv-scalibr/semver-versions.txt"), SEMVER_EXCEPTIONS);
  });

  describe("osv-scalibr/pypi-versions.txt", () => {
    testTable(pep440, read("osv-scalibr/pypi-versions.txt"), PYPI_EXCEPTIONS);
  });

  // The third member of a row asks for loose reading. Ours reads strictly and then loosely, so it must pass both kinds.
  describe("node-semver/comparisons.json", () => {
    test.each(JSON.parse(read("node-semver/comparisons.json")) as [string, string][])("%s > %s", (a, b) => {
      expectOrder(semver, a, ">", b);
    });
  });

  describe("node-semver/equality.json", () => {
    test.each(JSON.parse(read("node-semver/equality.json")) as [string, string][])("%s = %s", (a, b) => {
      expectOrder(semver, a, "=", b);
    });
  });

  describe("node-semver/valid-versions.json", () => {
    test.each(JSON.parse(read("node-semver/valid-versions.json")) as [string][])("%s", (version) => {
      expect(semver.isValid(version)).toBe(true);
    });
  });

  // No row becomes valid by loose reading. The one row that is an object is for callers without types.
  describe("node-semver/invalid-versions.json", () => {
    const rows = JSON.parse(read("node-semver/invalid-versions.json")) as [unknown, string][];
    const texts = rows.filter((row): row is [string, string] => typeof row[0] === "string");
    expect(rows.length - texts.length).toBe(1);
    test.each(texts)("%s: %s", (version) => {
      expectInvalid(semver, version);
    });
  });

  describe("purl", () => {
    const purlRead = (path: string) => readFileSync(join(testData, "data/vectors/purl/tests", path), "utf8");
    const files = ["spec", "types"].flatMap((folder) =>
      readdirSync(join(testData, "data/vectors/purl/tests", folder)).map((name) => `${folder}/${name}`),
    );
    const rows = files.flatMap((path) =>
      (JSON.parse(purlRead(path)) as { tests: PurlTest[] }).tests.map((row) => ({ path, ...row })),
    );

    test("has all its rows, and the exceptions each twice: to be refused, and to be read", () => {
      expect(rows.length).toBe(586);
      for (const text of PURL_EXCEPTIONS) {
        const failures = rows.filter(({ input }) => input === text).map(({ expected_failure }) => expected_failure);
        expect(failures.sort()).toEqual([false, true]);
      }
    });

    test.each(rows)("$path: $test_type, $description", ({ test_type, input, expected_output, expected_failure }) => {
      const refused = expected_failure && !PURL_EXCEPTIONS.includes(input);
      if (expected_failure && !refused) expect(() => PURL_TESTS[test_type](input)).not.toThrow();
      else if (refused) expect(() => PURL_TESTS[test_type](input)).toThrow();
      else expect(PURL_TESTS[test_type](input)).toEqual(withoutNulls(expected_output));
    });
  });
}

function testTable(order: VersionOrder, text: string, exceptions: Exceptions = {}): void {
  const rows = parseVersionTable(text);
  const lines = new Set(rows.map(({ line }) => line));

  test("every exception is about a row", () => {
    expect(Object.keys(exceptions).filter((line) => !lines.has(line))).toEqual([]);
  });

  test.each(rows)("$line", (row) => {
    if ("invalid" in row) return expectInvalid(order, row.invalid);
    const exception = exceptions[row.line];
    if (exception === undefined) return expectOrder(order, row.a, row.sign, row.b);
    for (const version of exception.invalid) expectInvalid(order, version);
  });
}

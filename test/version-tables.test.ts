import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { getVersionOrder } from "../src/versions/index.ts";
import type { VersionOrder } from "../src/versions/version-order.ts";
import { expectInvalid, expectOrder, parseVersionTable, type Sign } from "./support/version-order-suite.ts";

/*
 * Holds the version orders to the tables of other projects. The tables are not part of this repository, since some are
 * under other licences; PLIMSOLL_TEST_DATA names the folder that has them as data/vectors/.
 */

interface Row {
  readonly a: string;
  readonly sign: Sign;
  readonly b: string;
}

/** Where an order of ours does not do what a table says, and why. */
interface Exceptions {
  /** Texts that the table compares, and that are no versions; each reason with its texts. */
  readonly refused?: Readonly<Record<string, readonly string[]>>;
  /** Rows that are answered in another way, as `1 < 2`, by reason. */
  readonly answered?: Readonly<Record<string, readonly string[]>>;
}

const BEYOND_NPM =
  "OSV-Scalibr reads any row of numbers here; npm wants three, each below 2^53, and publishes nothing else";
const MANY_NINES = "999999999999999999999999999991";
const LAST_NINES = "999999999999999999999999999999";
const LEGACY = "a legacy version, which PEP 440 does not describe and pip refuses";
const OLD_APK = "what apk since version 3 calls invalid, and never compared by any rule that is written down";

const SEMVER: Exceptions = {
  refused: {
    [BEYOND_NPM]: [
      MANY_NINES,
      LAST_NINES,
      `${MANY_NINES}.${MANY_NINES}.${MANY_NINES}`,
      `${LAST_NINES}.${MANY_NINES}.${MANY_NINES}`,
      "1.1.3.4.5",
    ],
  },
};

const THREE_NUMBERS: Exceptions = { refused: { "five numbers: three make a version": ["1.1.3.4.5"] } };

const PYPI: Exceptions = {
  refused: {
    [LEGACY]: [
      ...["0.1-bulbasaur", "0.1-charmander", "0.9-doduo", "0.9-eevee", "0.9-fearow", "0.9-gyarados", "0.9-horsea"],
      "0.9-ivysaur",
      ...["pre", "preview", "dev"].map((phase) => `-class.-jw.util.version.version-${phase}`),
    ],
  },
};

const ALPINE: Exceptions = {
  refused: {
    [OLD_APK]: [
      ...["1-r", "1-r-0", "1-r-1", "1-r-2", "1-r0-1", "1-r0-2", "1-ruff", "1-ruff1", "1-ruff2", "1--ruff1"],
      ...["1-r0-ruff1", "1-r0-ruff2", "0.r1", "0r2", "0..1..0", "0..1..1", "0...1...0", "0...1...1", "0...1...0.r1"],
      ...["0...1...0.r2", "0...1...0r1", "0...1...0r2", "0..8", "0...8", "0.8.21.r1", "0.8.21.r2", "0.8.21r2"],
      ...["10.2.22.r0", "10.2.24.r0", "1.2.0A", "1.2.0D", "6.6.2p1", "6.6.2p2", "1.2_blah", "1.2_csv2", ".1", ".2"],
      ...["a", "b", "c", "23_foo", "1.0bc"],
    ],
  },
};

const APK_TOOLS: Exceptions = { refused: { "apk calls these invalid itself": ["23_foo", "1.0bc"] } };

const COMPOSER_PADS = "the table has PHP's version_compare by itself; Composer makes four numbers of a version first";
const PACKAGIST: Exceptions = {
  refused: {
    "Composer refuses a version such as this": [
      ...["4.3-2RC1", "4.3-2RC2", "4.3-2beta5", "4.3-2", "4.3-2beta1"],
      ...["1.2.3.#", "1.2.3.#.1", "1.2.3.#.p3", "1.2.3.#.beta"],
      ...[MANY_NINES, LAST_NINES, `${MANY_NINES}.${MANY_NINES}.${MANY_NINES}`],
      `${LAST_NINES}.${MANY_NINES}.${MANY_NINES}`,
    ],
    "a branch, which Composer finds in no range": ["dev-foo"],
  },
  answered: { [COMPOSER_PADS]: ["1.0.0 = 1.0"] },
};

const MAVEN: Exceptions = {
  answered: {
    "Maven 3.9 answers so, and Maven 4 too: of nothing behind a hyphen the list stays": ["1-1 > 1-ga-1"],
  },
};

const OLD_MAVEN: Exceptions = {
  answered: {
    "Maven before 3.9.1 answered as the table does; since then a qualifier means the same behind a dot and a hyphen": [
      "2-1 > 2.0.a",
      "2-1 > 2.0.0.a",
      "2.0.a = 2.0.0.a",
    ],
  },
};

const REDHAT: Exceptions = { refused: { "there is no release behind the hyphen": ["1-", "+1-", "+2-"] } };
const RUBYGEMS: Exceptions = { refused: { "Gem::Version calls it malformed": ["1beta", "1gamma"] } };

/** Tables of OSV-Scalibr, the order that is held to each, and what it does otherwise. */
const OSV_SCALIBR: readonly [file: string, order: string, Exceptions?][] = [
  ["alpine", "apk", ALPINE],
  ["cran", "cran"],
  ["debian", "deb"],
  ["hackage", "hackage"],
  ["maven", "maven", MAVEN],
  ["nuget", "nuget"],
  ["packagist", "composer", PACKAGIST],
  ["pub", "pub", THREE_NUMBERS],
  ["pypi", "pep440", PYPI],
  ["redhat", "rpm", REDHAT],
  ["rubygems", "gem", RUBYGEMS],
  ["semver", "semver", SEMVER],
  ["semver", "strict-semver", THREE_NUMBERS],
];

/** Tables of vers-spec. */
const VERS: readonly [file: string, order: string, Exceptions?][] = [
  ["alpine_version_cmp_test", "apk"],
  ["datetime_version_cmp_test", "datetime"],
  ["gentoo_version_cmp_test", "portage"],
  ["lexicographic-test", "lexicographic"],
  ["maven_version_cmp_test", "maven", OLD_MAVEN],
];

interface VersTest {
  readonly test_type: "comparison" | "equality";
  readonly input: { readonly versions: readonly string[] };
  /** Versions in ascending order, or whether they are equal. */
  readonly expected_output: readonly string[] | boolean;
}

const testData = process.env.PLIMSOLL_TEST_DATA;

if (testData === undefined) {
  const reason = "PLIMSOLL_TEST_DATA is not set, so there are no tables to compare with";
  console.warn(`test/version-tables.test.ts is skipped: ${reason}`);
  test("version orders agree with the tables of other projects", ({ skip }) => skip(reason));
} else {
  const read = (path: string) => readFileSync(join(testData, "data/vectors", path), "utf8");

  describe.each(OSV_SCALIBR)("osv-scalibr: %s by %s", (file, name, exceptions) => {
    const rows = parseVersionTable(read(`versions/osv-scalibr/${file}-versions.txt`));
    testRows(
      getVersionOrder(name),
      rows.flatMap((row) => ("invalid" in row ? [] : [row])),
      exceptions,
    );
  });

  describe.each(VERS)("vers-spec: %s by %s", (file, name, exceptions) => {
    const { tests } = JSON.parse(read(`vers/${file}.json`)) as { tests: VersTest[] };
    const order = getVersionOrder(name);
    testRows(order, tests.flatMap(rowsOf), exceptions);

    test("versions that are not equal", () => {
      const pairs = tests.filter(({ expected_output }) => expected_output === false);
      const equal = pairs.filter(
        ({ input: { versions } }) => order.compare(versions[0] ?? "", versions[1] ?? "") === 0,
      );
      expect(equal).toEqual([]);
    });
  });

  describe.each([
    ["dpkg/dpkg-version.tsv", "deb"],
    ["rpm/rpmvercmp.tsv", "rpm"],
  ])("%s by %s", (path, name) => {
    const rows = read(`versions/${path}`).trimEnd().split("\n").slice(1);
    testRows(
      getVersionOrder(name),
      rows.map((row) => {
        const [a = "", b = "", expected = ""] = row.split("\t");
        return { a, sign: { "-1": "<", "0": "=", "1": ">" }[expected] as Sign, b };
      }),
    );
  });

  describe("apk-tools/version.data", () => {
    const order = getVersionOrder("apk");
    const lines = read("versions/apk-tools/version.data").split("\n");
    const pairs = lines.flatMap((line) => /^(\S+) ([<=>]) (\S+)/.exec(line) ?? []);
    testRows(
      order,
      Array.from({ length: pairs.length / 4 }, (_, i) => {
        const [a = "", sign, b = ""] = pairs.slice(4 * i + 1, 4 * i + 4);
        return { a, sign: sign as Sign, b };
      }),
      APK_TOOLS,
    );

    const single = lines.filter((line) => /^!?[^\s!]+$/.test(line));
    test.each(single)("%s", (line) => {
      if (line.startsWith("!")) expectInvalid(order, line.slice(1));
      else expect(order.isValid(line)).toBe(true);
    });
  });

  describe("golang/semver-canonical-ordered.tsv", () => {
    const order = getVersionOrder("go");
    const rows = read("versions/golang/semver-canonical-ordered.tsv")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((row) => row.split("\t") as [string, string]);
    const valid = rows.filter(([, canonical]) => canonical !== "");

    test.each(rows)("%s is %j", (version, canonical) => {
      if (canonical === "") expect(order.isValid(version)).toBe(false);
      else expectOrder(order, version, "=", canonical);
    });
    test("stand in their order", () => {
      const versions = valid.map(([version]) => version);
      expect(versions.slice(1).filter((version, i) => order.compare(versions[i] ?? "", version) > 0)).toEqual([]);
    });
  });

  // The third member of a row asks for loose reading. Ours reads strictly and then loosely, so it must pass both kinds.
  const semver = getVersionOrder("semver");
  describe("node-semver/comparisons.json", () => {
    test.each(JSON.parse(read("versions/node-semver/comparisons.json")) as [string, string][])("%s > %s", (a, b) => {
      expectOrder(semver, a, ">", b);
    });
  });

  describe("node-semver/equality.json", () => {
    test.each(JSON.parse(read("versions/node-semver/equality.json")) as [string, string][])("%s = %s", (a, b) => {
      expectOrder(semver, a, "=", b);
    });
  });

  describe("node-semver/valid-versions.json", () => {
    test.each(JSON.parse(read("versions/node-semver/valid-versions.json")) as [string][])("%s", (version) => {
      expect(semver.isValid(version)).toBe(true);
    });
  });

  // No row becomes valid by loose reading. The one row that is an object is for callers without types.
  describe("node-semver/invalid-versions.json", () => {
    const rows = JSON.parse(read("versions/node-semver/invalid-versions.json")) as [unknown, string][];
    const texts = rows.filter((row): row is [string, string] => typeof row[0] === "string");
    expect(rows.length - texts.length).toBe(1);
    test.each(texts)("%s: %s", (version) => {
      expectInvalid(semver, version);
    });
  });
}

/** Each neighbouring pair of versions in ascending order, or the pair that is equal. */
function rowsOf({ input, expected_output: expected }: VersTest): Row[] {
  const [a = "", b = ""] = input.versions;
  if (typeof expected === "boolean") return expected ? [{ a, sign: "=", b }] : [];
  return expected.slice(1).map((later, i) => ({ a: expected[i] ?? "", sign: "<" as const, b: later }));
}

function testRows(order: VersionOrder, rows: readonly Row[], exceptions: Exceptions = {}): void {
  const refused = new Set(Object.values(exceptions.refused ?? {}).flat());
  const answers = new Map(
    parseVersionTable(
      Object.values(exceptions.answered ?? {})
        .flat()
        .join("\n"),
    ).flatMap((row) => ("invalid" in row ? [] : [[`${row.a} ${row.b}`, row.sign] as const])),
  );

  test("every exception is about a row", () => {
    const texts = new Set(rows.flatMap(({ a, b }) => [a, b]));
    const pairs = new Set(rows.map(({ a, b }) => `${a} ${b}`));
    expect([...refused].filter((text) => !texts.has(text))).toEqual([]);
    expect([...answers.keys()].filter((pair) => !pairs.has(pair))).toEqual([]);
    expect(rows).not.toEqual([]);
  });

  test.each(rows)("$a $sign $b", ({ a, sign, b }) => {
    const invalid = [a, b].filter((text) => refused.has(text));
    for (const text of invalid) expectInvalid(order, text);
    if (invalid.length > 0) return;
    const answer = answers.get(`${a} ${b}`);
    if (answer !== undefined) expect(answer).not.toBe(sign);
    expectOrder(order, a, answer ?? sign, b);
  });
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPurlTrouble, formatPurl, type PackageUrl, parsePurl } from "../src/model/purl.ts";

/*
 * Holds package URLs to the suite of purl-spec. It is not part of this repository; PLIMSOLL_TEST_DATA names the folder
 * that has it as data/vectors/purl/.
 */

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
  const reason = "PLIMSOLL_TEST_DATA is not set, so there is no suite to compare with";
  console.warn(`test/vectors.test.ts is skipped: ${reason}`);
  test("package URLs agree with purl-spec", ({ skip }) => skip(reason));
} else {
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

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectInvalid, testVersionOrder } from "../../test/support/version-order-suite.ts";
import { pep440 } from "./pep440.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "", "0!", "1!"),
    fc.array(fc.constantFrom("0", "1", "10"), { minLength: 1, maxLength: 3 }).map((numbers) => numbers.join(".")),
    fc.constantFrom("", "", "a", "a1", ".alpha1", "rc2", "-c2"),
    fc.constantFrom("", "", "-1", ".post1", "post2"),
    fc.constantFrom("", "", ".dev", "dev1"),
    fc.constantFrom("", "", "+a", "+A", "+a.1", "+1e5", "+100000", "+0"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(pep440, readFileSync(new URL("./fixtures/pep440.txt", import.meta.url), "utf8"), versions);

test.each(["", " ", "1.0 1", "1.0\u0000"])("%j is not a version", (text) => {
  expectInvalid(pep440, text);
});

test("white space around a version does not count, as the specification says", () => {
  expect(pep440.compare(" 1.0\n", "1.0")).toBe(0);
});

test("hostile lengths are answered at once", () => {
  const long = "1.".repeat(200_000);
  expect(pep440.isValid(`${long}1`)).toBe(true);
  expect(pep440.isValid(`${long}!`)).toBe(false);
  expect(pep440.isValid(`1.0+${"a.".repeat(200_000)}!`)).toBe(false);
  expect(pep440.isValid(`1${"0".repeat(400_000)}!`)).toBe(false);
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectInvalid, testVersionOrder } from "../../test/support/version-order-suite.ts";
import { deb } from "./deb.ts";

const part = fc.string({ unit: fc.constantFrom(..."00129aZ~+."), minLength: 1, maxLength: 6 });
const versions = fc
  .tuple(fc.constantFrom("", "", "0:", "1:"), part, fc.constantFrom("", "-0", "-1", "-a~"))
  .map((parts) => parts.join(""));

testVersionOrder(deb, readFileSync(new URL("./fixtures/deb.txt", import.meta.url), "utf8"), versions);

test.each(["", " ", "\t", "1.0\n", "1.0\0", "1\u00a00"])("%j is not a version", (text) => {
  expectInvalid(deb, text);
});

test("blanks around a version do not count, as with dpkg", () => {
  expect(deb.compare(" 1:1.0-1\t", "1:1.0-1")).toBe(0);
});

test("a version of a million characters takes no longer than reading it", () => {
  const unit = "1.0~a-";
  const long = `${unit.repeat(200_000)}1`;
  expect(deb.compare(`${long}a`, `${long}b`)).toBeLessThan(0);
  expect(deb.compare("0".repeat(1_000_000), "0")).toBe(0);
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectInvalid, testVersionOrder } from "../../test/support/version-order-suite.ts";
import { semver } from "./semver.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "", "v", "="),
    fc.array(fc.constantFrom("0", "1", "10"), { minLength: 3, maxLength: 3 }).map((numbers) => numbers.join(".")),
    fc.constantFrom("", "", "-0", "-1.a", "-a", "-a.1", "-a.10", "rc1", "-01"),
    fc.constantFrom("", "+build"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(semver, readFileSync(new URL("./fixtures/semver.txt", import.meta.url), "utf8"), versions);

test.each(["", " ", "1.2.3 4", `1.2.3-${"a".repeat(256)}`])("%j is not a version", (text) => {
  expectInvalid(semver, text);
});

test("white space around a version does not count, as with npm", () => {
  expect(semver.compare(" v 1.2.3\n", "1.2.3")).toBe(0);
});

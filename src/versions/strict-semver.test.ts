import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { strictSemver } from "./strict-semver.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "v"),
    fc.constantFrom("1", "1.0", "1.2.3", "1.10.0"),
    fc.constantFrom("", "-a", "-1.a", "-a.1", "-10"),
    fc.constantFrom("", "+b"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(
  strictSemver,
  readFileSync(new URL("./fixtures/strict-semver.txt", import.meta.url), "utf8"),
  versions,
);

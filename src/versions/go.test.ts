import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { go } from "./go.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "v"),
    fc.constantFrom("1.0.0", "1.2.3", "1.10.0"),
    fc.constantFrom("", "-pre", "-pre.1", "-0.20210101000000-abcdefabcdef"),
    fc.constantFrom("", "+incompatible"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(go, readFileSync(new URL("./fixtures/go.txt", import.meta.url), "utf8"), versions);

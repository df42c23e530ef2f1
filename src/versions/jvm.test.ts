import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { jvm } from "./jvm.ts";

const versions = fc
  .tuple(
    fc.constantFrom("17", "17.0.0", "17.0.8", "1.8.0_382", "8u20", "11.0.20.1"),
    fc.constantFrom("", "-ea", "-internal"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(jvm, readFileSync(new URL("./fixtures/jvm.txt", import.meta.url), "utf8"), versions);

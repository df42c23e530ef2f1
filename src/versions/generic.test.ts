import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { generic } from "./generic.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "v"),
    fc.constantFrom("1", "1.0", "1.2", "1.10", "01"),
    fc.constantFrom("", "a", "rc1", "-beta", "p1", ".0.1", "-2", "x"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(generic, readFileSync(new URL("./fixtures/generic.txt", import.meta.url), "utf8"), versions);

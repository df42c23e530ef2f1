import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { conan } from "./conan.ts";

const versions = fc
  .tuple(
    fc.constantFrom("1", "1.0", "1.2", "1.a", "1.1k", "1.10"),
    fc.constantFrom("", "-pre", "-pre.1"),
    fc.constantFrom("", "+1", "+a.1"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(conan, readFileSync(new URL("./fixtures/conan.txt", import.meta.url), "utf8"), versions);

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { portage } from "./portage.ts";

const versions = fc
  .tuple(
    fc.constantFrom("0", "1", "10"),
    fc.constantFrom("", ".0", ".1", ".01", ".010", ".10"),
    fc.constantFrom("", "a"),
    fc.constantFrom("", "_alpha", "_rc1", "_p", "_p1_alpha"),
    fc.constantFrom("", "-r0", "-r1"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(portage, readFileSync(new URL("./fixtures/portage.txt", import.meta.url), "utf8"), versions);

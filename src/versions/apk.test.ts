import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { apk } from "./apk.ts";

const versions = fc
  .tuple(
    fc.constantFrom("0", "1", "10", "01"),
    fc.constantFrom("", ".0", ".1", ".01", ".10", ".1.0"),
    fc.constantFrom("", "", "a", "b"),
    fc.constantFrom("", "", "_alpha", "_rc1", "_p", "_p2", "_git1_p1"),
    fc.constantFrom("", "~12", "~ab"),
    fc.constantFrom("", "-r0", "-r1", "-r10"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(apk, readFileSync(new URL("./fixtures/apk.txt", import.meta.url), "utf8"), versions);

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { pub } from "./pub.ts";

const versions = fc
  .tuple(
    fc.constantFrom("1.0.0", "1.2.3", "1.10.0"),
    fc.constantFrom("", "-a", "-1.a"),
    fc.constantFrom("", "+1", "+a.1"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(pub, readFileSync(new URL("./fixtures/pub.txt", import.meta.url), "utf8"), versions);

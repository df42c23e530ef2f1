import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { bitnami } from "./bitnami.ts";

const versions = fc
  .tuple(
    fc.constantFrom("1", "1.0", "1.2.3", "1.2.3.4", "1.10.0"),
    fc.constantFrom("", "-0", "-1", "-10", "-rc1", "-rc.1"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(bitnami, readFileSync(new URL("./fixtures/bitnami.txt", import.meta.url), "utf8"), versions);

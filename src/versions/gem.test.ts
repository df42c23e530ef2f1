import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { gem } from "./gem.ts";

const versions = fc
  .tuple(
    fc.constantFrom("0", "1", "1.0", "1.10", "1.0.2"),
    fc.constantFrom("", "", ".a", ".a1", ".b.0", ".rc1.1", "-1", "-a.1"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(gem, readFileSync(new URL("./fixtures/gem.txt", import.meta.url), "utf8"), versions);

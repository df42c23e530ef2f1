import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { nuget } from "./nuget.ts";

const versions = fc
  .tuple(
    fc.constantFrom("1", "1.0", "1.2.3", "1.2.3.4", "01.2", "1.10"),
    fc.constantFrom("", "-beta", "-BETA.1", "-1", "-a.b"),
    fc.constantFrom("", "+x"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(nuget, readFileSync(new URL("./fixtures/nuget.txt", import.meta.url), "utf8"), versions);

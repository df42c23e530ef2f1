import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { hackage } from "./hackage.ts";

const versions = fc
  .array(fc.constantFrom("0", "1", "10"), { minLength: 1, maxLength: 5 })
  .map((numbers) => numbers.join("."));

testVersionOrder(hackage, readFileSync(new URL("./fixtures/hackage.txt", import.meta.url), "utf8"), versions);

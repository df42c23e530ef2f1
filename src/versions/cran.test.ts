import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { cran } from "./cran.ts";

const versions = fc
  .array(fc.constantFrom("0", "1", "01", "10"), { minLength: 1, maxLength: 4 })
  .chain((numbers) => fc.constantFrom(".", "-").map((separator) => numbers.join(separator)));

testVersionOrder(cran, readFileSync(new URL("./fixtures/cran.txt", import.meta.url), "utf8"), versions);

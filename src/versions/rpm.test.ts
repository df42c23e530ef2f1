import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { rpm } from "./rpm.ts";

const part = fc.string({ unit: fc.constantFrom(..."0012ab.~^_"), minLength: 1, maxLength: 5 });
const versions = fc
  .tuple(fc.constantFrom("", "", "0:", "1:"), part, fc.constantFrom("", "-1", "-2", "-1.el8"))
  .map((parts) => parts.join(""));

testVersionOrder(rpm, readFileSync(new URL("./fixtures/rpm.txt", import.meta.url), "utf8"), versions);

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { alpm } from "./alpm.ts";

const rest = fc.string({ unit: fc.constantFrom(..."0012ab._"), maxLength: 4 });
const part = fc.tuple(fc.constantFrom("0", "1", "a"), rest).map((parts) => parts.join(""));
const versions = fc
  .tuple(fc.constantFrom("", "", "0:", "1:"), part, fc.constantFrom("", "-1", "-2", "-1.1"))
  .map((parts) => parts.join(""));

testVersionOrder(alpm, readFileSync(new URL("./fixtures/alpm.txt", import.meta.url), "utf8"), versions);

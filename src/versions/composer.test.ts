import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { composer } from "./composer.ts";

const versions = fc
  .tuple(
    fc.constantFrom("", "v"),
    fc.constantFrom("1", "1.0", "1.2.3", "1.2.3.4", "1.10", "2010.01.02.10"),
    fc.constantFrom("", "-dev", "-alpha", "-a1", "-beta2", "RC1", "-RC1.2", "-p1", "-patch2-dev", ".x-dev"),
  )
  .map((parts) => parts.join(""))
  .filter((text) => composer.isValid(text));

testVersionOrder(composer, readFileSync(new URL("./fixtures/composer.txt", import.meta.url), "utf8"), versions);

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { lexicographic } from "./lexicographic.ts";

const versions = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", "\uff5e"), minLength: 1, maxLength: 4 });

testVersionOrder(
  lexicographic,
  readFileSync(new URL("./fixtures/lexicographic.txt", import.meta.url), "utf8"),
  versions,
);

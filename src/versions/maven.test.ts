import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { maven } from "./maven.ts";

// Maven's own order does not hold between any three texts (`0rc0`, `b`, `0`): these are of the kind that is published.
const versions = fc
  .tuple(
    fc.constantFrom("0", "1", "1.0", "1.0.0", "1.2", "1.10.1", "20190126"),
    fc.constantFrom(
      "",
      "",
      "-alpha",
      "-beta-1",
      "b2",
      "-rc1",
      ".RC1",
      "-SNAPSHOT",
      ".Final",
      ".GA",
      "-sp1",
      "-jre",
      "-1",
    ),
  )
  .map((parts) => parts.join(""));

testVersionOrder(maven, readFileSync(new URL("./fixtures/maven.txt", import.meta.url), "utf8"), versions);

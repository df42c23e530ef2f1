import { readFileSync } from "node:fs";
import fc from "fast-check";
import { testVersionOrder } from "../../test/support/version-order-suite.ts";
import { datetime } from "./datetime.ts";

const versions = fc
  .tuple(
    fc.constantFrom("2024-01-01T00:00:00", "2023-12-31T23:59:59", "2024-06-01T12:00:00"),
    fc.constantFrom("", ".1", ".10", ".123456789012"),
    fc.constantFrom("Z", "+01:00", "-05:30"),
  )
  .map((parts) => parts.join(""));

testVersionOrder(datetime, readFileSync(new URL("./fixtures/datetime.txt", import.meta.url), "utf8"), versions);

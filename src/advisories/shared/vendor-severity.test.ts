import { expect, test } from "vitest";
import { vendorSeverity } from "./vendor-severity.ts";

test.each([
  ["Critical", { severity: "critical" }],
  ["IMPORTANT", { severity: "high", severityLabel: "important" }],
  ["moderate", { severity: "medium", severityLabel: "moderate" }],
  ["Medium", { severity: "medium" }],
  [" Low ", { severity: "low" }],
  ["N/A", {}],
  [undefined, {}],
])("%s", (word, expected) => {
  expect(vendorSeverity(word)).toEqual(expected);
});

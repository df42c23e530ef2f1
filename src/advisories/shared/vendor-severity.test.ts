import { expect, test } from "vitest";
import { dayOf, vendorSeverity } from "./vendor-severity.ts";

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

test.each([
  ["2023-02-03", "2023-02-03T00:00:00Z"],
  ["2024-07-23T22:05:39Z", "2024-07-23T00:00:00Z"],
  ["2018-01-11 21:05", "2018-01-11T00:00:00Z"],
  ["2023", undefined],
  ["2023-02-03x", undefined],
  [undefined, undefined],
])("the day of %s", (text, expected) => {
  expect(dayOf(text)).toBe(expected);
});

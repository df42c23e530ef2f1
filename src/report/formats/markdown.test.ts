import { expect, test } from "vitest";
import { madeUpFinding, plainOptions, reportOf, richReport } from "../../../test/support/rich-report.ts";
import { richSbom } from "../../../test/support/rich-sbom.ts";
import type { Severity } from "../../model/severity.ts";
import type { ScanReport } from "../scan-report.ts";
import { MOST_CHARACTERS, markdown } from "./markdown.ts";

/** So many packages with a finding each, the last one the worst. */
function reportOfMany(count: number): ScanReport {
  const [first] = richSbom.packages;
  if (!first) throw new Error("no package");
  const packages = Array.from({ length: count }, (_, i) => ({
    ...first,
    name: `package-${i}.`,
    purl: `pkg:deb/debian/package-${i}.@1`,
  }));
  const severityOf = (name: string): Severity => (name === `package-${count - 1}.` ? "critical" : "low");
  return reportOf({ ...richSbom, packages }, ({ name }) => [
    madeUpFinding(`CVE-2099-${name.slice(8)}`, { severity: severityOf(name), summary: "x".repeat(200) }),
  ]);
}

test.each([
  ["some", 3, 3, 3],
  ["more than there is room for in full", 400, 20, 400],
  ["more than there is room for", 5_000, 0, 300],
])("of %s packages as many are told as a comment holds, worst first", (_what, count, inFull, inAll) => {
  const text = markdown(reportOfMany(count), plainOptions);
  expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  expect(text.split("<th>Severity</th>").length - 1).toBeGreaterThanOrEqual(inFull);
  const names = new Set(text.match(/package-\d+\.(?=<\/code> <code>)/g));
  expect(names.size).toBeGreaterThanOrEqual(inAll);
  expect([...names][0]).toBe(`package-${count - 1}.`);
  const missing = /and (\d+) more packages? with/.exec(text)?.[1];
  expect(names.size + Number(missing ?? 0)).toBe(count);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  expect(text.match(/<table>/g)?.length).toBe(text.match(/<\/table>/g)?.length);
});

test("a blank line ends no table, and stands before each", () => {
  const text = markdown(richReport, { ...plainOptions, locations: true });
  expect(text).not.toMatch(/<table>(?:(?!<\/table>)[\s\S])*\n\n/);
  expect(text).not.toMatch(/[^\n]\n<table>/);
});

import { expect, test } from "vitest";
import { z } from "zod";
import { HOSTILE, reportOfWords } from "../../../test/support/hostile-report.ts";
import { cleanReport, madeUpFinding, plainOptions, reportOf, richReport } from "../../../test/support/rich-report.ts";
import { richSbom } from "../../../test/support/rich-sbom.ts";
import type { ScanReport } from "../scan-report.ts";
import { gitlab } from "./gitlab.ts";

const Text = z.string().min(1);
const Time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
const Address = z.string().regex(/^(https?|ftp):\/\/.+/);
const Tool = z.object({ id: Text, name: Text, version: Text, vendor: z.object({ name: Text }) });
const V2 = "(?:AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC])";
const V3 = "(?:AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH])";

/**
 * What GitLab holds a report to, as far as ours has it.
 * Source: https://gitlab.com/gitlab-org/security-products/security-report-schemas, container-scanning, 15.0.7 and 15.2.1
 */
const Report = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  scan: z.object({
    analyzer: Tool,
    scanner: Tool,
    type: z.literal("container_scanning"),
    start_time: Time,
    end_time: Time,
    status: z.enum(["success", "failure"]),
    messages: z.array(z.object({ level: z.enum(["info", "warn", "fatal"]), value: Text })).optional(),
  }),
  vulnerabilities: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().max(255),
      description: z.string().max(1_048_576),
      severity: z.enum(["Info", "Unknown", "Low", "Medium", "High", "Critical"]),
      solution: z.string().max(7_000),
      identifiers: z.array(z.object({ type: Text, name: Text, value: Text, url: Address.optional() })).min(1),
      links: z.array(z.object({ url: Address })),
      cvss_vectors: z
        .array(
          z.object({
            vendor: Text,
            vector: z
              .string()
              .min(16)
              .max(128)
              .regex(new RegExp(`^(?:(?:${V2}/)*${V2}|CVSS:3[.][01]/(?:${V3}/)*${V3})$`)),
          }),
        )
        .min(1)
        .max(10)
        .optional(),
      flags: z
        .array(z.object({ type: z.literal("flagged-as-likely-false-positive"), origin: Text, description: Text }))
        .optional(),
      details: z.record(z.string(), z.object({ type: z.literal("text"), name: Text, value: z.string() })),
      location: z.object({
        dependency: z.object({ package: z.object({ name: z.string() }), version: z.string() }),
        operating_system: Text.max(255),
        // Of the older schemas: a name, a port, and a tag or a digest.
        image: z.string().regex(/^[^:]+(:\d+[^:]*)?:[^:]+(:[^:]+)?$/),
      }),
    }),
  ),
  remediations: z.array(z.unknown()),
});

test.each<[string, ScanReport]>([
  ["nothing", cleanReport],
  ["every fact", richReport],
  ...HOSTILE.map(([what, words]) => [`a stranger's words: ${what}`, reportOfWords(words)] as [string, ScanReport]),
])("a report with %s is what GitLab takes", (_what, report) => {
  const document = Report.parse(JSON.parse(gitlab(report, plainOptions)));
  const ids = document.vulnerabilities.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("texts are as long as GitLab takes them", () => {
  const summary = "s".repeat(300);
  const report = reportOf({ ...richSbom, packages: richSbom.packages.slice(0, 1) }, () => [
    madeUpFinding("CVE-2099-1", { summary, details: "*".repeat(400_000), fixedVersion: "9".repeat(8_000) }),
  ]);
  expect(() => Report.parse(JSON.parse(gitlab(report, plainOptions)))).not.toThrow();
});

test.each([
  ["app", "app:latest"],
  ["app:1.0", "app:1.0"],
  ["fs://src", "fs://src"],
  ["registry.local:5000/team/app:1.0", "registry.local:5000/team/app:1.0"],
  ["a:b:c:d", "a_b_c_d:latest"],
])("the image %s is told as %s", (reference, image) => {
  const source = { kind: "archive" as const, reference, names: [] };
  const report = reportOf(
    { ...richSbom, image: { ...richSbom.image, source }, packages: richSbom.packages.slice(0, 1) },
    () => [madeUpFinding("CVE-2099-1")],
  );
  expect(Report.parse(JSON.parse(gitlab(report, plainOptions))).vulnerabilities[0]?.location.image).toBe(image);
});

test("its times are those of the advisories, or the one that is given", () => {
  const scanOf = (more: object) => Report.parse(JSON.parse(gitlab(cleanReport, { ...plainOptions, ...more }))).scan;
  expect(scanOf({}).start_time).toBe("2099-02-02T10:11:12");
  expect(scanOf({ sourceDateEpoch: 0 }).end_time).toBe("1970-01-01T00:00:00");
});

import { expect, test } from "vitest";
import type { Finding, PackageFindings } from "../model/finding.ts";
import { packageText } from "./package-text.ts";
import type { Paint } from "./paint.ts";

const plain: Paint = Object.assign((_style: unknown, text: string) => text, { columns: undefined }) as Paint;

test("a fix for subscribers is named beside what is not fixed for all", () => {
  const finding: Finding = {
    id: "CVE-2022-37434",
    aliases: [],
    severity: "medium",
    cwes: [],
    references: [],
    affectedRange: "<1:1.2.8.dfsg-2ubuntu4.3+esm2",
    state: "end-of-life",
    subscriptionFix: { subscription: "Ubuntu Pro", version: "1:1.2.8.dfsg-2ubuntu4.3+esm2" },
    vendorAdvisories: [],
    sources: [],
    proof: [],
  };
  const pkg: PackageFindings = {
    purl: "pkg:deb/ubuntu/zlib@1:1.2.8.dfsg-2ubuntu4.3?distro=ubuntu-16.04",
    type: "deb",
    name: "zlib",
    version: "1:1.2.8.dfsg-2ubuntu4.3",
    layer: { ordinal: 0, diffId: "sha256:0" },
    locations: [],
    findings: [finding],
  };
  const text = packageText(pkg, { locations: false }, plain);
  expect(text).toMatch(/Fixed version +.*will not be fixed: end of life/);
  expect(text).toMatch(/With Ubuntu Pro +.*1:1\.2\.8\.dfsg-2ubuntu4\.3\+esm2/);
});

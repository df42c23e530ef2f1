import { expect, test } from "vitest";
import { pageOfRecord } from "./links.ts";

test.each([
  ["CVE-2023-46218", "Debian", "https://security-tracker.debian.org/tracker/CVE-2023-46218"],
  ["DSA-5587-1", "Debian", "https://security-tracker.debian.org/tracker/DSA-5587-1"],
  ["UBUNTU-CVE-2023-4806", "Ubuntu", "https://ubuntu.com/security/CVE-2023-4806"],
  ["USN-6541-1", "Ubuntu", "https://ubuntu.com/security/notices/USN-6541-1"],
  ["CVE-2023-38545", "Red Hat", "https://access.redhat.com/security/cve/CVE-2023-38545"],
  ["RHSA-2023:7877", "Red Hat", "https://access.redhat.com/errata/RHSA-2023%3A7877"],
  ["CVE-2022-0778 openSUSE leap-15.3", "openSUSE", "https://www.suse.com/security/cve/CVE-2022-0778.html"],
  ["CVE-2004-2771 SUSE 15", "SUSE", "https://www.suse.com/security/cve/CVE-2004-2771.html"],
  ["CVE-2023-4806", "Amazon Linux", "https://explore.alas.aws.amazon.com/CVE-2023-4806.html"],
  ["ALSA-2023:7877", "AlmaLinux", "https://osv.dev/vulnerability/ALSA-2023%3A7877"],
  ["GHSA-29mw-wpgm-hmr9", "npm", "https://github.com/advisories/GHSA-29mw-wpgm-hmr9"],
  ["GO-2024-2687", "Go", "https://pkg.go.dev/vuln/GO-2024-2687"],
  ["RUSTSEC-2021-0124", "crates.io", "https://rustsec.org/advisories/RUSTSEC-2021-0124.html"],
  ["CVE-2020-35490", "Maven", "https://nvd.nist.gov/vuln/detail/CVE-2020-35490"],
  ["MAL-2024-1", "npm", "https://osv.dev/vulnerability/MAL-2024-1"],
  ["an id (with) [signs] $&", "npm", "https://osv.dev/vulnerability/an%20id%20%28with%29%20%5Bsigns%5D%20%24%26"],
])("%s of %s is read about on %s", (id, ecosystem, page) => {
  expect(pageOfRecord(id, ecosystem)).toBe(page);
});

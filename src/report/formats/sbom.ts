import { rowsOf } from "../finding-words.ts";
import type { ReportWriter } from "../report-format.ts";
import { sbomJson } from "../sbom-json.ts";
import { toJson } from "../to-json.ts";

/** The inventory in Docker Scout's native form, with a vulnerability for each finding. */
export const sbom: ReportWriter = (report, { raw, toolVersion }) => {
  const { descriptor, ...document } = sbomJson(raw, report.sbom, toolVersion);
  return toJson({
    ...document,
    vulnerabilities: rowsOf(report).map(({ pkg, finding }) => ({
      purl: pkg.purl,
      ...(pkg.owner && { owner: pkg.owner }),
      id: finding.id,
      severity: finding.severity,
      source: finding.sources[0]?.source ?? "",
      source_id: finding.sources[0]?.id ?? finding.id,
      vulnerable_range: finding.affectedRange,
      ...(finding.fixedVersion !== undefined && { fixed_by: finding.fixedVersion }),
      state: finding.state,
      ...(finding.vendorAdvisories[0] && { vendor_advisory: finding.vendorAdvisories[0] }),
      ...(finding.id.startsWith("CVE-") && { nist_cve: finding.id }),
      ...(finding.suppressed && { suppressed: finding.suppressed.status }),
    })),
    descriptor,
  });
};

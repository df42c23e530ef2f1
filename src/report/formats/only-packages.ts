import { onlyPackagesText } from "../cves-text.ts";
import type { ReportWriter } from "../report-format.ts";

/** One line a package, for people. */
export const onlyPackages: ReportWriter = (report, { onlyVulnerablePackages, paint }) =>
  onlyPackagesText(report, { onlyVulnerablePackages }, paint);

import { cvesText } from "../cves-text.ts";
import type { ReportWriter } from "../report-format.ts";

/** The report in full, for people. */
export const packages: ReportWriter = (report, { details, locations, epss, paint }) =>
  cvesText(report, { details, locations, ...(epss !== undefined && { epss }) }, paint);

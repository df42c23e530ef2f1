import { cvesJson } from "../cves-json.ts";
import type { ReportWriter } from "../report-format.ts";
import { toJson } from "../to-json.ts";

/** The report as `CvesDocument`. */
export const json: ReportWriter = (report) => toJson(cvesJson(report));

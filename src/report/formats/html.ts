import { page } from "../html/page.ts";
import type { ReportWriter } from "../report-format.ts";

/** One page that stands alone. */
export const html: ReportWriter = page;

import type { Image } from "../image/image.ts";
import type { Paint } from "./paint.ts";
import type { ScanReport } from "./scan-report.ts";

/** What a writer needs to know beside the report. */
export interface ReportOptions {
  /** Plimsoll's own version. */
  readonly toolVersion: string;
  /** How text is shown where it goes. */
  readonly paint: Paint;
  /** Descriptions, weaknesses, sources. */
  readonly details: boolean;
  /** For each package its layer and the files that show it. */
  readonly locations: boolean;
  /** How likely each vulnerability is to be exploited. Where absent, only formats that show everything do. */
  readonly epss?: boolean;
  /** In a list of packages, only those with findings. */
  readonly onlyVulnerablePackages: boolean;
  /** What the image says of itself, byte by byte; a list of packages has none. */
  readonly raw: Pick<Image, "rawManifest" | "rawConfig">;
  /** In place of the times that a format asks for; in seconds since 1970. No clock is ever read. */
  readonly sourceDateEpoch?: number;
}

/** Makes the whole text of a report. */
export type ReportWriter = (report: ScanReport, options: ReportOptions) => string;

/** A form that findings are written in. */
export interface ReportFormat {
  /** As it is asked for; also the name of its file in `formats/`. */
  readonly name: string;
  readonly describes: string;
  /** The list is read at every start, its writers only when they are asked for. */
  readonly load: () => Promise<ReportWriter>;
}

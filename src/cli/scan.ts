import { ageOf } from "../advisories/age.ts";
import { openCurrent } from "../advisories/store.ts";
import type { Image } from "../image/image.ts";
import { matchPackages } from "../matching/match.ts";
import type { FindingFilter } from "../report/filters.ts";
import { buildReport, type ScanReport, verdictOf } from "../report/scan-report.ts";
import { countOf } from "../report/words.ts";
import type { CommandContext } from "./command.ts";
import { inventory } from "./inventory.ts";
import type { ImageOptions } from "./options.ts";
import { parseDuration } from "./units.ts";

export interface ScanOptions extends ImageOptions {
  readonly maxDbAge?: string;
}

/** Advisories older than this bring a warning: every source is published at least daily, and a week holds a weekend. */
const WARN_AFTER_MS = 5 * 24 * 3600 * 1000;

/** A report, and whether its advisories are as new as was asked for. */
export interface Scan {
  readonly report: ScanReport;
  readonly image: Pick<Image, "rawManifest" | "rawConfig">;
  readonly tooOld: boolean;
}

/** The whole way from a reference to a report. */
export async function scan(
  context: CommandContext,
  reference: string | undefined,
  options: ScanOptions,
  filter: FindingFilter,
): Promise<Scan> {
  const { terminal, settings } = context;
  // Before the work, not after it: a missing snapshot or a wrong flag is told at once.
  const maxAgeMs = options.maxDbAge === undefined ? undefined : parseDuration(options.maxDbAge, "--max-db-age");
  const { snapshot, checkedAt } = openCurrent(settings.dataDir);
  using open = snapshot;
  const { image, sbom } = await inventory(context, reference, options);
  const match = matchPackages(sbom.packages, open);
  const { id, builtAt, sources } = open;
  const report = buildReport(sbom, match, { id, builtAt, checkedAt, sources }, filter);

  const stale = sources.filter(({ state }) => state === "stale" || state === "failed");
  if (stale.length > 0) {
    terminal.status(
      "warning",
      `Not up to date: ${stale.map(({ name }) => name).join(", ")}; plimsoll db status tells why`,
    );
  }
  const ageMs = ageOf(sources, checkedAt, Date.now());
  const days = Math.floor(ageMs / (24 * 3600 * 1000));
  const age = Number.isFinite(days) ? `are ${countOf(days, "day")} old` : "lack a source";
  const tooOld = maxAgeMs !== undefined && ageMs > maxAgeMs;
  if (tooOld)
    terminal.status("warning", `The advisories ${age}, more than --max-db-age ${options.maxDbAge}; plimsoll db update`);
  else if (ageMs > WARN_AFTER_MS) terminal.status("warning", `The advisories ${age}; plimsoll db update`);
  return { report, image, tooOld };
}

/** Says in one line what a report comes to. */
export function tellOutcome({ terminal }: CommandContext, report: ScanReport): void {
  const { clean, text } = verdictOf(report);
  const found = report.packages.some(({ findings }) => findings.length > 0);
  terminal.status(clean ? "done" : found ? "found" : "warning", text);
}

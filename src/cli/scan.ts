import { ageOf } from "../advisories/age.ts";
import type { SnapshotSource } from "../advisories/snapshot-reader.ts";
import { openCurrent } from "../advisories/store.ts";
import type { Image } from "../image/image.ts";
import { describing } from "../matching/describe.ts";
import { endOfLifeProblem } from "../matching/end-of-life.ts";
import { matchPackages } from "../matching/match.ts";
import { KnownError } from "../model/errors.ts";
import { standing } from "../model/finding.ts";
import type { Sbom } from "../model/sbom.ts";
import type { FindingFilter } from "../report/filters.ts";
import { buildReport, type ScanReport, verdictOf } from "../report/scan-report.ts";
import type { Sort } from "../report/sort.ts";
import { countOf } from "../report/words.ts";
import type { CommandContext } from "./command.ts";
import type { RefreshOptions } from "./db-refresh.ts";
import { inventory, tellProblems } from "./inventory.ts";
import { parseLimits } from "./limits.ts";
import type { ImageOptions } from "./options.ts";
import { readOverlays, suppressionFilter } from "./overlays.ts";
import { parseDuration } from "./units.ts";
import type { OverlayOptions } from "./vex-options.ts";

export interface ScanOptions extends ImageOptions, OverlayOptions, RefreshOptions {
  readonly maxDbAge?: string;
  readonly sort?: Sort;
  /** Those of a package by EPSS, whatever the order of the packages. */
  readonly epssFirst?: boolean;
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
  using opened = new DisposableStack();
  const openNow = () => {
    const { snapshot, checkedAt } = openCurrent(settings.dataDir);
    refuseWithoutFacts(filter, snapshot.sources);
    return { open: opened.use(snapshot), checkedAt };
  };
  const before = options.dbUpdate ? undefined : openNow();
  const { image, sbom } = await inventory(context, reference, options);
  const refreshed = options.dbUpdate ? await refresh(context, sbom, options) : undefined;
  const { open, checkedAt } = before ?? openNow();
  const { id, builtAt, sources } = open;
  const match = matchPackages(sbom.packages, open);
  const ended = endOfLifeProblem(sbom.image.distribution, open, new Date().toISOString().slice(0, 10));
  const limits = parseLimits(options.limit ?? [], "--limit", settings.limits);
  const said = await readOverlays(sbom, options, limits);
  const failed = refreshed?.problems ?? [];
  tellProblems(terminal, [...failed, ...said.problems]);
  const problems = [...failed, ...(ended ? [ended] : []), ...match.problems, ...said.problems];
  const report = buildReport(
    sbom,
    { ...match, problems },
    { id, builtAt, checkedAt, sources },
    { ...filter, ...suppressionFilter(options) },
    {
      overlay: said.overlay,
      describe: describing(open),
      packages: options.sort ?? "severity",
      findings: options.epssFirst ? "epss" : (options.sort ?? "severity"),
    },
  );

  const counted = refreshed ? sources.filter(({ name }) => refreshed.needs.has(name)) : sources;
  const stale = counted.filter(({ state }) => state === "stale" || state === "failed");
  if (stale.length > 0) {
    terminal.status(
      "warning",
      `Not up to date: ${stale.map(({ name }) => name).join(", ")}; plimsoll db status tells why`,
    );
  }
  const ageMs = ageOf(counted, checkedAt, Date.now());
  const days = Math.floor(ageMs / (24 * 3600 * 1000));
  const age = Number.isFinite(days) ? `are ${countOf(days, "day")} old` : "lack a source";
  const tooOld = maxAgeMs !== undefined && ageMs > maxAgeMs;
  if (tooOld)
    terminal.status("warning", `The advisories ${age}, more than --max-db-age ${options.maxDbAge}; plimsoll db update`);
  else if (ageMs > WARN_AFTER_MS) terminal.status("warning", `The advisories ${age}; plimsoll db update`);
  return { report, image, tooOld };
}

async function refresh(context: CommandContext, sbom: Sbom, options: RefreshOptions) {
  const { refreshFor } = await import("./db-refresh.ts");
  return await refreshFor(context, sbom, options);
}

/** A filter by what nobody knows would leave out everything, and read as "nothing found". */
function refuseWithoutFacts(filter: FindingFilter, sources: readonly SnapshotSource[]): void {
  const needs: readonly [flag: string, asked: boolean, source: string][] = [
    ["--epss-score", (filter.epssScore ?? 0) > 0, "epss"],
    ["--epss-percentile", (filter.epssPercentile ?? 0) > 0, "epss"],
    ["--only-cisa-kev", filter.exploited === true, "cisa-kev"],
  ];
  for (const [flag, asked, source] of needs) {
    if (!asked || sources.some(({ name, records }) => name === source && records > 0)) continue;
    throw new KnownError(
      "ADVISORIES_MISSING",
      `${flag}: the snapshot has nothing of ${source} to filter by; get it: plimsoll db update`,
      { flag, source },
    );
  }
}

/** Says in one line what a report comes to. */
export function tellOutcome({ terminal }: CommandContext, report: ScanReport): void {
  const { clean, text } = verdictOf(report);
  const found = report.packages.some(({ findings }) => standing(findings).length > 0);
  terminal.status(clean ? "done" : found ? "found" : "warning", text);
}

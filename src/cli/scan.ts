import { ageOf } from "../advisories/age.ts";
import { openCurrent } from "../advisories/store.ts";
import type { Image, ImageChoice } from "../image/image.ts";
import { openImage } from "../image/open.ts";
import { parsePlatform } from "../image/platform.ts";
import { matchPackages } from "../matching/match.ts";
import type { Sbom } from "../model/sbom.ts";
import type { FindingFilter } from "../report/filters.ts";
import { buildReport, type ScanReport } from "../report/scan-report.ts";
import { countOf, formatBytes } from "../report/words.ts";
import { catalogImage } from "../sbom/catalog.ts";
import { LayerCache } from "../sbom/layer-cache.ts";
import { fingerprintOf, READERS } from "../sbom/readers.ts";
import type { CommandContext } from "./command.ts";
import type { ImageOptions } from "./options.ts";
import { parseDuration } from "./settings.ts";

/** Opens an image and takes its inventory, and tells of it on the way. */
export async function inventory(
  { terminal, settings, signal }: CommandContext,
  reference: string,
  options: ImageOptions,
): Promise<{ image: Image; sbom: Sbom }> {
  const choice: ImageChoice = {
    ...(options.platform !== undefined && { platform: parsePlatform(options.platform) }),
    ...(options.ref !== undefined && { ref: options.ref }),
  };
  const image = await openImage(reference, choice);
  const cache = settings.cacheEnabled
    ? new LayerCache(settings.cacheDir, fingerprintOf(READERS), settings.cacheMaxBytes)
    : undefined;
  const startedAt = performance.now();
  const sbom = await catalogImage(image, {
    cache,
    signal,
    onProgress({ layersDone, layers, bytesDone, bytes }) {
      const rate = bytesDone / ((performance.now() - startedAt) / 1000);
      terminal.progress(
        `reading layers: ${layersDone} of ${layers}, ${formatBytes(bytesDone)} of ${formatBytes(bytes)}, ${formatBytes(rate)}/s`,
      );
    },
    onWarning: (message) => terminal.status("warning", message),
  });
  const cached = sbom.layerOrigins.filter(({ from }) => from === "cache").length;
  const read = image.layers.length - cached;
  const origin = cached === 0 ? "" : read === 0 ? ", all known from the cache" : `, ${cached} known from the cache`;
  terminal.status("done", `Image read: ${countOf(image.layers.length, "layer")}${origin}`);
  terminal.status("done", `${countOf(sbom.packages.length, "package")} indexed`);
  for (const problem of sbom.problems.slice(0, 1)) {
    const more = sbom.problems.length > 1 ? `, and ${sbom.problems.length - 1} more problems` : "";
    terminal.status("warning", `${problem.message}${more}`);
  }
  return { image, sbom };
}

export interface ScanOptions extends ImageOptions {
  readonly maxDbAge?: string;
}

/** Advisories older than this bring a warning: every source is published at least daily, and a week holds a weekend. */
const WARN_AFTER_MS = 5 * 24 * 3600 * 1000;

/** A report, and whether its advisories are as new as was asked for. */
export interface Scan {
  readonly report: ScanReport;
  readonly tooOld: boolean;
}

/** The whole way from a reference to a report. */
export async function scan(
  context: CommandContext,
  reference: string,
  options: ScanOptions,
  filter: FindingFilter,
): Promise<Scan> {
  const { terminal, settings } = context;
  // Before the work, not after it: a missing snapshot or a wrong flag is told at once.
  const maxAgeMs = options.maxDbAge === undefined ? undefined : parseDuration(options.maxDbAge, "--max-db-age");
  const { snapshot, checkedAt } = openCurrent(settings.dataDir);
  using open = snapshot;
  const { sbom } = await inventory(context, reference, options);
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
    terminal.status("found", `The advisories ${age}, more than --max-db-age ${options.maxDbAge}; plimsoll db update`);
  else if (ageMs > WARN_AFTER_MS) terminal.status("warning", `The advisories ${age}; plimsoll db update`);
  return { report, tooOld };
}

/** Says in one line what a report holds. */
export function tellOutcome({ terminal }: CommandContext, { packages }: ScanReport): void {
  const vulnerable = packages.filter(({ findings }) => findings.length > 0).length;
  const total = packages.reduce((sum, { findings }) => sum + findings.length, 0);
  if (total === 0) terminal.status("done", "No vulnerable package found");
  else {
    const packagesText = countOf(vulnerable, "vulnerable package");
    terminal.status("found", `${packagesText} with a total of ${countOf(total, "vulnerability", "vulnerabilities")}`);
  }
}

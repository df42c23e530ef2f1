import { FEEDS } from "../advisories/feeds/index.ts";
import { feedsFor } from "../advisories/feeds-for.ts";
import { mirrorOf, UPSTREAM } from "../advisories/origin.ts";
import type { SnapshotSource } from "../advisories/snapshot-reader.ts";
import { readCurrent } from "../advisories/store.ts";
import { type UpdateResult, updateSnapshot } from "../advisories/update.ts";
import { ecosystemsOf } from "../matching/ecosystems-of.ts";
import { codeOf, KnownError, messageOf, type Problem } from "../model/errors.ts";
import type { Sbom } from "../model/sbom.ts";
import { countOf } from "../report/words.ts";
import type { CommandContext } from "./command.ts";
import { updateProgress } from "./db-progress.ts";

/** How a scan brings its advisories up to date. */
export interface RefreshOptions {
  readonly dbUpdate?: boolean;
  readonly mirror?: string;
}

/** What came of it. */
export interface Refreshed {
  /** The sources that this image needs. */
  readonly needs: ReadonlySet<string>;
  /** What could not be brought up to date, for the report. */
  readonly problems: readonly Problem[];
}

/**
 * Asks the sources that packages need for news, and leaves the others of the snapshot as they are. Where that fails, the
 * snapshot of before is what there is, and the failure a problem of the report.
 *
 * @throws {KnownError} `INTERRUPTED`, `OPTION_INVALID`; what `updateSnapshot` throws where there is no snapshot.
 */
export async function refreshFor(
  { settings: { dataDir }, terminal, signal }: CommandContext,
  sbom: Sbom,
  { mirror }: RefreshOptions,
): Promise<Refreshed> {
  const ecosystems = ecosystemsOf(sbom.packages, sbom.image.distribution);
  const needs = feedsFor(
    ecosystems,
    FEEDS.map(({ name }) => name),
  );
  const origin = mirror === undefined ? UPSTREAM : mirrorOf(mirror);
  let result: UpdateResult;
  try {
    const onProgress = await updateProgress(terminal);
    result = await updateSnapshot({ dataDir, origin, mode: "update", only: needs, signal, onProgress });
  } catch (error) {
    const isOurs = error instanceof KnownError && error.code !== "INTERRUPTED";
    if (!isOurs || readCurrent(dataDir) === undefined) throw error;
    const message = `The advisories were not brought up to date: ${messageOf(error)}`;
    return { needs, problems: [{ code: codeOf(error), message }] };
  }
  const asked = result.sources.filter(({ name, state }) => needs.has(name) && state !== "absent");
  const problems = asked.flatMap((source) => problemOf(source, result) ?? []);
  const news = result.changed ? "" : "; nothing new";
  terminal.status("done", `Advisories brought up to date: ${countOf(asked.length - problems.length, "source")}${news}`);
  return { needs, problems };
}

/** Records that were left out are told of by `db update`; here, only what the whole of a source failed for. */
function problemOf({ name, state, reason }: SnapshotSource, { problems }: UpdateResult): Problem | undefined {
  if (state !== "stale" && state !== "failed") return undefined;
  const told = problems.find(({ message }) => message.startsWith(`${name}:`));
  const code = state === "stale" ? "SNAPSHOT_STALE" : (told?.code ?? "ADVISORIES_MISSING");
  const what = state === "stale" ? "its older records are in use" : "nothing of it is in use";
  return {
    code,
    message: `${name}: could not be brought up to date, ${what}: ${reason ?? "for no reason that is known"}`,
  };
}

import type { SnapshotRecord } from "../advisories/snapshot-reader.ts";

/**
 * The stream of a package of a module whose list does not tell it: a build that an advisory of one stream names as its
 * fix is of that stream, and no other stream has it. `undefined` where no advisory names it, or those of several do.
 *
 * Source: https://docs.fedoraproject.org/en-US/modularity/core-concepts/nsvca/: a build's number and context
 * (`+4123+1638d348`) are those of one stream's build.
 */
export function streamOfBuild(version: string, records: readonly SnapshotRecord[]): string | undefined {
  const build = withoutZeroEpoch(version);
  const streams = new Set(
    records
      .filter(({ ranges }) => ranges.some(({ fixed }) => fixed !== undefined && withoutZeroEpoch(fixed) === build))
      .flatMap(({ only }) => only?.module ?? []),
  );
  const [stream] = streams;
  return streams.size === 1 && stream !== "*" ? stream : undefined;
}

const withoutZeroEpoch = (version: string) => version.replace(/^0:/, "");

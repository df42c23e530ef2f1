import type { Explanation } from "../matching/explain.ts";
import type { Advisory } from "../model/advisory.ts";
import type { ImageMetadata } from "../model/image.ts";
import type { SnapshotFacts } from "./scan-report.ts";

/** Everything that the forms of an explanation are made from. */
export interface ExplainReport {
  readonly image: ImageMetadata;
  readonly snapshot: SnapshotFacts;
  readonly explanation: Explanation;
  /** A record as its source wrote it. */
  readonly recordOf: (source: string, id: string) => Pick<Advisory, "published" | "modified" | "summary">;
}

/** When the records of a feed were last read or confirmed. */
export function feedDate({ sources }: Pick<SnapshotFacts, "sources">, name: string): string | undefined {
  return sources.find((source) => source.name === name)?.fetchedAt;
}

import type { Advisory } from "../../model/advisory.ts";
import { KnownError, type Report } from "../../model/errors.ts";
import { type OvalDefinition, readOvalDefinitions } from "./oval.ts";

/** How a vendor's OVAL is read. */
export interface OvalReading {
  /** Name of the feed. */
  readonly source: string;
  /** Of which class the definitions are that count: all others are passed over. */
  readonly class: "vulnerability" | "patch";
  /** By what a definition is called in what is told of it. Absent: its own id. */
  readonly nameOf?: (definition: OvalDefinition) => string | undefined;
  /** `undefined` for one that is left out. */
  readonly advisoryOf: (definition: OvalDefinition, complain: (what: string) => void) => Advisory | undefined;
}

/**
 * The records of a vendor's OVAL files, one file after the other.
 *
 * @throws {KnownError} `FEED_MALFORMED` when a file as a whole is no OVAL, or has no definitions; `LIMIT_EXCEEDED`.
 */
export async function* readOvalAdvisories(
  paths: readonly string[],
  { source, class: wanted, nameOf, advisoryOf }: OvalReading,
  report: Report,
): AsyncGenerator<Advisory> {
  for (const path of paths) {
    let definitions = 0;
    for await (const definition of readOvalDefinitions(path, source)) {
      definitions++;
      if (definition.class !== wanted) continue;
      const name = nameOf?.(definition) ?? definition.id;
      const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${source}: ${name}: ${what}` });
      const advisory = advisoryOf(definition, complain);
      if (advisory !== undefined) yield advisory;
    }
    if (definitions === 0) throw new KnownError("FEED_MALFORMED", `${source}: an OVAL file without definitions`);
  }
}

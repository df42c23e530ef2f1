import type { Advisory, AffectedPackage } from "../model/advisory.ts";
import { isCveId } from "./cve-id.ts";

/** What a source says of one flaw, in whatever many packages and places. */
export interface GatheredFlaw {
  readonly aliases: Set<string>;
  readonly affected: AffectedPackage[];
  severity?: NonNullable<Advisory["severity"]>;
  severityLabel?: string;
}

/** Flaws by their ids: for sources that list packages, where one flaw is in many. */
export type Gathered = Map<string, GatheredFlaw>;

/** The entry of a flaw, made when it is first spoken of. */
export function flawOf(gathered: Gathered, id: string): GatheredFlaw {
  const known = gathered.get(id) ?? { aliases: new Set<string>(), affected: [] };
  gathered.set(id, known);
  return known;
}

/**
 * One record for each flaw, in the order of their ids.
 *
 * @param pageOf  Where the source itself tells of it.
 */
export function* advisoriesOf(
  gathered: Gathered,
  source: string,
  pageOf: (id: string) => string | undefined,
): Generator<Advisory> {
  for (const id of [...gathered.keys()].sort()) {
    const { aliases, affected, severity, severityLabel } = flawOf(gathered, id);
    if (affected.length === 0) continue;
    const page = pageOf(id);
    yield {
      source,
      id,
      cves: isCveId(id) ? [id] : [],
      aliases: [...aliases].sort(),
      ...(severity && { severity }),
      ...(severityLabel && { severityLabel }),
      cvss: [],
      cwes: [],
      references: page === undefined ? [] : [page],
      affected,
    };
  }
}

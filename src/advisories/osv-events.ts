import type { AffectedRange } from "../model/advisory.ts";
import type { VersionOrder } from "../versions/version-order.ts";

/** An event as OSV writes it; exactly one of the fields is there. */
export interface OsvEvent {
  readonly introduced?: string | undefined;
  readonly fixed?: string | undefined;
  readonly last_affected?: string | undefined;
  readonly limit?: string | undefined;
}

interface Event {
  readonly kind: "introduced" | "fixed" | "lastAffected";
  readonly version: string;
}

/** OSV's word for "before every version", whatever the order makes of it. */
const BEGINNING = "0";

/**
 * The runs of affected versions that the events of one OSV range describe, in the order of the versions.
 *
 * Where a version does not parse the events are taken as they are written and `report` hears of it: the runs then
 * name that version, so that comparing with it fails loudly and nothing is called safe.
 *
 * Source: https://ossf.github.io/osv-schema/#evaluation
 */
export function rangesOfEvents(
  events: readonly OsvEvent[],
  order: VersionOrder,
  report: (what: string) => void,
): AffectedRange[] {
  const written = events.flatMap(eventsOf);
  if (!written.some(({ kind }) => kind === "introduced")) {
    report("a range without an introduced version is taken to begin with the first one");
    written.unshift({ kind: "introduced", version: BEGINNING });
  }

  const unknown = written.filter(({ version }) => version !== BEGINNING && !order.isValid(version));
  for (const { version } of unknown) report(`${JSON.stringify(version)} is no ${order.name} version`);
  // The sort is stable: of two events at one version the one written first comes first.
  if (unknown.length === 0) written.sort((a, b) => compareFromBeginning(a.version, b.version, order));

  const limits = events.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  return limitRanges(walk(written), limits, order, report);
}

function eventsOf({ introduced, fixed, last_affected }: OsvEvent): Event[] {
  const events: Event[] = [];
  if (introduced !== undefined) events.push({ kind: "introduced", version: introduced });
  if (fixed !== undefined) events.push({ kind: "fixed", version: fixed });
  if (last_affected !== undefined) events.push({ kind: "lastAffected", version: last_affected });
  return events;
}

function compareFromBeginning(a: string, b: string, order: VersionOrder): number {
  if (a === BEGINNING || b === BEGINNING) return Number(b === BEGINNING) - Number(a === BEGINNING);
  return order.compare(a, b);
}

/** A run opens where it is introduced and closes at the next end; ends outside a run and repeated beginnings say nothing. */
function walk(events: readonly Event[]): AffectedRange[] {
  const ranges: AffectedRange[] = [];
  let open: AffectedRange | undefined;
  for (const { kind, version } of events) {
    if (kind === "introduced") {
      open ??= version === BEGINNING ? {} : { introduced: version };
    } else if (open !== undefined) {
      ranges.push({ ...open, [kind]: version });
      open = undefined;
    }
  }
  if (open !== undefined) ranges.push(open);
  return ranges;
}

/** Versions from the highest limit on are not spoken of; `*` is no limit. */
function limitRanges(
  ranges: AffectedRange[],
  limits: readonly string[],
  order: VersionOrder,
  report: (what: string) => void,
): AffectedRange[] {
  const [first, ...rest] = limits;
  if (first === undefined || limits.includes("*")) return ranges;
  const ends = ranges.flatMap(({ introduced, fixed, lastAffected }) => [introduced, fixed, lastAffected]);
  if (![...limits, ...ends].every((version) => version === undefined || order.isValid(version))) {
    report("a limit was left out, since not all versions of the range can be compared");
    return ranges;
  }

  const limit = rest.reduce((highest, other) => (order.compare(other, highest) > 0 ? other : highest), first);
  return ranges
    .filter(({ introduced }) => introduced === undefined || order.compare(introduced, limit) < 0)
    .map((range) => {
      const end = range.fixed ?? range.lastAffected;
      if (end !== undefined && order.compare(end, limit) < 0) return range;
      return { ...(range.introduced !== undefined && { introduced: range.introduced }), fixed: limit };
    });
}

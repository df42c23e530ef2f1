import type { Snapshot, SnapshotRecord } from "../advisories/snapshot-reader.ts";
import type { AffectedOnly } from "../model/advisory.ts";
import { meets } from "./conditions.ts";
import type { LookupKey } from "./lookup.ts";

/** A record that may speak of a package, with what it was found by. */
export interface AskedRecord {
  readonly record: SnapshotRecord;
  readonly release: string;
  readonly name: string;
  /** The version that the record has to be compared with. */
  readonly version: string;
}

interface Question extends Omit<AskedRecord, "record"> {
  /** Of rows that name the source package, or of the others. */
  readonly ofSource: boolean;
}

/**
 * What the snapshot has for a package, without the rows whose conditions do not hold.
 *
 * Where there are several places to look, the nearer one decides: what an advisory says of a longer-lived branch goes
 * before what it says of the release, and what it says of the binary package before what it says of its source.
 */
export function recordsOf(key: LookupKey, snapshot: Pick<Snapshot, "find">): AskedRecord[] {
  return recordsNear(key, snapshot).filter(({ isMet }) => isMet);
}

/** The same, with the rows whose conditions do not hold: what a person is told who asks why nothing was found. */
export function recordsNear(
  key: LookupKey,
  snapshot: Pick<Snapshot, "find">,
): (AskedRecord & { readonly isMet: boolean })[] {
  const found: (AskedRecord & { readonly isMet: boolean })[] = [];
  const spoken = new Set<string>();
  const questions = questionsOf(key);
  for (const { ofSource, release, name, version } of questions) {
    const records = snapshot
      .find(key.ecosystem.advisories, release, name)
      .filter(({ only }) => (only?.source === true) === ofSource)
      .filter(({ source, id }) => spoken.size === 0 || !spoken.has(`${source}\0${id}`));
    for (const record of records) {
      const isMet = record.only === undefined ? meets(NOTHING, key) : meets(record.only, key);
      found.push({ record, release, name, version, isMet });
    }
    if (questions.length === 1) continue;
    for (const { record, isMet } of found) if (isMet) spoken.add(`${record.source}\0${record.id}`);
  }
  return found;
}

/** What an advisory asks for that asks for nothing. */
const NOTHING: AffectedOnly = {};

function questionsOf({ release, branch, name, version, source }: LookupKey): Question[] {
  const releases = branch === undefined ? [release] : [branch, release];
  const named = releases.map((asked) => ({ release: asked, name, version, ofSource: false }));
  return source === undefined
    ? named
    : [...named, ...releases.map((asked) => ({ release: asked, ...source, ofSource: true }))];
}

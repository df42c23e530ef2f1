import type { ChangedRecord, SnapshotChanges } from "../advisories/changes.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { formatTable } from "./table.ts";
import { countOf } from "./words.ts";

const STYLES = { added: "green", changed: "yellow", removed: "red" } as const;

/** As many records as a person reads; JSON has them all. */
const MOST_RECORDS = 50;

/** What lies between two snapshots, for people: how much by source, then the first records. */
export function diffText({ keys, vulnerabilities, records }: SnapshotChanges, paint: Paint): string {
  if (records.length === 0) return "The records of both are the same.";
  const bySource = Map.groupBy(records, ({ source }) => source);
  const count = (of: readonly ChangedRecord[], change: ChangedRecord["change"]) =>
    String(of.filter((record) => record.change === change).length);
  const header = ["Source", "Added", "Changed", "Removed"].map((text) => paint("bold", text));
  const rows = [...bySource].map(([source, of]) => [
    printable(source),
    count(of, "added"),
    count(of, "changed"),
    count(of, "removed"),
  ]);
  const shown = records
    .slice(0, MOST_RECORDS)
    .map(({ source, id, change }) => [paint(STYLES[change], change), printable(id), paint("dim", printable(source))]);
  const more = records.length - shown.length;
  return [
    formatTable([header, ...rows]),
    "",
    `${countOf(keys.length, "package")} to be matched again, other facts of ${countOf(vulnerabilities.length, "vulnerability", "vulnerabilities")}.`,
    "",
    formatTable(shown),
    ...(more > 0 ? [`and ${countOf(more, "more record")}: --format json`] : []),
    "",
  ].join("\n");
}

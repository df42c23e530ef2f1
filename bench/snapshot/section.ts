import { formatBytes } from "../../src/report/words.ts";
import type { Bound } from "../bounds.ts";
import { formatMachine, type Machine } from "../machine.ts";
import { boundsOfSnapshot, type SnapshotFigures } from "./snapshot-bench.ts";

/** Between these the page of the manual has what is said of advisories; whoever writes the rest leaves it. */
const BEGIN = "<!-- Written by `npm run bench -- --advisories --write FILE`: measure again instead of changing it. -->";
const END = "<!-- End of what is said of advisories. -->";

/** The figures of advisories as a section of the manual's page. */
export function formatSection(figures: SnapshotFigures, machine: Machine, date: Date): string {
  const { build, records, exportSeconds, importSeconds, parsers, news, matching } = figures;
  const peak = build.usage === undefined ? "" : `, ${formatBytes(build.usage.peakBytes)} of memory at the most`;
  return `${BEGIN}

## Advisories

Measured by \`npm run bench -- --advisories --mirror DIR\` on ${date.toISOString().slice(0, 10)}:
${formatMachine(machine)}.

${table(["", "Measured", "At most", "Aim"], boundsOfSnapshot(figures).map(rowOfBound))}

- **Build**: \`plimsoll db build\` of a mirror folder, ${count(records)} records${peak}.
- **Compressed**: what \`db export\` writes. It takes ${seconds(exportSeconds)}, and \`db import\` of it ${seconds(importSeconds)}.
- **Match**: packages spread evenly over everything that the snapshot speaks of, each with a version from the middle of
  those that its advisories name: ${count(matching.findings)} findings, without the words that only reports read. Real
  images are kinder.

| News | \`db delta\` | \`db import\` | Size | Packages to match again | Flaws with other facts |
| --- | --- | --- | --- | --- | --- |
${news.map(rowOfNews).join("\n")}

Packages to match again are counted by what they are looked up by: ecosystem, release and name.

${table(["Source", "Read", "Records", "Time", "MB/s"], parsers.map(rowOfParser))}

Megabytes are those of the files as they are served: packed by gzip, zip, bzip2 or zstd, most of them. Records are made
and not written.

${END}`;
}

/** The page with this section in it: in the place of the one before, or at its end. */
export function withSection(page: string, section: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) return `${page.trimEnd()}\n\n${section}\n`;
  return page.slice(0, begin) + section + page.slice(end + END.length);
}

/** The section of a page, if it has one. */
export function sectionOf(page: string): string | undefined {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  return begin < 0 || end < begin ? undefined : page.slice(begin, end + END.length);
}

function rowOfBound({ what, measured, unit, bound, aim }: Bound): string[] {
  if (measured === undefined) return [what, "-", `${bound} ${unit}`, `${aim} ${unit}`];
  const mark = (limit: number) => `${limit} ${unit} ${measured <= limit ? "✓" : "✗"}`;
  return [what, `${formatFigure(measured)} ${unit}`, mark(bound), mark(aim)];
}

function rowOfNews({ what, makeSeconds, takeSeconds, bytes, keys, vulnerabilities }: SnapshotFigures["news"][number]) {
  return rowOf([
    what,
    seconds(makeSeconds),
    seconds(takeSeconds),
    formatBytes(bytes),
    count(keys),
    count(vulnerabilities),
  ]);
}

function rowOfParser({ name, bytes, records, seconds: time }: SnapshotFigures["parsers"][number]): string[] {
  return [name, formatBytes(bytes), count(records), seconds(time), (bytes / 1e6 / time).toFixed(1)];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map(rowOf).join("\n");
}

const rowOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const seconds = (figure: number) => `${figure.toFixed(figure < 10 ? 2 : 0)} s`;

const formatFigure = (figure: number) => (figure >= 10 ? figure.toFixed(0) : figure.toFixed(figure < 0.1 ? 4 : 2));

const count = (figure: number) => Math.round(figure).toLocaleString("en");

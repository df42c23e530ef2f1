import { formatTable } from "../src/report/table.ts";
import { type Bound, peaksOf, wallOf } from "./bounds.ts";
import { NAMES } from "./contenders.ts";
import type { Series } from "./rounds.ts";
import { ratioOf, spreadOf } from "./statistics.ts";

/** Who others are held against, each in a column of its own. */
const REFERENCES = [NAMES.baseline, "trivy, cold", "syft, cold"];

/** One line for each contender. */
export function formatSeries(series: readonly Series[]): string {
  const references = series.filter(({ name, runs }) => REFERENCES.includes(name) && runs.length > 0);
  const header = [
    "",
    "wall",
    "(min–max)",
    "CPU",
    "peak",
    ...references.map(({ name }) => `× ${name.replace(", cold", "")}`),
  ];
  const rows = series.map((one) => {
    const wall = spreadOf(wallOf(one));
    if (!wall) return [one.name, one.failure === undefined ? "-" : "failed"];
    const cpu = spreadOf(one.runs.flatMap(({ usage }) => usage?.cpuMs ?? []));
    const peak = spreadOf(peaksOf(one));
    return [
      one.name,
      seconds(wall.median),
      `(${seconds(wall.min)}–${seconds(wall.max)})`,
      cpu ? seconds(cpu.median) : "-",
      peak ? `${peak.max.toFixed(0)} MB` : "-",
      ...references.map((reference) => ratioOf(wallOf(one), wallOf(reference))?.toFixed(2) ?? "-"),
    ];
  });
  return formatTable([header, ...rows]);
}

/** One line for each bound, with marks for what holds. */
export function formatBounds(bounds: readonly Bound[]): string {
  const rows = bounds.map(({ what, measured, unit, bound, aim }) => {
    if (measured === undefined) return [what, "not measured"];
    const mark = (limit: number) => `${measured <= limit ? "✓" : "✗"} ${limit} ${unit}`;
    return [what, `${formatFigure(measured)} ${unit}`, mark(bound), mark(aim)];
  });
  return formatTable([["", "measured", "at most", "aim"], ...rows]);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const formatFigure = (figure: number) => (figure >= 10 ? figure.toFixed(0) : figure.toFixed(figure < 0.2 ? 3 : 2));

import type { Problem } from "../model/errors.ts";
import type { PackageFindings } from "../model/finding.ts";
import { SEVERITIES, type SeverityCounts } from "../model/severity.ts";
import { wrap } from "./columns.ts";
import { isNarrow, type Paint, SEVERITY_STYLES } from "./paint.ts";
import { printable } from "./printable.ts";

/** Decimal units, as registries and disks count. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** The first twelve hex digits, as Docker shows digests. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 12);
}

/** `1 package`, `3 packages` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const LETTERS = { critical: "C", high: "H", medium: "M", low: "L", unspecified: "?" } as const;

/** `   1C     0H     2M     0L`, and the unspecified where there are any; closer together where there is little room. */
export function severityCell(counts: SeverityCounts, paint: Paint, isTight = isNarrow(paint)): string {
  const [digits, gap] = isTight ? [2, " "] : [4, "  "];
  return SEVERITIES.filter((severity) => severity !== "unspecified" || counts.unspecified > 0)
    .map((severity) => {
      const text = `${String(counts[severity]).padStart(digits)}${LETTERS[severity]}`;
      return counts[severity] > 0 ? paint(SEVERITY_STYLES[severity], text) : paint("dim", text);
    })
    .join(gap);
}

/** What stands between namespace and name where people write both; of distributions nobody does. */
const JOINTS: Readonly<Record<string, string>> = {
  composer: "/",
  github: "/",
  golang: "/",
  maven: ":",
  npm: "/",
  swift: "/",
};

/** A package as its ecosystem's people write it: `@babel/core`, `org.apache.commons:commons-text`, `libc6`. */
export function packageName({ type, namespace, name }: Pick<PackageFindings, "type" | "namespace" | "name">): string {
  const joint = JOINTS[type];
  return printable(namespace && joint ? `${namespace}${joint}${name}` : name);
}

/** Problems for people: the first ones in full, the rest as a number. */
export function formatProblems(problems: readonly Problem[], paint: Paint, shown = 10): string[] {
  const { columns } = paint;
  const lines = problems.slice(0, shown).flatMap(({ code, message, layer }) => {
    const where = layer === undefined ? "" : ` (layer ${layer})`;
    const text = `${printable(message)}${where} ${paint("dim", `[${code}]`)}`;
    return wrap(text, { columns, start: `  ${paint("yellow", "!")} `, indent: 4 });
  });
  if (problems.length > shown) lines.push(`  … and ${problems.length - shown} more; --format json has all`);
  return lines;
}

import { type Figures, figuresOf } from "./figures.ts";
import { isWrong } from "./gate.ts";
import type { Judgement, Judgements } from "./judge.ts";
import { isTrap } from "./kinds.ts";

/** The whole report, for people. */
export function evaluationText(
  { judgements, idle, elsewhere, unlabelled }: Judgements,
  listUnlabelled: boolean,
): string {
  const traps = judgements.filter(({ label }) => isTrap(label.kind));
  const sections = [
    tableOf("", [["all", figuresOf(judgements)], ...(traps.length > 0 ? [row("traps", traps)] : [])]),
    tableOf(
      "ecosystem",
      by(judgements, ({ ecosystem }) => ecosystem),
    ),
    tableOf(
      "kind",
      by(judgements, ({ label }) => label.kind ?? "(none)"),
    ),
    wrongText(judgements),
    countText(idle.length, "labels speak of packages that their list does not have"),
    countText(elsewhere.length, "labels are of other lists"),
    unlabelledText(unlabelled, listUnlabelled),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

const row = (name: string, judgements: readonly Judgement[]): [string, Figures] => [name, figuresOf(judgements)];

function by(judgements: readonly Judgement[], nameOf: (one: Judgement) => string): [string, Figures][] {
  return [...Map.groupBy(judgements, nameOf)]
    .map(([name, group]): [string, Figures] => row(name, group))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const HEAD = ["labels", "TP", "FP", "miss", "TN", "?", "precision", "recall", "F1"];

function tableOf(title: string, rows: readonly (readonly [string, Figures])[]): string {
  const cells = rows.map(([name, figures]) => [
    name,
    ...[figures.labels, figures.truePositives, figures.falsePositives, figures.misses].map(String),
    ...[figures.trueNegatives, figures.unclear].map(String),
    ...[figures.precision, figures.recall, figures.f1].map((share) => (share === undefined ? "–" : share.toFixed(3))),
  ]);
  const lines = [[title, ...HEAD], ...cells];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))))
    .map((line) => line.join("  ").trimEnd())
    .join("\n");
}

const NAMES = { miss: "MISS", "false-positive": "FALSE" } as const;

function wrongText(judgements: readonly Judgement[]): string {
  const wrong = judgements.filter(isWrong);
  if (wrong.length === 0) return "No miss and no false finding.";
  return wrong
    .map(({ outcome, label, list, purl, why }) =>
      [
        `${NAMES[outcome]}  ${list}  ${purl}  ${label.flaws.join(", ")}${label.kind ? `  (${label.kind})` : ""}`,
        `  label:    ${label.id}`,
        ...(label.reason ? [`  tracker:  ${label.reason}`] : []),
        ...(label.url ? [`            ${label.url}`] : []),
        ...(why ? [`  Plimsoll: ${why}`] : []),
      ].join("\n"),
    )
    .join("\n");
}

function countText(count: number, what: string): string {
  return count === 0 ? "" : `${count} ${what}.`;
}

function unlabelledText(unlabelled: Judgements["unlabelled"], list: boolean): string {
  if (unlabelled.length === 0) return "";
  const lines = list ? unlabelled.map((one) => `\n  ${one.list}  ${one.purl}  ${one.id}`) : [];
  return `${unlabelled.length} findings have no label; they count for nothing.${lines.join("")}`;
}

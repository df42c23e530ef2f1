import type { z } from "zod";
import type { ApplyingStatement } from "../matching/vex/list.ts";
import type { Problem } from "../model/errors.ts";
import type { VexListDocument } from "./contracts.ts";
import { problemsJson } from "./image-path.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { formatTable } from "./table.ts";
import { countOf, formatProblems } from "./words.ts";

/** The statements as `VexListDocument`. */
export function vexListJson(
  target: string,
  applying: readonly ApplyingStatement[],
  problems: readonly Problem[],
): z.infer<typeof VexListDocument> {
  return {
    target,
    statements: applying.map(({ statement, packages, overruled }) => ({
      ids: [...statement.ids],
      status: statement.status,
      ...(statement.justification && { justification: statement.justification }),
      ...(statement.impact && { impact: statement.impact }),
      ...(statement.action && { action: statement.action }),
      ...(statement.author && { author: statement.author }),
      ...(statement.time > 0 && { time: new Date(statement.time).toISOString() }),
      source: statement.source,
      packages: [...packages],
      overruled: [...overruled],
    })),
    problems: problemsJson(problems),
  };
}

/** One line a statement: the flaw, what is said of it, about what, by whom. */
export function vexListText(
  applying: readonly ApplyingStatement[],
  problems: readonly Problem[],
  paint: Paint,
): string {
  const header = ["Vulnerability", "Status", "Package", "Says"].map((title) => paint("bold", title));
  const rows = applying.map(({ statement, packages, overruled }) => {
    const { ids, status, justification, author, source } = statement;
    const isOverruled = overruled.length === packages.length;
    const about = packages.length === 1 ? (packages[0] ?? "") : countOf(packages.length, "package");
    const why = justification === undefined ? "" : ` (${justification})`;
    return [
      printable(ids[0] ?? ""),
      `${printable(status + why)}${isOverruled ? paint("dim", ", overruled") : ""}`,
      printable(about),
      printable([author, source].filter(Boolean).join(", ")),
    ];
  });
  const parts = [
    rows.length === 0
      ? "No statement is about this image"
      : formatTable([header, ...rows], { columns: paint.columns, yields: 2 }),
  ];
  if (problems.length > 0) parts.push([paint("bold", "Not applied"), ...formatProblems(problems, paint)].join("\n"));
  return showOn(paint, ...parts);
}

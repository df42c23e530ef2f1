import type { Finding, VexVerdict } from "../../model/finding.ts";
import type { Package } from "../../model/package.ts";
import { indexStatements, statementOf } from "./choose.ts";
import type { VexStatement } from "./statement.ts";
import type { Subject } from "./subject.ts";

/** What is said of the findings of one package, over what matching found. */
export type Overlay = (pkg: Package, findings: readonly Finding[]) => readonly Finding[];

/**
 * Findings with what the last statement says of each. `not_affected` takes it out of what counts; all other words are
 * told beside it, as Docker Scout does: a fix that somebody claims is not one that was seen.
 */
export function vexOverlay(statements: readonly VexStatement[], subject: Subject): Overlay {
  if (statements.length === 0) return (_, findings) => findings;
  const index = indexStatements(statements);
  return (pkg, findings) => {
    const known = subject.packages.get(pkg);
    if (!known) return findings;
    return findings.map((finding) => {
      const statement = statementOf(finding, known, subject, index);
      return statement ? withStatement(finding, statement) : finding;
    });
  };
}

function withStatement(
  finding: Finding,
  { status, justification, impact, action, author, time, source }: VexStatement,
) {
  const vex: VexVerdict = {
    status,
    ...(justification && { justification }),
    ...(impact && { impact }),
    ...(action && { action }),
    ...(author && { author }),
    ...(time > 0 && { time: new Date(time).toISOString() }),
    source,
  };
  const { suppressed, ...bare } = finding;
  // Who ignores it by a file has said so last; a word of an earlier document does not stay.
  const kept = suppressed?.by === "ignore-file" ? { suppressed } : {};
  if (status !== "not_affected") return { ...bare, ...kept, vex };
  return {
    ...bare,
    vex,
    suppressed: {
      by: "vex" as const,
      status,
      ...(justification && { justification }),
      ...(impact && { reason: impact }),
      ...(author && { author }),
      source,
    },
  };
}

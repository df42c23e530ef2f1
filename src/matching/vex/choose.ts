import { covers, narrowness } from "./covers.ts";
import type { VexStatement, VexStatus } from "./statement.ts";
import type { Subject, SubjectPackage } from "./subject.ts";

/** Statements by the flaws that they speak of. */
export type StatementIndex = ReadonlyMap<string, readonly VexStatement[]>;

export function indexStatements(statements: readonly VexStatement[]): StatementIndex {
  const index = new Map<string, VexStatement[]>();
  for (const statement of statements) {
    for (const id of new Set(statement.ids.map(spelled))) {
      const list = index.get(id);
      if (list) list.push(statement);
      else index.set(id, [statement]);
    }
  }
  return index;
}

const spelled = (id: string) => id.toUpperCase();
const isCve = (id: string) => id.startsWith("CVE-");

/** A statement with how narrowly it names the package. */
interface Candidate {
  readonly statement: VexStatement;
  readonly narrowness: number;
}

/** The statement that counts for a flaw of a package, of all that speak of it. */
export function statementOf(
  flaw: { readonly id: string; readonly aliases: readonly string[] },
  subject: SubjectPackage,
  whole: Subject,
  index: StatementIndex,
): VexStatement | undefined {
  const id = spelled(flaw.id);
  const named = new Set([id, ...flaw.aliases.map(spelled)].flatMap((name) => index.get(name) ?? []));
  const candidates: Candidate[] = [];
  for (const statement of named) {
    // Two CVEs are never one, whatever other name they share.
    const cves = statement.ids.map(spelled).filter(isCve);
    if (isCve(id) && cves.length > 0 && !cves.includes(id)) continue;
    const holding = statement.products.filter((product) => covers(product, subject, whole));
    if (holding.length > 0) candidates.push({ statement, narrowness: Math.max(...holding.map(narrowness)) });
  }
  return candidates.sort(compareCandidates)[0]?.statement;
}

/** Where two are equally new and equally narrow, the one that hides less. */
const CAUTION: readonly VexStatus[] = ["affected", "under_investigation", "fixed", "not_affected"];

/** The newest first; of one time the higher version of its document, then the narrower product. */
function compareCandidates(a: Candidate, b: Candidate): number {
  const [left, right] = [a.statement, b.statement];
  return (
    right.time - left.time ||
    right.version - left.version ||
    b.narrowness - a.narrowness ||
    CAUTION.indexOf(left.status) - CAUTION.indexOf(right.status) ||
    // Nothing is left that would matter: only that the order of files does not.
    compareText(JSON.stringify(left), JSON.stringify(right))
  );
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

import { indexStatements, statementOf } from "./choose.ts";
import { covers } from "./covers.ts";
import type { VexStatement } from "./statement.ts";
import type { Subject } from "./subject.ts";

/** A statement with the packages of an image that it is about. */
export interface ApplyingStatement {
  readonly statement: VexStatement;
  /** Package URLs, sorted. */
  readonly packages: readonly string[];
  /** Of them those for which a later or narrower statement counts in its place. */
  readonly overruled: readonly string[];
}

/** The statements that are about an image, by flaw, the one that counts first. */
export function applyingStatements(
  statements: readonly VexStatement[],
  subject: Subject,
): readonly ApplyingStatement[] {
  const index = indexStatements(statements);
  const applying: ApplyingStatement[] = [];
  for (const statement of statements) {
    const about = [...subject.packages.values()].filter((one) =>
      statement.products.some((product) => covers(product, one, subject)),
    );
    if (about.length === 0) continue;
    const [id = "", ...aliases] = statement.ids;
    const overruled = about.filter((one) => {
      const counting = statementOf({ id, aliases }, one, subject, index);
      return counting !== undefined && counting !== statement;
    });
    applying.push({
      statement,
      packages: purlsOf(about.map(({ pkg }) => pkg)),
      overruled: purlsOf(overruled.map(({ pkg }) => pkg)),
    });
  }
  return applying.sort(
    (a, b) =>
      compareText(a.statement.ids[0] ?? "", b.statement.ids[0] ?? "") ||
      b.statement.time - a.statement.time ||
      compareText(a.statement.source, b.statement.source),
  );
}

const purlsOf = (packages: readonly { readonly purl: string }[]) =>
  [...new Set(packages.map(({ purl }) => purl))].sort();

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

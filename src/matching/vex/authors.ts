import { KnownError, messageOf, type Report } from "../../model/errors.ts";
import type { VexStatement } from "./statement.ts";

/** Whose word counts where nobody says otherwise: Docker Scout's default. */
export const DEFAULT_AUTHORS: readonly string[] = ["<.*@docker.com>"];

/** @throws {KnownError} `OPTION_INVALID` for what is no pattern. */
export function authorPatterns(texts: readonly string[], flag: string): readonly RegExp[] {
  return texts.map((text) => {
    try {
      return new RegExp(text);
    } catch (cause) {
      throw new KnownError("OPTION_INVALID", `${flag}: '${text}' is no pattern: ${messageOf(cause)}`, { flag }, cause);
    }
  });
}

/** Statements of authors that are trusted. Of the others it is told: else nobody knows why nothing was hidden. */
export function ofAuthors(
  statements: readonly VexStatement[],
  patterns: readonly RegExp[],
  report: Report,
): readonly VexStatement[] {
  const verdicts = new Map<string, boolean>();
  const refused = new Map<string, number>();
  const kept = statements.filter(({ author = "" }) => {
    let trusted = verdicts.get(author);
    if (trusted === undefined) {
      trusted = patterns.some((pattern) => pattern.test(author));
      verdicts.set(author, trusted);
    }
    if (!trusted) refused.set(author, (refused.get(author) ?? 0) + 1);
    return trusted;
  });
  for (const [author, count] of [...refused].sort()) {
    const who = author === "" ? "no author" : `author '${author}'`;
    const statementsText = `${count} VEX ${count === 1 ? "statement" : "statements"} with ${who}`;
    const told = patterns.map(({ source }) => source).join(", ");
    report({
      code: "VEX_IGNORED",
      message: `${statementsText} not applied: --vex-author is ${told}; add --vex-author '${author === "" ? ".*" : suggested(author)}'`,
    });
  }
  return kept;
}

/** The author's name as a pattern; of the flag's value a comma would make two. */
const suggested = (author: string) => author.slice(0, 100).replace(/[\\^$.*+?()[\]{}|,']/g, ".");

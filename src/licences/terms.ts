/** Licences that hold together: their expressions, each whole by itself, and what joins them where there are several. */
export interface Terms {
  readonly join?: "AND" | "OR";
  readonly parts: readonly string[];
}

/** As an SPDX expression. */
export const formatTerms = ({ join, parts }: Terms) => parts.join(` ${join} `);

/**
 * Joins what stands side by side, each part once. What is joined otherwise comes in brackets, also where precedence
 * would do: people read these.
 */
export function joinTerms(join: "AND" | "OR", all: readonly Terms[]): Terms {
  const [first] = all;
  if (first && all.length === 1) return first;
  const parts = new Set(
    all.flatMap((terms) =>
      terms.parts.length === 1 || terms.join === join ? terms.parts : [`(${formatTerms(terms)})`],
    ),
  );
  if (parts.size > 1) return { join, parts: [...parts] };
  // What was said twice is left once, without brackets.
  return first ?? { parts: [] };
}

import { after, type Bounds, before, EVERY, from, only, upTo, type VersionRange } from "../versions/ranges/bounds.ts";
import { formatVers } from "../versions/ranges/vers.ts";

const SIGNS = { ">=": from, ">": after, "<": before, "<=": upTo, "=": only } as const;

/**
 * An affected range as findings write it (`>=2.0,<2.1 || >=3.0,<3.4`), in `vers`. `undefined` where that has no name for
 * the ecosystem, or a version is none by its rules.
 *
 * @param order Name of the version order that compared.
 */
export function versOf(type: string, order: string | undefined, range: string): string | undefined {
  const runs = range.split(" || ").map(runOf);
  if (runs.some((run) => run === undefined)) return undefined;
  for (const scheme of [type, order]) {
    try {
      if (scheme !== undefined) return formatVers(scheme, runs as VersionRange);
    } catch {
      // The next name, or none.
    }
  }
  return undefined;
}

function runOf(text: string): Bounds | undefined {
  if (text === "every version") return EVERY[0];
  let run: Bounds = {};
  for (const part of text.split(",")) {
    const [, sign, version = ""] = /^(>=|<=|>|<|=)(.+)$/s.exec(part) ?? [];
    if (sign === undefined) return undefined;
    run = { ...run, ...SIGNS[sign as keyof typeof SIGNS](version) };
  }
  return run;
}

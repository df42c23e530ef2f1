import type { Need } from "./depends-on.ts";

/** What says nothing of which architecture it is. */
const ANY_ARCHITECTURE = new Set(["any", "native"]);

/**
 * What a `Depends` field asks for: `a (>= 1), b:any | c` is `a`, and `b` or `c`. Versions are left out.
 *
 * Source: https://www.debian.org/doc/debian-policy/ch-relationships.html
 */
export function parseRelations(field: string): Need[][] {
  return field
    .split(",")
    .map((clause) => clause.split("|").flatMap((way) => parseWay(way)))
    .filter((ways) => ways.length > 0);
}

/** The names of a `Provides` field. */
export const parseProvides = (field: string): string[] =>
  parseRelations(field).flatMap((ways) => ways.map(({ name }) => name));

function parseWay(way: string): Need[] {
  const text = way.trim();
  const end = text.search(/[\s([<]/);
  const [name = "", architecture] = (end < 0 ? text : text.slice(0, end)).split(":", 2);
  if (name === "") return [];
  return [{ name, ...(architecture && !ANY_ARCHITECTURE.has(architecture) && { architecture }) }];
}

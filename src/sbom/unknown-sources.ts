import type { Problem } from "../model/errors.ts";
import type { Package } from "../model/package.ts";

/** Catalogers of distributions' packages whose lists name no source packages, which advisories speak of. */
const WITHOUT_SOURCES: ReadonlySet<string> = new Set(["chisel"]);

/** What is told where packages cannot be looked up by what they were built from: their flaws may be missed. */
export function unknownSources(packages: readonly Package[]): Problem[] {
  const known = packages.filter(({ foundBy, removedIn }) => WITHOUT_SOURCES.has(foundBy) && removedIn === undefined);
  const [first] = known;
  const path = first?.locations[0]?.path;
  if (!first || path === undefined) return [];
  const more = known.length > 1 ? ` and ${known.length - 1} more` : "";
  const message = `${path}: names no source packages, so flaws of ${first.name}${more} may be missed`;
  return [{ code: "SOURCES_UNKNOWN", path, message }];
}

import type { Cataloger } from "../../src/catalogers/cataloger.ts";
import { catalogFiles } from "./catalog-files.ts";

/** What one cataloger makes of one file, in short: a row of what is said of each package, and the problems' messages. */
export function catalogRows(cataloger: Cataloger, path: string, text: string) {
  const { packages, problems } = catalogFiles(cataloger, [{ [path]: text }]);
  return {
    packages,
    rows: packages.map(({ purl, direct, scope, dependsOn = [] }) => [
      purl,
      ...(direct === undefined ? [] : [direct ? "direct" : "indirect"]),
      ...(scope ? [scope] : []),
      ...dependsOn.map((need) => `→ ${need}`),
    ]),
    messages: problems.map(({ message }) => message),
  };
}

import type { Artifact } from "./inventory-of.ts";

/** Facts of a package that are counted, by the names of `sbom --format json`. */
const FACTS = [
  ["licenses", "licence"],
  ["license", "SPDX"],
  ["author", "author"],
  ["description", "description"],
  ["url", "homepage"],
  ["installed_size", "installed size"],
  ["size", "size"],
  ["checksums", "checksum"],
  ["depends_on", "edges"],
  ["direct", "direct"],
  ["scope", "scope"],
] as const;

/** How many packages of each group have each fact, a row each under a heading. */
export function factRows(heading: string, groups: Iterable<readonly [string, readonly Artifact[]]>): string[][] {
  const rows = [[heading, "packages", ...FACTS.map(([, title]) => title)]];
  for (const [name, group] of groups) {
    const share = (fact: string) => {
      const filled = group.filter((artifact) => isThere(artifact[fact])).length;
      return group.length === 0 ? "-" : `${Math.round((100 * filled) / group.length)} %`;
    };
    rows.push([name, String(group.length), ...FACTS.map(([fact]) => share(fact))]);
  }
  return rows;
}

const isThere = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);

/** The names of each family of GNU licences, its versions, and the first one: what "any version" begins with. */
const FAMILIES: readonly {
  readonly id: string;
  readonly names: readonly string[];
  readonly versions: readonly string[];
  readonly first: string;
}[] = [
  {
    id: "GPL",
    names: ["GPL", "GNU GPL", "GNU General Public", "General Public", "GNU Public", "GNU General Public License (GPL)"],
    versions: ["1.0", "2.0", "3.0"],
    first: "1.0",
  },
  {
    id: "LGPL",
    names: [
      "LGPL",
      "GNU LGPL",
      "GNU Lesser General Public",
      "GNU Lesser Public",
      "GNU Lesser",
      "GNU Lesser GPL",
      "Lesser General Public",
      "Lesser GPL",
      "GNU Library General Public",
      "GNU Library",
      "GNU Library or Lesser General Public",
      "GNU Library or Lesser General Public License (LGPL)",
      "GNU Lesser General Public License (LGPL)",
      "Library General Public",
    ],
    versions: ["2.0", "2.1", "3.0"],
    first: "2.0",
  },
  {
    id: "AGPL",
    names: ["AGPL", "GNU AGPL", "GNU Affero General Public", "GNU Affero GPL", "Affero General Public", "Affero GPL"],
    versions: ["1.0", "3.0"],
    // Version 1.0 was Affero's own; "any version published by the Free Software Foundation" begins here.
    first: "3.0",
  },
  {
    id: "GFDL",
    names: [
      "GFDL",
      "FDL",
      "GNU FDL",
      "GNU Free Documentation",
      "GNU Free Documentation License (FDL)",
      "Free Documentation",
    ],
    versions: ["1.1", "1.2", "1.3"],
    first: "1.1",
  },
];

/**
 * Every way to write a GNU licence, with its identifier. A version alone is taken for that one only, as Debian, Fedora
 * and SPDX's older identifiers do. No version at all means any: the licences say so themselves ("If the Program does not
 * specify a version number of this License, you may choose any version ever published", GPL 2, section 9).
 */
export function* gnuNames(): Generator<{
  readonly name: string;
  readonly expression: string;
  readonly vague: boolean;
}> {
  for (const { id, names, versions, first } of FAMILIES) {
    for (const name of names) {
      const any = `${id}-${first}-or-later`;
      yield { name, expression: any, vague: true };
      yield { name: `${name} +`, expression: any, vague: true };
      for (const version of versions) {
        const [only, later] = [`${id}-${version}-only`, `${id}-${version}-or-later`];
        const abbreviation = `${id}${version}`;
        const add = (written: string, expression: string) => ({ name: written, expression, vague: false });
        for (const written of [`${name} ${version}`, `${name} ${version} (${abbreviation})`]) {
          yield add(written, only);
          yield add(`${written} only`, only);
          yield add(`${written} only +`, later);
          yield add(`${written} +`, later);
          yield add(`${written} + +`, later);
        }
        yield add(`${name} >= ${version}`, later);
        yield add(`${name} == ${version}`, only);
        yield add(`${name} ${version} + (${abbreviation}+)`, later);
        yield add(`${name} (${abbreviation})`, only);
        yield add(`${name} (${abbreviation}+)`, later);
        if (id !== "GFDL") continue;
        // Debian's `NIV`: no invariant sections.
        for (const [free, kind] of [
          ["NIV", "no-invariants"],
          ["no invariants", "no-invariants"],
          ["no invariant", "no-invariants"],
          ["invariants", "invariants"],
        ]) {
          for (const [suffix, words] of [
            ["only", ""],
            ["or-later", "+"],
          ]) {
            const expression = `${id}-${version}-${kind}-${suffix}`;
            yield add(`${name} ${free} ${version} ${words}`, expression);
            yield add(`${name} ${version} ${words} ${free}`, expression);
          }
        }
      }
    }
  }
}

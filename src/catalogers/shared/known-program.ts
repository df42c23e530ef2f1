/** A text in a program's file that stands at its version. */
export interface Sign {
  /** Searched for as it is; `$1` stands for what the path's pattern took out of the path. */
  readonly literal: string;
  /** Its first group is the version, in what stands around the literal. */
  readonly version: RegExp;
  /** Characters looked at in front of the literal and behind it; 100 where not told. */
  readonly around?: number;
}

/** A program that is known by its name and by a text within it. */
export interface KnownProgram {
  readonly name: string;
  /** Of its package URL, where that is not `generic`. */
  readonly type?: string;
  readonly namespace?: string;
  /**
   * Last names of its files, apart by blanks; one that ends in an asterisk stands for all that begin like it. Empty for
   * a Go program that is known by its module alone.
   */
  readonly files: string;
  /** What the whole path has to fit besides. */
  readonly path?: RegExp;
  /** The first one that is found counts. */
  readonly signs: readonly Sign[];
  /** `vendor:product` by which the National Vulnerability Database may name it, apart by blanks; absent where none is. */
  readonly cpes?: string;
  /** The module of a Go program; nothing is said of one that tells its own module. */
  readonly goModule?: string;
  /** Nothing is said where this stands, seen from the program's folder: another cataloger tells more by it. */
  readonly unless?: readonly string[];
}

export const at = (literal: string, version: RegExp, around?: number): Sign => ({
  literal,
  version,
  ...(around !== undefined && { around }),
});

/** Names that begin alike are found by so many of their characters. */
const BEGINNING = 3;

/** Finds the rows of a table that a path fits, each with what its pattern took out of the path. */
export function programTable(
  programs: readonly KnownProgram[],
): (path: string) => { readonly row: KnownProgram; readonly part: string }[] {
  const byName = new Map<string, KnownProgram[]>();
  const byBeginning = new Map<string, { readonly beginning: string; readonly row: KnownProgram }[]>();
  for (const row of programs) {
    for (const file of row.files.split(" ").filter(Boolean)) {
      if (!file.endsWith("*")) byName.set(file, [...(byName.get(file) ?? []), row]);
      else {
        const beginning = file.slice(0, -1);
        const key = beginning.slice(0, BEGINNING);
        byBeginning.set(key, [...(byBeginning.get(key) ?? []), { beginning, row }]);
      }
    }
  }
  // Most paths cost two look-ups here: this is asked for every file of an image.
  return (path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const named = byName.get(name);
    const begun = byBeginning.get(name.slice(0, BEGINNING));
    if (!named && !begun) return [];
    const rows = new Set(named);
    for (const { beginning, row } of begun ?? []) if (name.startsWith(beginning)) rows.add(row);
    return [...rows].flatMap((row) => {
      const match = row.path ? row.path.exec(path) : [];
      return match ? [{ row, part: match[1] ?? "" }] : [];
    });
  };
}

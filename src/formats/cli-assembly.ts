import { type CliTables, readCliTables, TABLE } from "./cli-tables.ts";
import type { PeProgram } from "./pe.ts";

/** What a .NET assembly says of itself. */
export interface CliAssembly {
  readonly name: string;
  /** Of four numbers, by which other assemblies ask for it. */
  readonly version: string;
  /** Of an assembly that only has texts in one language. */
  readonly culture: string;
  /** It can be run. */
  readonly isProgram: boolean;
  /** Part of it was compiled for a machine before it came here. */
  readonly isCompiled: boolean;
  /** Names of the assemblies that it needs. */
  readonly references: readonly string[];
  /** What was written on the assembly, by the names of the attributes: the texts of each. */
  readonly attributes: ReadonlyMap<string, readonly (readonly string[])[]>;
}

const MOST_REFERENCES = 2000;
/** Of one assembly; those that compilers make have thirty. */
const MOST_ATTRIBUTES = 500;
/** Looked through for those of the assembly: the largest have 200,000. */
const MOST_SOUGHT = 1_000_000;

/** By which kind of row an attribute says that it is one of the assembly: its row of 22, in the upper bits its number. */
const ON_ASSEMBLY = (1 << 5) | 14;
const METHOD_DEF = 2;
/** The column of a type that tells where its methods begin. */
const FIRST_METHOD = 5;
const MEMBER_REF = 3;

/** The assembly that a file is; `undefined` for a program of another kind, and for a part of an assembly. */
export function readCliAssembly(pe: PeProgram): CliAssembly | undefined {
  const tables = readCliTables(pe);
  const fields = tables?.row(TABLE.assembly, 1);
  if (!tables || !fields) return undefined;
  const [, major, minor, build, revision, , , nameAt = 0, cultureAt = 0] = fields;
  const name = tables.string(nameAt);
  if (name === "") return undefined;
  return {
    name,
    version: [major, minor, build, revision].join("."),
    culture: tables.string(cultureAt),
    isProgram: tables.entryPoint !== 0,
    isCompiled: tables.isCompiled,
    references: referencesOf(tables),
    attributes: attributesOf(tables),
  };
}

function referencesOf(tables: CliTables): string[] {
  const count = Math.min(tables.rows(TABLE.assemblyRef), MOST_REFERENCES);
  const names = Array.from({ length: count }, (_, i) => tables.string(tables.row(TABLE.assemblyRef, i + 1)?.[6] ?? 0));
  return [...new Set(names)].filter((name) => name !== "");
}

function attributesOf(tables: CliTables): CliAssembly["attributes"] {
  const attributes = new Map<string, (readonly string[])[]>();
  const count = Math.min(tables.rows(TABLE.customAttribute), MOST_SOUGHT);
  const isSorted = tables.isSorted(TABLE.customAttribute);
  const first = isSorted ? lastUpTo(tables, TABLE.customAttribute, 0, ON_ASSEMBLY - 1) + 1 : 1;
  let found = 0;
  for (let i = first; i <= count && found < MOST_ATTRIBUTES; i++) {
    const [parent = 0, type = 0, value = 0] = tables.row(TABLE.customAttribute, i) ?? [];
    if (isSorted && parent > ON_ASSEMBLY) break;
    if (parent !== ON_ASSEMBLY) continue;
    found++;
    const name = typeNameOf(tables, type);
    if (name === undefined) continue;
    const texts = textsOf(tables.blob(value));
    const others = attributes.get(name);
    if (others) others.push(texts);
    else attributes.set(name, [texts]);
  }
  return attributes;
}

/** The name of the attribute that a constructor makes, which stands in this assembly or in another one. */
function typeNameOf(tables: CliTables, maker: number): string | undefined {
  const index = maker >>> 3;
  const kind = maker & 7;
  if (kind === METHOD_DEF) {
    // The type whose methods begin at or before this one.
    const type = tables.row(TABLE.typeDef, lastUpTo(tables, TABLE.typeDef, FIRST_METHOD, index));
    return type && tables.string(type[1] ?? 0);
  }
  const member = kind === MEMBER_REF ? tables.row(TABLE.memberRef, index) : undefined;
  if (!member) return undefined;
  const [parent = 0] = member;
  // 1: a type of another assembly.
  const type = (parent & 7) === 1 ? tables.row(TABLE.typeRef, parent >>> 3) : undefined;
  return type && tables.string(type[1] ?? 0);
}

/** The last row whose column, which only rises, holds no more than a number; 0 where there is none. */
function lastUpTo(tables: CliTables, table: number, column: number, most: number): number {
  let [low, high] = [0, Math.min(tables.rows(table), MOST_SOUGHT)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tables.row(table, middle)?.[column] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The texts that an attribute begins with: those of interest take one or two, and nothing else. Each stands behind its
 * length, all behind the number 1.
 */
function textsOf(blob: Uint8Array): string[] {
  const texts: string[] = [];
  if (blob[0] !== 1 || blob[1] !== 0) return texts;
  // The last two bytes count what stands behind.
  for (let at = 2; at < blob.length - 2 && texts.length < 2; ) {
    const [a = 0, b = 0] = blob.subarray(at);
    const [length, from] = a < 0x80 ? [a, at + 1] : [((a & 0x3f) << 8) | b, at + 2];
    if (a >= 0xc0 || from + length > blob.length - 2) break;
    texts.push(new TextDecoder().decode(blob.subarray(from, from + length)));
    at = from + length;
  }
  return texts;
}

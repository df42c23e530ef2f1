import { readSection } from "../formats/program.ts";
import { inflateRaw } from "../host/inflate-raw.ts";
import { messageOf } from "../model/errors.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { isParsable } from "./shared/json-fields.ts";
import { beginsAsProgram, mayBeProgram, programOf } from "./shared/program-file.ts";

interface Crate {
  readonly name: string;
  readonly version: string;
  /** `crates.io`, `git`, `local`, `registry`, or what later versions write. */
  readonly source: string;
  /** Positions in the list. */
  readonly needs: readonly number[];
  readonly isRoot?: boolean;
}

interface RustProgram {
  readonly sizeBytes: number;
  readonly architecture?: string;
  readonly crates: readonly Crate[];
}

const SECTION = ".dep-v0";
const MOST_PACKED_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_CRATES = 10_000;
const MOST_NEEDS = 2000;
const MOST_TEXT = 1000;

/** Two bytes that tell how zlib packed. */
const ZLIB_HEADER_BYTES = 2;

/** Rust programs that were built with `cargo auditable`: the crates that went into them. */
export const rustBinary = defineCataloger<RustProgram>({
  name: "rust-binary",
  version: 1,
  describes: "Rust crates, by the list that `cargo auditable` puts into programs (ELF, PE and Mach-O)",
  specification: "https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md",
  purlType: "cargo",
  evidences: "installed",
  gives: ["architecture", "sizeBytes", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: mayBeProgram,
  sniff: beginsAsProgram,

  read(file, report) {
    const program = programOf(file);
    const section = program?.sections.find(({ name }) => name === SECTION);
    if (!program || !section) return undefined;
    const malformed = (message: string) =>
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: its list of crates ${message}` });
    let packages: unknown;
    try {
      const packed = readSection(program, section, MOST_PACKED_BYTES);
      const text = new TextDecoder().decode(inflateRaw(packed.subarray(ZLIB_HEADER_BYTES), MOST_BYTES));
      if (!isParsable(text, file.path, report)) return undefined;
      packages = fieldsOf(JSON.parse(text)).packages;
    } catch (error) {
      malformed(error instanceof SyntaxError ? "is not JSON" : messageOf(error));
      return undefined;
    }
    if (!Array.isArray(packages)) {
      malformed("has no packages");
      return undefined;
    }
    if (packages.length > MOST_CRATES) malformed(`has more than ${MOST_CRATES}; the others were left out`);
    const { crates, bad } = cratesOf(packages.slice(0, MOST_CRATES));
    if (bad > 0) malformed(`has ${bad} without a name or a version`);
    const { architecture } = program;
    return { sizeBytes: file.sizeBytes, ...(architecture && { architecture }), crates };
  },

  assemble: (evidence) => evidence.filter(stands).flatMap(packagesOf),
});

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Those that are in the program; what only helped to build it is not, but keeps its position in the list. */
function cratesOf(packages: readonly unknown[]): { crates: Crate[]; bad: number } {
  const positions = new Map<number, number>();
  const kept: Readonly<Record<string, unknown>>[] = [];
  let bad = 0;
  for (const [i, value] of packages.entries()) {
    const fields = fieldsOf(value);
    if (fields.kind !== undefined && fields.kind !== "runtime") continue;
    if (!isText(fields.name) || !isText(fields.version)) {
      bad++;
      continue;
    }
    positions.set(i, kept.length);
    kept.push(fields);
  }
  const crates = kept.map(({ name, version, source, dependencies, root }): Crate => {
    const needs = Array.isArray(dependencies) ? dependencies.slice(0, MOST_NEEDS) : [];
    return {
      name: String(name).slice(0, MOST_TEXT),
      version: String(version).slice(0, MOST_TEXT),
      source: isText(source) ? source.slice(0, MOST_TEXT) : "",
      needs: needs.flatMap((position) => positions.get(position as number) ?? []),
      ...(root === true && { isRoot: true }),
    };
  });
  return { crates, bad };
}

function packagesOf({ path, layer, value }: Found<RustProgram>): CatalogedPackage[] {
  const { sizeBytes, architecture, crates } = value;
  const purls = crates.map(({ name, version }) => formatPurl({ type: "cargo", name, version, qualifiers: {} }));
  const asked = new Set(crates.filter(({ isRoot }) => isRoot).flatMap(({ needs }) => needs));
  return crates.map(({ name, version, source, needs, isRoot }, i): CatalogedPackage => {
    const purl = purls[i] ?? "";
    const dependsOn = [...new Set(needs.flatMap((position) => purls[position] ?? []))].sort();
    return {
      purl,
      type: "cargo",
      name,
      version,
      licenses: [],
      ...(architecture && { architecture }),
      ...(isRoot && { sizeBytes }),
      ...(dependsOn.length > 0 && { dependsOn }),
      ...(asked.size > 0 && !isRoot && { direct: asked.has(i) }),
      scope: "production",
      properties: { ...(source && { "cargo:source": source }), ...(isRoot && { "cargo:root": "true" }) },
      layer,
      locations: [{ path, layer }],
    };
  });
}

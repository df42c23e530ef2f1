import { findBytes } from "../formats/find-bytes.ts";
import { latin1Of } from "../formats/latin1.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, stands, type WantedFile } from "./cataloger.ts";
import { KNOWN_PROGRAMS, type KnownProgram, type Sign } from "./shared/program-signs.ts";

/** Which rows of the table the file fits, with the version that it tells. */
type Evidence = readonly { readonly name: string; readonly version: string }[];

/** So much is looked at in one go; pieces overlap by what may stand around a literal. */
const PIECE_BYTES = 1024 * 1024;
const AROUND = 100;

/** Places of one literal that are looked at in one file: short ones are everywhere in some. */
const MOST_PLACES = 20_000;

/** The end of every path of the table, so that most files cost one look. */
const LAST_NAME = /[^/]*$/;
const MAY_BE_KNOWN =
  /^(?:l?i?b?py|l?i?b?ruby|l?i?b?php|libstd-|libjulia|liberts|node|deno|perl|VERSION|redis|valkey|postgres|my|maria|mongod|nginx|openresty|httpd|apache2|lighttpd|ha|envoy|traefik|consul|vault|busy|bash|openssl|curl|git|rustc|OTP|erl|beam|elixir|memc|rabbit|dart|pro|mosq|irssi|fluent)/;

/** Programs without a package manager's record, by a text within them. */
export const binary = defineCataloger<Evidence>({
  name: "binary",
  version: 1,
  describes: "Stand-alone programs that official images build from source, by texts within them",
  specification: "https://github.com/package-url/purl-spec/blob/main/types/generic-definition.json",
  purlType: "generic",
  evidences: "installed",
  gives: [],
  roots: [],
  maxFileBytes: 128 * 1024 * 1024,

  wants: (path, { sizeBytes }) =>
    sizeBytes > 0 && MAY_BE_KNOWN.test(LAST_NAME.exec(path)?.[0] ?? "") && rowsFor(path).length > 0,

  read(file) {
    const found = rowsFor(file.path).flatMap(({ row, part }) => {
      const version = findVersion(file, row.signs, part);
      return version === undefined ? [] : [{ name: row.name, version }];
    });
    // MariaDB's programs hold MySQL's texts, OpenResty's those of nginx: what stands first in the table counts.
    return found.length === 0 ? undefined : found.slice(0, 1);
  },

  assemble: (evidence) =>
    evidence.filter(stands).flatMap(({ path, layer, value }) =>
      value.flatMap(({ name, version }): CatalogedPackage[] => {
        const row = KNOWN_PROGRAMS.find((one) => one.name === name);
        if (!row) return [];
        const { type = "generic", namespace } = row;
        // Go writes a `v` before every version of a module.
        const written = type === "golang" ? `v${version}` : version;
        return [
          {
            purl: formatPurl({ type, ...(namespace && { namespace }), name, version: written, qualifiers: {} }),
            type,
            ...(namespace && { namespace }),
            name,
            version: written,
            licenses: [],
            properties: {},
            layer,
            locations: [{ path, layer }],
          },
        ];
      }),
    ),
});

/** Rows that a path fits, each with what its pattern took out of the path. */
function rowsFor(path: string): { row: KnownProgram; part: string }[] {
  return KNOWN_PROGRAMS.flatMap((row) => {
    const match = row.path.exec(path);
    return match ? [{ row, part: match[1] ?? "" }] : [];
  });
}

function findVersion(file: WantedFile, signs: readonly Sign[], part: string): string | undefined {
  for (const { literal, version, around = AROUND } of signs) {
    const found = searchFor(file, literal.replace("$1", part), version, around);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchFor(file: WantedFile, literal: string, version: RegExp, around: number): string | undefined {
  const wanted = new TextEncoder().encode(literal);
  const overlap = 2 * around + literal.length;
  let places = 0;
  for (let start = 0; start < file.sizeBytes && places < MOST_PLACES; start += PIECE_BYTES) {
    const from = Math.max(0, start - overlap);
    const piece = file.read(from, start + PIECE_BYTES - from);
    for (let at = findBytes(piece, wanted); at >= 0 && places < MOST_PLACES; at = findBytes(piece, wanted, at + 1)) {
      places++;
      // One character for each byte, whatever it means.
      const window = latin1Of(piece.subarray(Math.max(0, at - around), at + wanted.length + around));
      const found = version.exec(window)?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

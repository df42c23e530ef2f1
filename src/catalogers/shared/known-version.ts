import { latin1Of } from "../../formats/latin1.ts";
import { findBytes } from "../../host/find-bytes.ts";
import { formatCpe } from "../../model/cpe.ts";
import type { WantedFile } from "../cataloger.ts";
import type { Sign } from "./known-program.ts";
import { GO_PROGRAMS, SIBLING_MODULES } from "./programs/go-programs.ts";

/** So much is looked at in one go; pieces overlap by what may stand around a literal. */
const PIECE_BYTES = 1024 * 1024;
const AROUND = 100;

/** One for all files that are on disk: new ones would stay until somebody collects them. */
let pieceBuffer: Uint8Array | undefined;

/** So much around the places of one literal is looked at in one file: short ones are everywhere in some. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** The version that a program tells by its texts; `part` is what the row's pattern took out of the path. */
export function findVersion(file: WantedFile, signs: readonly Sign[], part = ""): string | undefined {
  for (const { literal, version, around = AROUND } of signs) {
    const found = searchFor(file, literal.replace("$1", part), version, around);
    if (found !== undefined) return found;
  }
  return undefined;
}

function searchFor(file: WantedFile, literal: string, version: RegExp, around: number): string | undefined {
  const wanted = new TextEncoder().encode(literal);
  const overlap = 2 * around + literal.length;
  let places = Math.ceil(MOST_CHARACTERS / overlap);
  for (let start = 0; start < file.sizeBytes && places > 0; start += PIECE_BYTES) {
    const from = Math.max(0, start - overlap);
    const piece = readPiece(file, from, start + PIECE_BYTES - from);
    for (let at = findBytes(piece, wanted); at >= 0 && places > 0; at = findBytes(piece, wanted, at + 1)) {
      places--;
      // One character for each byte, whatever it means.
      const window = latin1Of(piece.subarray(Math.max(0, at - around), at + wanted.length + around));
      const found = version.exec(window)?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Bytes that are valid until the next ones are read. */
function readPiece({ read, readInto }: WantedFile, offset: number, length: number): Uint8Array {
  if (!readInto) return read(offset, length);
  if (!pieceBuffer || pieceBuffer.length < length) pieceBuffer = new Uint8Array(length);
  return readInto(offset, pieceBuffer.subarray(0, length));
}

/** The names of a version by which the National Vulnerability Database may know it, as a property of its package. */
export function cpeProperty(cpes: string | undefined, version: string): Readonly<Record<string, string>> {
  if (!cpes) return {};
  const names = cpes.split(" ").map((pair) => {
    const [vendor = "", product = ""] = pair.split(":");
    return formatCpe(vendor, product, version.replace(/^v(?=\d)/, ""));
  });
  return { "nvd:cpe": names.join(" ") };
}

/** `github.com/x/y/v3` → `github.com/x/y`: modules have a new path with each major version. */
const withoutMajor = (module: string) => module.replace(/\/v\d{1,4}$/, "");

const GO_ROWS = new Map(GO_PROGRAMS.map((row) => [row.goModule, row]));

/**
 * What is known of a Go program by its own module: how the National Vulnerability Database names it, and, where a file
 * to look into is given, the version by its texts or by another module of its repository.
 */
export function goVersionOf(
  path: string,
  modules: readonly { readonly path: string; readonly version: string }[],
  file: WantedFile | undefined,
): { readonly cpes?: string; readonly version?: string } | undefined {
  const module = withoutMajor(path);
  const row = GO_ROWS.get(module);
  if (!row) return undefined;
  const sibling = SIBLING_MODULES.get(module);
  const fromSibling = modules.find((one) => sibling !== undefined && withoutMajor(one.path) === sibling)?.version;
  const fromText = file && findVersion(file, row.signs);
  const version = fromText ? `v${fromText}` : file && fromSibling?.startsWith("v") ? fromSibling : undefined;
  return { ...(row.cpes && { cpes: row.cpes }), ...(version && { version }) };
}

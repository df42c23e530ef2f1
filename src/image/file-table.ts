import type { TarEntryType } from "../formats/tar-header.ts";

/** A file, or the mark of one taken away, in one layer. */
export interface TableEntry {
  /** Without a leading slash. */
  readonly path: string;
  /** `whiteout`: the path of lower layers is gone; `opaque`: all that lower layers have in this folder is gone. */
  readonly type: TarEntryType | "whiteout" | "opaque";
  readonly sizeBytes: number;
  /** As written, for symbolic links; the path in the layer, for hard links. */
  readonly linkTarget: string;
}

/**
 * All entries of a layer, in columns: a layer of 100,000 files is two strings, an array and a map,
 * which JSON reads back ten times as fast as objects. Plain JSON, kept in the layer cache.
 */
export interface FileTable {
  /** Paths, each followed by a NUL. */
  readonly paths: string;
  /** One letter each; see `LETTERS`. */
  readonly types: string;
  readonly sizes: readonly number[];
  /** Position in the table → link target. */
  readonly links: Readonly<Record<string, string>>;
}

const LETTERS = {
  file: "f",
  directory: "d",
  symlink: "l",
  hardlink: "h",
  "character-device": "c",
  "block-device": "b",
  fifo: "p",
  other: "o",
  whiteout: "w",
  opaque: "q",
} as const satisfies Record<TableEntry["type"], string>;

const TYPES = new Map(Object.entries(LETTERS).map(([type, letter]) => [letter, type as TableEntry["type"]]));

/** So many paths are joined at a time: a text costs less than its parts, which are then let go of. */
const PATHS_A_TEXT = 4096;

/** Gathers the entries of a layer as they pass. */
export class FileTableBuilder {
  readonly #texts: string[] = [];
  #paths: string[] = [];
  readonly #types: string[] = [];
  readonly #sizes: number[] = [];
  readonly #links: Record<string, string> = {};
  #characters = 0;

  add({ path, type, sizeBytes, linkTarget }: TableEntry): void {
    if (linkTarget !== "") this.#links[this.#types.length] = linkTarget;
    this.#paths.push(path);
    if (this.#paths.length === PATHS_A_TEXT) this.#join();
    this.#types.push(LETTERS[type]);
    this.#sizes.push(sizeBytes);
    this.#characters += path.length + linkTarget.length + 1;
  }

  #join(): void {
    if (this.#paths.length > 0) this.#texts.push(`${this.#paths.join("\0")}\0`);
    this.#paths = [];
  }

  get length(): number {
    return this.#types.length;
  }

  /** Characters of all paths and link targets. */
  get characters(): number {
    return this.#characters;
  }

  build(): FileTable {
    this.#join();
    return {
      paths: this.#texts.join(""),
      types: this.#types.join(""),
      sizes: this.#sizes,
      links: this.#links,
    };
  }
}

/** The entries of a table, in the order of the layer's tar. */
export function* readFileTable({ paths, types, sizes, links }: FileTable): Generator<TableEntry> {
  let at = 0;
  for (let i = 0; i < types.length; i++) {
    const end = paths.indexOf("\0", at);
    yield {
      path: paths.slice(at, end),
      type: TYPES.get((types[i] ?? "") as "f") ?? "other",
      sizeBytes: sizes[i] ?? 0,
      linkTarget: links[i] ?? "",
    };
    at = end + 1;
  }
}

/**
 * One spelling of a path in a layer: no leading `/` or `./`, no empty parts, `..` taken back.
 * `undefined` when it climbs out of the image, or holds a NUL.
 */
export function normalizeEntryPath(path: string): string | undefined {
  // Nearly all paths are clean but for a leading `./` or a trailing `/`.
  let clean = path.startsWith("./") ? path.slice(2) : path;
  if (clean.endsWith("/")) clean = clean.slice(0, -1);
  if (!/(^|\/)(\.{0,2})(\/|$)|\0/.test(clean)) return clean;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part.includes("\0")) return undefined;
    else parts.push(part);
  }
  return parts.join("/");
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/**
 * Reads the names by which layers say that something is gone.
 * `undefined` for AUFS's own book-keeping (`.wh..wh.plnk` and the like), which no image means.
 *
 * Source: OCI image-spec, layer.md, "Whiteouts"
 */
export function readWhiteout(path: string): { path: string; type: "whiteout" | "opaque" } | "none" | undefined {
  const slash = path.lastIndexOf("/");
  if (!path.startsWith(WHITEOUT, slash + 1)) return "none";
  const folder = path.slice(0, Math.max(slash, 0));
  const name = path.slice(slash + 1);
  if (name === OPAQUE) return { path: folder, type: "opaque" };
  const gone = name.slice(WHITEOUT.length);
  if (gone === "" || gone.startsWith(WHITEOUT) || gone === "." || gone === "..") return undefined;
  return { path: folder === "" ? gone : `${folder}/${gone}`, type: "whiteout" };
}

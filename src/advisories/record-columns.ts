import { compareText } from "./record-text.ts";

// Records taken apart: what stands in one place of all of them comes together. Like stands beside like then, which packs
// in less room. Nothing here knows what a field means, so nothing can be lost that a later one says.
//
// A block is a head in JSON, with its length in four bytes in front of it, and the columns one after the other:
//   path o   of an object: which of the shapes of its place it has
//   path n   of a list: how many items it has, which stand in the same place
//   path t   a text and a zero byte
//   path j   anything else: its JSON and a zero byte
// Numbers are of seven bits each, the lowest first; all but the last have the eighth bit set.

/** How a value is kept: as text, object, list of texts, list of objects, JSON. */
type Kind = "t" | "o" | "T" | "O" | "j";

/** The keys of an object in their order, each with the kind of its value in front. */
type Shape = readonly string[];

type Fields = Readonly<Record<string, unknown>>;

interface Head {
  readonly count: number;
  readonly shapes: readonly (readonly [path: string, shapes: readonly Shape[]])[];
  readonly columns: readonly (readonly [name: string, bytes: number])[];
}

/** Deeper than any record goes: what lies below is kept as JSON. */
const MOST_DEPTH = 8;

/** Shapes are few: the fields of a record that are there or not. */
const MOST_HEAD_BYTES = 4 * 1024 * 1024;

/** The end of a text, and what stands in it for the record's id and its first CVE. */
const END = "\u0000";
const MARKS = ["\u0001", "\u0002"] as const;

const COLUMNS = ["o", "n", "t", "j"] as const;

/** What is longer is no name: a short text could be made very long by it. */
const LONGEST_NAME = 64;

/** What stands in one place of all records. */
interface Place {
  readonly path: string;
  readonly fields: Map<string, Place>;
  readonly shapes: Shape[];
  /** Which of them it is, by a text that no other has. */
  readonly indexes: Map<string, number>;
  readonly o: number[];
  readonly n: number[];
  readonly t: string[];
  readonly j: string[];
}

function placeAt(path: string): Place {
  return { path, fields: new Map(), shapes: [], indexes: new Map(), o: [], n: [], t: [], j: [] };
}

/** Takes records apart. They come back as they are, with their keys in their order. */
export function packRecords(records: readonly Fields[]): Uint8Array {
  const root = placeAt("");
  const places = [root];
  const names = namesOfRecord();

  const fieldOf = (place: Place, key: string): Place => {
    const known = place.fields.get(key);
    if (known !== undefined) return known;
    const field = placeAt(pathOf(place.path, key));
    place.fields.set(key, field);
    places.push(field);
    return field;
  };
  const putObject = (place: Place, value: Fields, depth: number): void => {
    const fields: [kind: Kind, key: string, value: unknown][] = [];
    let shape = "";
    for (const key of Object.keys(value)) {
      const field = value[key];
      if (field === undefined) continue;
      const kind = kindOf(field, depth);
      fields.push([kind, key, field]);
      shape += `${kind}${key.length} ${key}`;
    }
    let index = place.indexes.get(shape);
    if (index === undefined) {
      index = place.shapes.length;
      place.indexes.set(shape, index);
      place.shapes.push(fields.map(([kind, key]) => kind + key));
    }
    putNumber(place.o, index);
    for (const [kind, key, field] of fields) put(kind, fieldOf(place, key), field, depth + 1);
  };
  const put = (kind: Kind, place: Place, value: unknown, depth: number): void => {
    if (kind === "t") place.t.push(names.mark(place.path, value as string));
    else if (kind === "o") putObject(place, value as Fields, depth);
    else if (kind === "j") place.j.push(JSON.stringify(value));
    else {
      const list = value as readonly unknown[];
      putNumber(place.n, list.length);
      for (const item of list) put(kind === "T" ? "t" : "o", place, item, depth);
    }
  };
  for (const record of records) putObject(root, record, 0);

  const columns = places
    .flatMap(({ path, ...kept }) =>
      COLUMNS.filter((name) => kept[name].length > 0).map((name): [string, Buffer] => [
        `${path} ${name}`,
        bytesOf(kept[name]),
      ]),
    )
    .sort(([a], [b]) => compareText(a, b));
  const head: Head = {
    count: records.length,
    shapes: places.filter(({ shapes }) => shapes.length > 0).map(({ path, shapes }) => [path, shapes]),
    columns: columns.map(([name, { length }]) => [name, length]),
  };
  const headBytes = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(headBytes.length);
  return Buffer.concat([length, headBytes, ...columns.map(([, bytes]) => bytes)]);
}

/** As in a JSON Pointer, so that no two places have one path. */
function pathOf(path: string, key: string): string {
  return `${path}/${/[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key}`;
}

/**
 * Puts records together again. Every value takes at least a byte, so there is never much more of them than of those.
 *
 * @throws {TypeError} when the bytes are not what `packRecords` writes.
 */
export function unpackRecords(bytes: Uint8Array): Record<string, unknown>[] {
  const { count, shapes, columns } = readBlock(bytes);
  const names = namesOfRecord();

  const open = (path: string, depth: number): OpenPlace => {
    if (depth > MOST_DEPTH + 1) throw new TypeError("the columns go too deep");
    const columnOf = (name: string) => columns.get(`${path} ${name}`);
    return {
      path,
      depth,
      shapes: (shapes.get(path) ?? []).map((shape) =>
        shape.map((field) => ({ kind: field.slice(0, 1), key: field.slice(1), place: undefined })),
      ),
      o: numbersOf(columnOf("o")),
      n: numbersOf(columnOf("n")),
      t: textsOf(columnOf("t")),
      j: textsOf(columnOf("j")),
    };
  };
  const opened = new Map<string, OpenPlace>();
  const placeOf = (path: string, depth: number): OpenPlace => {
    const place = opened.get(path) ?? open(path, depth);
    opened.set(path, place);
    return place;
  };
  const takeObject = (place: OpenPlace): Record<string, unknown> => {
    const shape = place.shapes[place.o()];
    if (shape === undefined) throw new TypeError("a shape is not there");
    const fields: [string, unknown][] = [];
    for (const field of shape) {
      field.place ??= placeOf(pathOf(place.path, field.key), place.depth + 1);
      fields.push([field.key, take(field.kind, field.place)]);
    }
    // A field may be called `__proto__`: this makes it one like any other.
    return Object.fromEntries(fields);
  };
  const take = (kind: string, place: OpenPlace): unknown => {
    switch (kind) {
      case "t":
        return names.unmark(place.path, place.t());
      case "o":
        return takeObject(place);
      case "j":
        return JSON.parse(place.j());
      case "T":
      case "O": {
        const list: unknown[] = [];
        for (let left = place.n(); left > 0; left--) list.push(take(kind === "T" ? "t" : "o", place));
        return list;
      }
      default:
        throw new TypeError("a kind of value that is not known");
    }
  };
  const root = placeOf("", 0);
  const records: Record<string, unknown>[] = [];
  for (let left = count; left > 0; left--) records.push(takeObject(root));
  return records;
}

/** What is left to be taken of one place. */
interface OpenPlace {
  readonly path: string;
  readonly depth: number;
  readonly shapes: readonly (readonly {
    readonly kind: string;
    readonly key: string;
    place: OpenPlace | undefined;
  }[])[];
  readonly o: () => number;
  readonly n: () => number;
  readonly t: () => string;
  readonly j: () => string;
}

function kindOf(value: unknown, depth: number): Kind {
  if (typeof value === "string") return isPlain(value) ? "t" : "j";
  if (typeof value !== "object" || value === null || depth >= MOST_DEPTH) return "j";
  if (!Array.isArray(value)) return "o";
  if (value.every((item) => typeof item === "string" && isPlain(item))) return "T";
  return value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item)) ? "O" : "j";
}

/** Whether UTF-8 holds it, and it has no character that means something here; JSON has those escaped. */
function isPlain(text: string): boolean {
  return ![END, ...MARKS].some((mark) => text.includes(mark)) && text.isWellFormed();
}

/**
 * Puts marks in place of the names of the record that is being looked at, which its other texts repeat: addresses above
 * all. Both ways see the same texts in the same order, so they know the same names at any place.
 */
function namesOfRecord() {
  let id = "";
  let cve = "";
  const note = (path: string, text: string) => {
    if (path === "/id") [id, cve] = [text.length > LONGEST_NAME ? "" : text, ""];
    else if (path === "/cves" && cve === "" && text !== id && text.length <= LONGEST_NAME) cve = text;
  };
  return {
    mark: (path: string, text: string): string => {
      let result = text;
      if (path !== "/id") {
        if (id !== "" && result.includes(id)) result = result.replaceAll(id, MARKS[0]);
        if (cve !== "" && result.includes(cve)) result = result.replaceAll(cve, MARKS[1]);
      }
      note(path, text);
      return result;
    },
    unmark: (path: string, marked: string): string => {
      let result = marked;
      if (result.includes(MARKS[0])) result = result.replaceAll(MARKS[0], () => id);
      if (result.includes(MARKS[1])) result = result.replaceAll(MARKS[1], () => cve);
      note(path, result);
      return result;
    },
  };
}

function putNumber(column: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) column.push((rest % 128) | 0x80);
  column.push(rest);
}

function bytesOf(column: readonly string[] | readonly number[]): Buffer {
  return typeof column[0] === "number"
    ? Buffer.from(column as readonly number[])
    : Buffer.from(`${column.join(END)}${END}`);
}

function readBlock(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headBytes = buffer.readUInt32LE(0);
  if (headBytes > MOST_HEAD_BYTES) throw new TypeError("the head of a block is too long");
  const head = JSON.parse(buffer.toString("utf8", 4, 4 + headBytes)) as Head;
  let at = 4 + headBytes;
  const columns = new Map<string, Buffer>();
  for (const [name, length] of head.columns) {
    if (!(length >= 0 && at + length <= buffer.length)) throw new TypeError("a column goes beyond its block");
    columns.set(name, buffer.subarray(at, at + length));
    at += length;
  }
  return { count: head.count, shapes: new Map(head.shapes), columns };
}

function numbersOf(column: Buffer | undefined): () => number {
  let at = 0;
  return () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = column?.[at++];
      if (byte === undefined || factor > Number.MAX_SAFE_INTEGER) throw new TypeError("a column is too short");
      value += (byte & 0x7f) * factor;
      if (byte <= 0x7f) return value;
    }
  };
}

function textsOf(column: Buffer | undefined): () => string {
  const texts = column?.toString("utf8").split(END) ?? [];
  let at = 0;
  return () => {
    // What follows the last end is no text.
    if (at >= texts.length - 1) throw new TypeError("a column is too short");
    return texts[at++] ?? "";
  };
}

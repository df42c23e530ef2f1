import { elfOf, type SectionFixture } from "./program-files.ts";

/** An assembly as a test makes it. */
export interface AssemblyFixture {
  readonly name: string;
  /** Four numbers with points between them. */
  readonly version?: string;
  readonly culture?: string;
  readonly references?: readonly string[];
  /** Names without `Attribute`, each with its texts. */
  readonly attributes?: readonly (readonly [name: string, ...texts: string[]])[];
  /** As in a file in the middle of editing. */
  readonly isEdited?: boolean;
  /** The types of the attributes stand in the assembly itself, as in the core of .NET. */
  readonly ownAttributes?: boolean;
  /** The texts of its version resource. */
  readonly resource?: Readonly<Record<string, string>>;
  readonly isProgram?: boolean;
  readonly isCompiled?: boolean;
  /** Number of the machine; 386 where nothing is said, which means any. */
  readonly machine?: number;
}

const SECTION_AT = 0x200;
const SECTION_ADDRESS = 0x2000;
const OPTIONAL_BYTES = 224;
const CLI_HEADER_BYTES = 72;

const aligned = (length: number) => (length + 3) & ~3;
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);
const half = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
const word = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);

/** A library or program of .NET, of the tables in which it describes itself alone. */
export function assemblyOf(fixture: AssemblyFixture): Buffer {
  const { isProgram = false, isCompiled = false, machine = 0x14c } = fixture;
  const metadata = padded(metadataOf(fixture));
  const resourceAt = CLI_HEADER_BYTES + metadata.length;
  const resource = fixture.resource ? resourceOf(fixture.resource, SECTION_ADDRESS + resourceAt) : Buffer.alloc(0);
  const header = Buffer.alloc(CLI_HEADER_BYTES);
  header.writeUInt32LE(CLI_HEADER_BYTES, 0);
  header.writeUInt32LE(SECTION_ADDRESS + CLI_HEADER_BYTES, 8);
  header.writeUInt32LE(metadata.length, 12);
  header.writeUInt32LE(isProgram ? 0x06000001 : 0, 20);
  header.writeUInt32LE(isCompiled ? SECTION_ADDRESS : 0, 64);
  const section = Buffer.concat([header, metadata, resource]);

  const head = Buffer.alloc(SECTION_AT);
  head.write("MZ", "latin1");
  head.writeUInt32LE(64, 0x3c);
  head.write("PE\0\0", 64, "latin1");
  head.writeUInt16LE(machine, 68);
  head.writeUInt16LE(1, 70);
  head.writeUInt16LE(OPTIONAL_BYTES, 84);
  const optional = 88;
  head.writeUInt16LE(0x10b, optional);
  head.writeUInt32LE(0x400000, optional + 28);
  head.writeUInt32LE(16, optional + 92);
  if (resource.length > 0) {
    head.writeUInt32LE(SECTION_ADDRESS + resourceAt, optional + 96 + 2 * 8);
    head.writeUInt32LE(resource.length, optional + 96 + 2 * 8 + 4);
  }
  head.writeUInt32LE(SECTION_ADDRESS, optional + 96 + 14 * 8);
  head.writeUInt32LE(CLI_HEADER_BYTES, optional + 96 + 14 * 8 + 4);
  const row = optional + OPTIONAL_BYTES;
  head.write(".text", row, "latin1");
  head.writeUInt32LE(section.length, row + 8);
  head.writeUInt32LE(SECTION_ADDRESS, row + 12);
  head.writeUInt32LE(section.length, row + 16);
  head.writeUInt32LE(SECTION_AT, row + 20);
  return Buffer.concat([head, section]);
}

/** Texts or blobs, each once, by where they stand. */
function heapOf(encode: (text: string) => Buffer) {
  const pieces: Buffer[] = [Buffer.alloc(1)];
  let end = 1;
  return {
    add(text: string): number {
      if (text === "") return 0;
      const piece = encode(text);
      pieces.push(piece);
      end += piece.length;
      return end - piece.length;
    },
    bytes: () => padded(Buffer.concat(pieces)),
  };
}

function metadataOf(fixture: AssemblyFixture): Buffer {
  const {
    name,
    version = "1.0.0.0",
    culture = "",
    references = [],
    attributes = [],
    ownAttributes = false,
    isEdited = false,
  } = fixture;
  const strings = heapOf((text) => Buffer.from(`${text}\0`));
  const blobs = heapOf((text) => {
    const bytes = Buffer.from(text, "latin1");
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  const typeName = ([name]: readonly string[]) => strings.add(`${name}Attribute`);
  const blobFor = ([, ...texts]: readonly string[]) => {
    const coded = texts.map((text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]));
    return blobs.add(Buffer.concat([half(1), ...coded, half(0)]).toString("latin1"));
  };
  // What has as many rows is told of in more bytes.
  const parent = references.length < 2 ** 11 ? half : word;
  const numbers = version.split(".").map(Number);
  // By the number of the table; each row is its bytes.
  const tables = new Map<number, Buffer[]>();
  tables.set(0x00, [half(0, strings.add(`${name}.dll`), 0, 0, 0)]);
  if (ownAttributes) {
    tables.set(0x02, [
      Buffer.concat([word(0), half(strings.add("<Module>"), 0, 0, 1, 1)]),
      ...attributes.map((one, i) => Buffer.concat([word(0), half(typeName(one), 0, 0, 1, i + 1)])),
    ]);
    tables.set(
      0x06,
      attributes.map(() => Buffer.concat([word(0), half(0, 0, strings.add(".ctor"), 0, 1)])),
    );
  } else {
    tables.set(
      0x01,
      attributes.map((one) => half(0, typeName(one), 0)),
    );
    tables.set(
      0x0a,
      attributes.map((_, i) => half(((i + 1) << 3) | 1, strings.add(".ctor"), 0)),
    );
  }
  tables.set(0x0c, [
    // One of a type, in front of those of the assembly.
    Buffer.concat([
      parent((1 << 5) | 3),
      half((1 << 3) | (ownAttributes ? 2 : 3), blobs.add("\x01\x00\x04none\x00\x00")),
    ]),
    ...attributes.map((one, i) =>
      Buffer.concat([parent((1 << 5) | 14), half(((i + 1) << 3) | (ownAttributes ? 2 : 3), blobFor(one))]),
    ),
  ]);
  tables.set(0x20, [
    Buffer.concat([word(0), half(...numbers), word(0), half(0, strings.add(name), strings.add(culture))]),
  ]);
  tables.set(
    0x23,
    references.map((one) => Buffer.concat([half(1, 0, 0, 0), word(0), half(0, strings.add(one), 0, 0)])),
  );
  const present = [...tables].filter(([, rows]) => rows.length > 0).sort(([a], [b]) => a - b);
  const masks = Buffer.alloc(16);
  masks.writeBigUInt64LE(
    present.reduce((mask, [table]) => mask | (1n << BigInt(table)), 0n),
    0,
  );
  masks.writeBigUInt64LE(1n << 0x0cn, 8);
  const stream = Buffer.concat([
    Buffer.from([0, 0, 0, 0, 2, 0, isEdited ? 0x40 : 0, 1]),
    masks,
    word(...present.map(([, rows]) => rows.length), ...(isEdited ? [0xffffffff] : [])),
    ...present.flatMap(([, rows]) => rows),
  ]);
  const streams: [string, Buffer][] = [
    ["#~", padded(stream)],
    ["#Strings", strings.bytes()],
    ["#Blob", blobs.bytes()],
  ];
  const heads = streams.map(([name]) => padded(Buffer.from(`${name}\0`)));
  const runtime = padded(Buffer.from("v4.0.30319\0"));
  let at = 16 + runtime.length + 4 + heads.reduce((sum, head) => sum + 8 + head.length, 0);
  const entries = streams.map(([, bytes], i) => {
    const entry = Buffer.concat([word(at, bytes.length), heads[i] ?? Buffer.alloc(0)]);
    at += bytes.length;
    return entry;
  });
  return Buffer.concat([
    word(0x424a5342),
    half(1, 1),
    word(0, runtime.length),
    runtime,
    half(0, streams.length),
    ...entries,
    ...streams.map(([, bytes]) => bytes),
  ]);
}

/** Its three tables, the entry they lead to, and the texts. */
function resourceOf(texts: Readonly<Record<string, string>>, address: number): Buffer {
  const table = (id: number, offset: number) => Buffer.concat([Buffer.alloc(12), half(0, 1), word(id, offset)]);
  const content = versionResource(texts);
  return Buffer.concat([
    table(16, 0x80000000 + 24),
    table(1, 0x80000000 + 48),
    table(0, 72),
    word(address + 88, content.length, 0, 0),
    content,
  ]);
}

/** The content of a version resource. */
export function versionResource(texts: Readonly<Record<string, string>>): Buffer {
  const strings = Object.entries(texts).map(([key, text]) =>
    block(key, Buffer.from(`${text}\0`, "utf16le"), [], text.length + 1),
  );
  const fixed = Buffer.alloc(52, 0xaa);
  return block("VS_VERSION_INFO", fixed, [
    block("VarFileInfo", Buffer.alloc(0), []),
    block("StringFileInfo", Buffer.alloc(0), [block("040904b0", Buffer.alloc(0), strings)]),
  ]);
}

function block(key: string, value: Buffer, children: readonly Buffer[], valueLength = value.length): Buffer {
  const name = Buffer.from(`${key}\0`, "utf16le");
  const head = padded(Buffer.concat([half(0, valueLength, 1), name]));
  const content = children.reduce((sum, child) => Buffer.concat([padded(sum), child]), Buffer.concat([head, value]));
  content.writeUInt16LE(content.length, 0);
  return content;
}

/** A file within a bundle. */
export interface BundledFile {
  readonly name: string;
  readonly content: Buffer;
  /** What stands in the file, where it is packed. */
  readonly packed?: Buffer;
}

const MARK = Buffer.from("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae", "hex");

/** An application in one file, as `dotnet publish` makes it; `null` in place of files: a host without a bundle. */
export function bundleOf(
  major: number,
  files: readonly BundledFile[] | null,
  host: (sections: readonly SectionFixture[]) => Buffer = elfOf,
): Buffer {
  const program = host([{ name: ".data", content: Buffer.concat([Buffer.alloc(1000, 7), Buffer.alloc(8), MARK]) }]);
  if (files === null) return program;
  const offset = (at: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(at));
    return bytes;
  };
  const text = (value: string) => Buffer.concat([Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)]);
  let at = program.length;
  const entries = files.map(({ name, content, packed }) => {
    const stored = packed ?? content;
    const place = [offset(at), offset(content.length), ...(major >= 6 ? [offset(packed?.length ?? 0)] : [])];
    at += stored.length;
    return { name, at: at - stored.length, stored, entry: Buffer.concat([...place, Buffer.from([3]), text(name)]) };
  });
  const deps = entries.find(({ name, stored }, i) => name.endsWith(".deps.json") && stored === files[i]?.content);
  const places =
    major < 2 ? [] : [offset(deps?.at ?? 0), offset(deps?.stored.length ?? 0), offset(0), offset(0), offset(0)];
  const header = [word(major, 0, files.length), text("id"), ...places, ...entries.map(({ entry }) => entry)];
  program.writeBigInt64LE(BigInt(at), program.lastIndexOf(MARK) - 8);
  return Buffer.concat([program, ...entries.map(({ stored }) => stored), ...header]);
}

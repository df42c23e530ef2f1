// Archives of very many files, in parts: `test/support/zip.ts` makes small ones.

const ENTRIES_A_PART = 1000;

/** A file as it stands in a zip. */
export interface PackedFile {
  readonly packed: Uint8Array;
  readonly sizeBytes: number;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly extra?: Uint8Array | undefined;
}

/** An entry of the directory. */
function entryOf({ name, method, packedBytes, sizeBytes, offset, extra = new Uint8Array() }: Entry): Buffer {
  const entry = Buffer.alloc(46 + name.length + extra.length);
  entry.write("PK\x01\x02", 0, "latin1");
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(packedBytes, 20);
  entry.writeUInt32LE(sizeBytes, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(offset, 42);
  entry.write(name, 46, "latin1");
  entry.set(extra, 46 + name.length);
  return entry;
}

function localHeaderOf(name: string, method: number): Buffer {
  const local = Buffer.alloc(30 + name.length);
  local.write("PK\x03\x04", 0, "latin1");
  local.writeUInt16LE(method, 8);
  local.writeUInt16LE(name.length, 26);
  local.write(name, 30, "latin1");
  return local;
}

function endOf(offset: number, sizeBytes: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt32LE(sizeBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** A directory of so many stored files that are all one: an empty one, unless its sizes say otherwise. */
export function directoryOf(
  count: number,
  nameOf: (i: number) => string,
  { sizes = 0, extra }: { readonly sizes?: number; readonly extra?: Uint8Array } = {},
): () => Generator<Uint8Array> {
  return function* () {
    const local = localHeaderOf("", 0);
    yield local;
    let sizeBytes = 0;
    for (let from = 0; from < count; from += ENTRIES_A_PART) {
      const entries = Array.from({ length: Math.min(ENTRIES_A_PART, count - from) }, (_, i) =>
        entryOf({ name: nameOf(from + i), method: 0, packedBytes: sizes, sizeBytes: sizes, offset: 0, extra }),
      );
      const part = Buffer.concat(entries);
      sizeBytes += part.length;
      yield part;
    }
    yield endOf(local.length, sizeBytes);
  };
}

/** So many files that were packed before. */
export function* zipOfPacked(
  count: number,
  nameOf: (i: number) => string,
  fileOf: (i: number) => PackedFile,
): Generator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const name = nameOf(i);
    const { packed, sizeBytes } = fileOf(i);
    const local = localHeaderOf(name, 8);
    yield local;
    yield packed;
    directory.push(entryOf({ name, method: 8, packedBytes: packed.length, sizeBytes, offset }));
    offset += local.length + packed.length;
  }
  const bytes = Buffer.concat(directory);
  yield bytes;
  yield endOf(offset, bytes.length);
}

import { KnownError } from "../model/errors.ts";

/** What an entry is; `other` is a kind that no image needs (a volume label, a multi-volume part). */
export type TarEntryType =
  | "file"
  | "hardlink"
  | "symlink"
  | "character-device"
  | "block-device"
  | "directory"
  | "fifo"
  | "other";

/** One entry's header, long names and PAX records already applied. */
export interface TarHeader {
  /** As written: may be absolute, or climb with `..`. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Bytes of content that follow in the tar. */
  readonly sizeBytes: number;
  /** Target of a symbolic or hard link, as written. */
  readonly linkTarget: string;
  /** Content is stored as a map of its non-empty parts, and is not what the file would hold. */
  readonly sparse: boolean;
  /** Offset in the tar of the first byte of content. */
  readonly contentOffset: number;
}

/** Told of each entry as it passes. */
export interface TarVisitor {
  /** Answers whether the entry's content is wanted; `onContent` then gets it whole. */
  readonly onEntry: (header: TarHeader) => boolean;
  readonly onContent: (header: TarHeader, content: Uint8Array) => void;
}

const BLOCK = 512;
/** Long names and PAX records; GNU tar and libarchive refuse more than this too. */
const MAX_METADATA_BYTES = 1024 * 1024;

const TYPES: Readonly<Record<string, TarEntryType>> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
  "7": "file",
  S: "file",
};

const utf8 = new TextDecoder("utf-8");

function malformed(offset: number, why: string): KnownError {
  return new KnownError("FILE_MALFORMED", `tar, byte ${offset}: ${why}`, { offset });
}

/**
 * Walks a tar that is pushed in piece by piece. Keeps nothing but wanted content.
 * Reads v7, ustar, PAX (`x`, `g`) and GNU (`L`, `K`, base-256 numbers, sparse) archives.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html,
 * https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #block = new Uint8Array(BLOCK);
  #blockFilled = 0;
  #offset = 0;

  /** Bytes of the current entry still to come: content, then padding. */
  #contentLeft = 0;
  #paddingLeft = 0;
  #header: TarHeader | undefined;
  #kept: Uint8Array | undefined;
  #keptFilled = 0;
  /** Set while the current entry describes the next one. */
  #metadataType: "L" | "K" | "x" | "g" | undefined;

  #sparseHeaderFollows = false;
  #longName: string | undefined;
  #longLink: string | undefined;
  #pax = new Map<string, string>();
  #globalPax = new Map<string, string>();
  #emptyBlocks = 0;
  #ended = false;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  /** @throws {KnownError} `FILE_MALFORMED` at the first header that is not one; what came before was told. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      // Two empty blocks end a tar; what follows is padding.
      if (this.#ended) {
        this.#offset += chunk.length - at;
        return;
      }
      if (this.#contentLeft > 0) {
        const taken = Math.min(this.#contentLeft, chunk.length - at);
        if (this.#kept) {
          this.#kept.set(chunk.subarray(at, at + taken), this.#keptFilled);
          this.#keptFilled += taken;
        }
        this.#contentLeft -= taken;
        this.#offset += taken;
        at += taken;
        if (this.#contentLeft === 0) this.#endEntry();
      } else if (this.#paddingLeft > 0) {
        const taken = Math.min(this.#paddingLeft, chunk.length - at);
        this.#paddingLeft -= taken;
        this.#offset += taken;
        at += taken;
      } else if (this.#blockFilled === 0 && chunk.length - at >= BLOCK) {
        this.#offset += BLOCK;
        this.#readBlock(chunk.subarray(at, at + BLOCK));
        at += BLOCK;
      } else {
        const taken = Math.min(BLOCK - this.#blockFilled, chunk.length - at);
        this.#block.set(chunk.subarray(at, at + taken), this.#blockFilled);
        this.#blockFilled += taken;
        this.#offset += taken;
        at += taken;
        if (this.#blockFilled === BLOCK) {
          this.#blockFilled = 0;
          this.#readBlock(this.#block);
        }
      }
    }
  }

  /**
   * For a tar that can be sought in: how many bytes from here on nobody wants. They count as read,
   * and the next push must begin behind them.
   */
  skip(): number {
    if (this.#kept) return 0;
    const bytes = this.#contentLeft + this.#paddingLeft;
    this.#offset += bytes;
    this.#paddingLeft = 0;
    if (this.#contentLeft > 0) {
      this.#contentLeft = 0;
      this.#endEntry();
    }
    return bytes;
  }

  /** Whether the end mark was seen. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @throws {KnownError} `FILE_MALFORMED` when the tar stops inside an entry. */
  end(): void {
    if (this.#contentLeft > 0) {
      const path = this.#header?.path ?? "the headers of an entry";
      throw malformed(this.#offset, `ends ${this.#contentLeft} bytes before '${path}' does`);
    }
    if (this.#blockFilled > 0) throw malformed(this.#offset, "ends inside a header");
  }

  #readBlock(block: Uint8Array): void {
    if (this.#sparseHeaderFollows) {
      // An extended sparse map: byte 504 tells whether another one follows.
      this.#sparseHeaderFollows = block[504] === 1;
      return;
    }
    if (block[0] === 0 && block.every((byte) => byte === 0)) {
      // Whatever stands after two empty blocks is not part of the tar: what container engines do not unpack,
      // nobody must be able to show us.
      if (this.#emptyBlocks++ === 1) this.#ended = true;
      return;
    }
    this.#emptyBlocks = 0;
    this.#checkSum(block);

    const typeFlag = String.fromCharCode(block[156] ?? 0);
    const metadata = typeFlag === "L" || typeFlag === "K" || typeFlag === "x" || typeFlag === "g";
    // A PAX size is of the entry it describes, not of the records that carry it.
    const sizeBytes = metadata ? readNumber(block, 124, 12) : this.#sizeOf(block);
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
      throw malformed(this.#offset - BLOCK, "an entry has an impossible size");
    }

    if (metadata) {
      if (sizeBytes > MAX_METADATA_BYTES) {
        throw malformed(this.#offset - BLOCK, `a name or PAX record of ${sizeBytes} bytes`);
      }
      this.#metadataType = typeFlag;
      this.#begin(sizeBytes, new Uint8Array(sizeBytes));
      return;
    }

    const record = (key: string) => this.#pax.get(key) ?? this.#globalPax.get(key);
    const gnuSparse = typeFlag === "S";
    if (gnuSparse) this.#sparseHeaderFollows = block[482] === 1;
    const type = TYPES[typeFlag] ?? "other";
    const path = record("GNU.sparse.name") ?? record("path") ?? this.#longName ?? readName(block);
    const header: TarHeader = {
      path,
      // Old tars mark a directory only by its slash.
      type: type === "file" && path.endsWith("/") ? "directory" : type,
      sizeBytes,
      linkTarget: record("linkpath") ?? this.#longLink ?? readText(block, 157, 100),
      sparse: gnuSparse || record("GNU.sparse.major") !== undefined || record("GNU.sparse.map") !== undefined,
      contentOffset: this.#offset,
    };
    this.#longName = undefined;
    this.#longLink = undefined;
    if (this.#pax.size > 0) this.#pax = new Map();

    this.#header = header;
    const wanted = this.#visitor.onEntry(header);
    // Links and devices may carry a size, but never content; POSIX lets only files have any.
    const content = header.type === "file" || header.type === "other" ? sizeBytes : 0;
    this.#begin(content, wanted ? new Uint8Array(content) : undefined);
  }

  #sizeOf(block: Uint8Array): number {
    const size = this.#pax.get("size") ?? this.#globalPax.get("size");
    return size === undefined ? readNumber(block, 124, 12) : /^\d+$/.test(size) ? Number(size) : Number.NaN;
  }

  #begin(sizeBytes: number, kept: Uint8Array | undefined): void {
    this.#contentLeft = sizeBytes;
    this.#paddingLeft = (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
    this.#kept = kept;
    this.#keptFilled = 0;
    if (sizeBytes === 0) this.#endEntry();
  }

  #endEntry(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    const type = this.#metadataType;
    this.#metadataType = undefined;
    if (!kept) return;
    if (type === "L") this.#longName = readText(kept, 0, kept.length);
    else if (type === "K") this.#longLink = readText(kept, 0, kept.length);
    else if (type === "x") this.#pax = parsePax(kept, this.#offset);
    else if (type === "g") this.#globalPax = new Map([...this.#globalPax, ...parsePax(kept, this.#offset)]);
    else if (this.#header) this.#visitor.onContent(this.#header, kept);
  }

  #checkSum(block: Uint8Array): void {
    let unsigned = 0;
    // Old writers summed signed bytes.
    let signed = 0;
    for (let i = 0; i < BLOCK; i++) {
      const byte = i >= 148 && i < 156 ? 0x20 : (block[i] ?? 0);
      unsigned += byte;
      signed += byte > 127 ? byte - 256 : byte;
    }
    const written = readNumber(block, 148, 8);
    if (written !== unsigned && written !== signed) {
      throw malformed(this.#offset - BLOCK, "not a tar header: its checksum is wrong");
    }
  }
}

/** Text up to the first NUL. */
function readText(bytes: Uint8Array, offset: number, length: number): string {
  const end = bytes.indexOf(0, offset);
  return utf8.decode(bytes.subarray(offset, end < 0 || end > offset + length ? offset + length : end));
}

function readName(block: Uint8Array): string {
  const name = readText(block, 0, 100);
  // The prefix belongs to POSIX's "ustar\0"; GNU's "ustar " has other fields there.
  const posix = block[257] === 0x75 && block[262] === 0;
  const prefix = posix ? readText(block, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Octal text, or a big-endian number whose first bit is set (GNU base-256). `NaN` when it is neither. */
function readNumber(block: Uint8Array, offset: number, length: number): number {
  const first = block[offset] ?? 0;
  if (first & 0x80) {
    if (first & 0x40) return Number.NaN; // negative
    let value = first & 0x3f;
    for (let i = offset + 1; i < offset + length; i++) value = value * 256 + (block[i] ?? 0);
    return value;
  }
  let value = 0;
  let i = offset;
  const end = offset + length;
  while (i < end && block[i] === 0x20) i++;
  for (; i < end; i++) {
    const byte = block[i] ?? 0;
    if (byte === 0 || byte === 0x20) break;
    if (byte < 0x30 || byte > 0x37) return Number.NaN;
    value = value * 8 + (byte - 0x30);
  }
  return value;
}

/** `LENGTH KEY=VALUE\n` records; LENGTH counts the whole record in bytes. */
function parsePax(bytes: Uint8Array, offset: number): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    let space = at;
    while (space < bytes.length && space < at + 20 && bytes[space] !== 0x20) space++;
    const length = Number(utf8.decode(bytes.subarray(at, space)));
    const end = at + length;
    if (!Number.isSafeInteger(length) || length < space - at + 3 || end > bytes.length) {
      throw malformed(offset, "a PAX record has a wrong length");
    }
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) throw malformed(offset, "a PAX record has no '='");
    records.set(utf8.decode(bytes.subarray(space + 1, equals)), utf8.decode(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

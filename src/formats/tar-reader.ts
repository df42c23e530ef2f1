import {
  BLOCK_BYTES,
  flagOf,
  malformed,
  metadataBytes,
  parsePax,
  readHeader,
  readText,
  type TarHeader,
} from "./tar-header.ts";

/** Takes the content of one entry as it comes. */
export interface ContentSink {
  /** The piece is valid during the call only. Answers `stop` when nothing more is wanted. */
  readonly write: (chunk: Uint8Array) => "stop" | undefined;
  /** Behind the last piece; not called when it said `stop`. */
  readonly end: () => void;
}

/** Told of each entry as it passes. */
export interface TarVisitor {
  /** Answers whether the entry's content is wanted: `onContent` then gets it whole, or the sink piece by piece. */
  readonly onEntry: (header: TarHeader) => boolean | ContentSink;
  readonly onContent: (header: TarHeader, content: Uint8Array) => void;
}

/** Long names and PAX records; GNU tar and libarchive refuse more than this too. */
const MAX_METADATA_BYTES = 1024 * 1024;

/** Entries that describe the next one, or, for `g`, all that follow: nobody reads the latter. */
const METADATA_FLAGS = "LKxg";

/**
 * Walks a tar that is pushed in piece by piece. Keeps nothing but wanted content.
 * Reads v7, ustar, star, PAX and GNU archives; see `readHeader`.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html,
 * https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #blockFilled = 0;
  #offset = 0;

  /** Bytes of the current entry still to come: content, then padding. */
  #contentLeft = 0;
  #paddingLeft = 0;
  #header: TarHeader | undefined;
  #isWanted: boolean | ContentSink = false;
  #sink: ContentSink | undefined;
  #kept: Uint8Array | undefined;
  #keptFilled = 0;
  /** Set while the current entry describes another one. */
  #metadataFlag: string | undefined;

  #sparseHeaderFollows = false;
  #longName: string | undefined;
  #longLink: string | undefined;
  #pax: ReadonlyMap<string, string> = new Map();
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
        } else if (this.#sink?.write(chunk.subarray(at, at + taken)) === "stop") this.#sink = undefined;
        this.#contentLeft -= taken;
        this.#offset += taken;
        at += taken;
        if (this.#contentLeft === 0) this.#endEntry();
      } else if (this.#paddingLeft > 0) {
        const taken = Math.min(this.#paddingLeft, chunk.length - at);
        this.#paddingLeft -= taken;
        this.#offset += taken;
        at += taken;
      } else if (this.#blockFilled === 0 && chunk.length - at >= BLOCK_BYTES) {
        this.#offset += BLOCK_BYTES;
        this.#readBlock(chunk.subarray(at, at + BLOCK_BYTES));
        at += BLOCK_BYTES;
      } else {
        const taken = Math.min(BLOCK_BYTES - this.#blockFilled, chunk.length - at);
        this.#block.set(chunk.subarray(at, at + taken), this.#blockFilled);
        this.#blockFilled += taken;
        this.#offset += taken;
        at += taken;
        if (this.#blockFilled === BLOCK_BYTES) {
          this.#blockFilled = 0;
          this.#readBlock(this.#block);
        }
      }
    }
  }

  /**
   * For a tar that can be sought in: passes over what nobody wants from here on. It counts as read, and the next push
   * must begin behind it.
   *
   * @param available  Bytes that the tar still has.
   * @returns How many bytes were passed over, at most those.
   */
  skip(available: number): number {
    if (this.#kept || this.#sink) return 0;
    const content = Math.min(this.#contentLeft, available);
    const padding = Math.min(this.#paddingLeft, available - content);
    this.#offset += content + padding;
    this.#paddingLeft -= padding;
    if (content > 0) {
      this.#contentLeft -= content;
      if (this.#contentLeft === 0) this.#endEntry();
    }
    return content + padding;
  }

  /** Bytes still to come of content that somebody wants; 0 between such entries. */
  get keeping(): number {
    return this.#kept || this.#sink ? this.#contentLeft : 0;
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
      // An extended sparse map stands before the content: byte 504 tells whether another one follows.
      this.#sparseHeaderFollows = (block[504] ?? 0) > 0;
      if (!this.#sparseHeaderFollows) this.#beginContent();
      return;
    }
    if (block[0] === 0 && block.every((byte) => byte === 0)) {
      // Whatever stands after two empty blocks is not part of the tar: what container engines do not unpack,
      // nobody must be able to show us.
      if (this.#emptyBlocks++ === 1) this.#ended = true;
      return;
    }
    this.#emptyBlocks = 0;

    const offset = this.#offset - BLOCK_BYTES;
    const flag = flagOf(block);
    if (METADATA_FLAGS.includes(flag)) {
      const sizeBytes = metadataBytes(block, offset);
      if (!(sizeBytes <= MAX_METADATA_BYTES)) throw malformed(offset, `a name or PAX record of ${sizeBytes} bytes`);
      this.#metadataFlag = flag;
      this.#begin(sizeBytes, new Uint8Array(sizeBytes));
      return;
    }

    const extensions = { longName: this.#longName, longLink: this.#longLink, pax: this.#pax };
    const header = readHeader(block, extensions, offset);
    this.#sparseHeaderFollows = flag === "S" && (block[482] ?? 0) > 0;
    this.#forget();
    this.#header = header;
    this.#isWanted = this.#visitor.onEntry(header);
    if (!this.#sparseHeaderFollows) this.#beginContent();
  }

  #beginContent(): void {
    // Links, folders and devices may carry a size, but never content.
    const { type, sizeBytes } = this.#header ?? { type: "other", sizeBytes: 0 };
    const content = type === "file" || type === "other" ? sizeBytes : 0;
    const wanted = this.#isWanted;
    this.#sink = typeof wanted === "object" ? wanted : undefined;
    this.#begin(content, wanted === true ? new Uint8Array(content) : undefined);
  }

  /** What was said of an entry is said of one only; for Go's reader a global record is one. */
  #forget(): void {
    this.#longName = undefined;
    this.#longLink = undefined;
    if (this.#pax.size > 0) this.#pax = new Map();
  }

  #begin(sizeBytes: number, kept: Uint8Array | undefined): void {
    this.#contentLeft = sizeBytes;
    this.#paddingLeft = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
    this.#kept = kept;
    this.#keptFilled = 0;
    if (sizeBytes === 0) this.#endEntry();
  }

  #endEntry(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    const flag = this.#metadataFlag;
    this.#metadataFlag = undefined;
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.end();
    if (!kept) return;
    if (flag === "L") this.#longName = readText(kept, 0, kept.length);
    else if (flag === "K") this.#longLink = readText(kept, 0, kept.length);
    else if (flag === "x") this.#pax = parsePax(kept, this.#offset);
    else if (flag === "g") this.#forget();
    else if (flag === undefined && this.#header) this.#visitor.onContent(this.#header, kept);
  }
}

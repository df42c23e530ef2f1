/** Bytes that can be read anywhere, whether they are in memory or in a file. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** At most `length` bytes from `offset` on: fewer where it ends. They are not to be written to. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** The same, into the caller's own bytes and as much as fits; absent where `read` needs no memory of its own. */
  readonly readInto?: (offset: number, target: Uint8Array) => Uint8Array;
}

/** Bytes that are in memory. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

const PIECE_BYTES = 256 * 1024;
let pieceBuffer: Uint8Array | undefined;

/** Goes through all bytes of a source, piece by piece; a piece is valid during the call only. */
export function eachPiece({ sizeBytes, read, readInto }: ByteSource, onPiece: (piece: Uint8Array) => void): void {
  for (let at = 0; at < sizeBytes; ) {
    const length = Math.min(PIECE_BYTES, sizeBytes - at);
    // One buffer for all: new ones would stay until somebody collects them, hundreds of megabytes later.
    pieceBuffer ??= readInto && new Uint8Array(PIECE_BYTES);
    const piece = readInto && pieceBuffer ? readInto(at, pieceBuffer.subarray(0, length)) : read(at, length);
    if (piece.length === 0) return;
    onPiece(piece);
    at += piece.length;
  }
}

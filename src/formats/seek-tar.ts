import { nextTurn, type OpenSlice } from "../host/files.ts";
import { BLOCK_BYTES } from "./tar-header.ts";
import type { TarReader } from "./tar-reader.ts";

/** Read ahead for headers and small files that stand close together. */
const WINDOW_BYTES = 64 * 1024;

/** So many windows may pass before others get their turn. */
const WINDOWS_A_TURN = 64;

/**
 * Walks a tar in a file by its headers: what nobody wants is not read.
 *
 * @param onBytes  Told how far the walk came, in bytes of the tar, read or not.
 * @returns How many bytes were read.
 * @throws {KnownError} `FILE_MALFORMED` at the first header that is not one, or when the tar ends inside an entry.
 */
export async function seekTar(
  file: OpenSlice,
  reader: TarReader,
  onBytes: (bytes: number) => void = () => {},
): Promise<number> {
  let offset = 0;
  let bytesRead = 0;
  for (let turn = 1; offset < file.sizeBytes && !reader.ended; turn++) {
    const window = await file.read(offset, Math.max(WINDOW_BYTES, Math.min(reader.keeping, 16 * WINDOW_BYTES)));
    if (window.length === 0) break;
    bytesRead += window.length;
    let at = 0;
    while (at < window.length && !reader.ended) {
      // Whole blocks, and as much as is left of a file that is wanted; the last window of a cut tar ends anywhere.
      const taken = Math.min(Math.max(BLOCK_BYTES, reader.keeping), window.length - at);
      reader.push(window.subarray(at, at + taken));
      at += taken;
      at += reader.skip(file.sizeBytes - offset - at);
    }
    onBytes(at);
    offset += at;
    if (turn % WINDOWS_A_TURN === 0) await nextTurn();
  }
  reader.end();
  return bytesRead;
}

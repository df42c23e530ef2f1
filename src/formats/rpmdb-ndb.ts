import { adler32 } from "./adler32.ts";
import type { RpmDatabase } from "./rpm-database.ts";

/*
 * Source: https://github.com/rpm-software-management/rpm/blob/rpm-4.20.x/lib/backend/ndb/rpmpkg.c
 */

const PAGE_BYTES = 4096;
const SLOT_BYTES = 16;
const BLOCK_BYTES = 16;
/** In front of a blob and behind it. */
const BLOB_HEAD_BYTES = 16;
const BLOB_TAIL_BYTES = 12;
/** The first two places of the first page are the file's own. */
const FIRST_SLOT = 2 * SLOT_BYTES;

/** As numbers of the little-endian four bytes. */
const magicOf = (text: string) => [...text].reduceRight((number, c) => number * 256 + c.charCodeAt(0), 0);
const FILE_MAGIC = magicOf("RpmP");
const SLOT_MAGIC = magicOf("Slot");
const BLOB_MAGIC = magicOf("BlbS");
const BLOB_END_MAGIC = magicOf("BlbE");

/** The headers in a `Packages.db` of rpm's own format, which SUSE uses. */
export function* readNdb(bytes: Uint8Array): RpmDatabase {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PAGE_BYTES || view.getUint32(0, true) !== FILE_MAGIC) return yield "is not an ndb database";
  const version = view.getUint32(4, true);
  if (version !== 0) return yield `is an ndb database of version ${version}, which is not known`;

  const slotsEnd = Math.min(view.getUint32(12, true) * PAGE_BYTES, bytes.length - (bytes.length % SLOT_BYTES));
  // Honest blobs do not lie over each other: together they have no more bytes than the file.
  let bytesLeft = bytes.length;
  let notSlots = 0;
  for (let at = FIRST_SLOT; at < slotsEnd; at += SLOT_BYTES) {
    if (view.getUint32(at, true) !== SLOT_MAGIC) {
      notSlots++;
      continue;
    }
    const id = view.getUint32(at + 4, true);
    if (id === 0) continue;
    const start = view.getUint32(at + 8, true) * BLOCK_BYTES;
    const end = start + view.getUint32(at + 12, true) * BLOCK_BYTES;
    const named = `the package ${id}`;
    if (end > bytes.length || end - start < BLOB_HEAD_BYTES + BLOB_TAIL_BYTES) {
      yield `${named} lies outside the file`;
      continue;
    }
    const length = view.getUint32(start + 12, true);
    const dataEnd = start + BLOB_HEAD_BYTES + length;
    const isWhole =
      view.getUint32(start, true) === BLOB_MAGIC &&
      view.getUint32(start + 4, true) === id &&
      dataEnd <= end - BLOB_TAIL_BYTES;
    if (!isWhole || length > bytesLeft) {
      yield `${named} is not where its slot says`;
      continue;
    }
    bytesLeft -= length;
    // The checksum is of all that stands in front of it, the bytes that fill the last block included.
    const tail = end - BLOB_TAIL_BYTES;
    const isIntact =
      view.getUint32(tail + 8, true) === BLOB_END_MAGIC &&
      view.getUint32(tail + 4, true) === length &&
      view.getUint32(tail, true) === adler32(bytes.subarray(start, tail));
    if (!isIntact) yield `${named} does not have its checksum; it was read nevertheless`;
    yield { id, blob: bytes.subarray(start + BLOB_HEAD_BYTES, dataEnd) };
  }
  if (notSlots > 0) yield `${notSlots} of its slots are none`;
}

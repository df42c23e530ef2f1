import { adler32 } from "./adler32.ts";
import type { ByteSource } from "./byte-source.ts";
import { MOST_HEADER_BYTES, type RpmDatabase, tooLarge } from "./rpm-database.ts";

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

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The headers in a `Packages.db` of rpm's own format, which SUSE uses. No more than a header and a page of slots are
 * held at a time.
 */
export function* readNdb(source: ByteSource): RpmDatabase {
  const head = viewOf(source.read(0, PAGE_BYTES));
  if (head.byteLength < PAGE_BYTES || head.getUint32(0, true) !== FILE_MAGIC) return yield "is not an ndb database";
  const version = head.getUint32(4, true);
  if (version !== 0) return yield `is an ndb database of version ${version}, which is not known`;

  const slotsEnd = Math.min(head.getUint32(12, true) * PAGE_BYTES, source.sizeBytes - (source.sizeBytes % SLOT_BYTES));
  // Honest blobs do not lie over each other: together they have no more bytes than the file.
  const room = { bytesLeft: source.sizeBytes };
  let notSlots = 0;
  for (let start = 0; start < slotsEnd; start += PAGE_BYTES) {
    const page = viewOf(source.read(start, Math.min(PAGE_BYTES, slotsEnd - start)));
    for (let at = start === 0 ? FIRST_SLOT : 0; at < page.byteLength; at += SLOT_BYTES) {
      if (page.getUint32(at, true) !== SLOT_MAGIC) {
        notSlots++;
        continue;
      }
      const id = page.getUint32(at + 4, true);
      if (id === 0) continue;
      const from = page.getUint32(at + 8, true) * BLOCK_BYTES;
      yield* readBlob(source, { id, from, end: from + page.getUint32(at + 12, true) * BLOCK_BYTES }, room);
    }
  }
  if (notSlots > 0) yield `${notSlots} of its slots are none`;
}

interface Slot {
  readonly id: number;
  readonly from: number;
  readonly end: number;
}

function* readBlob(source: ByteSource, { id, from, end }: Slot, room: { bytesLeft: number }): RpmDatabase {
  const named = `the package ${id}`;
  const blockBytes = end - from;
  if (end > source.sizeBytes || blockBytes < BLOB_HEAD_BYTES + BLOB_TAIL_BYTES) {
    return yield `${named} lies outside the file`;
  }
  if (blockBytes > room.bytesLeft) return yield `${named} is not where its slot says`;
  if (blockBytes > MOST_HEADER_BYTES) return yield `${named} ${tooLarge(blockBytes)}`;
  room.bytesLeft -= blockBytes;
  const bytes = source.read(from, blockBytes);
  const view = viewOf(bytes);
  const length = view.getUint32(12, true);
  const dataEnd = BLOB_HEAD_BYTES + length;
  // The checksum is of all that stands in front of it, the bytes that fill the last block included.
  const tail = blockBytes - BLOB_TAIL_BYTES;
  const isWhole = view.getUint32(0, true) === BLOB_MAGIC && view.getUint32(4, true) === id && dataEnd <= tail;
  if (!isWhole) return yield `${named} is not where its slot says`;
  const isIntact =
    view.getUint32(tail + 8, true) === BLOB_END_MAGIC &&
    view.getUint32(tail + 4, true) === length &&
    view.getUint32(tail, true) === adler32(bytes.subarray(0, tail));
  if (!isIntact) yield `${named} does not have its checksum; it was read nevertheless`;
  yield { id, blob: bytes.subarray(BLOB_HEAD_BYTES, dataEnd) };
}

import { adler32 } from "../../../src/formats/adler32.ts";

// Databases of rpm that hold one header many times over, in parts: `test/support/rpm-files.ts` makes small ones.

const BDB_PAGE = 65_536;
const PAGE_HEADER = 26;

/** A `Packages` of Berkeley DB, its pages as large as they may be. */
export function* bdbOfCopies(header: Uint8Array, copies: number): Generator<Uint8Array> {
  const room = BDB_PAGE - PAGE_HEADER;
  const pagesEach = Math.ceil(header.length / room);
  const meta = Buffer.alloc(BDB_PAGE);
  for (const [at, value] of [
    [12, 0x061561],
    [16, 9],
    [20, BDB_PAGE],
    [32, 1 + copies * pagesEach],
  ] as const) {
    meta.writeUInt32LE(value, at);
  }
  const pairs = Buffer.alloc(BDB_PAGE);
  pairs[25] = 13;
  pairs.writeUInt16LE(2 * copies, 20);
  let at = BDB_PAGE;
  for (let i = 0; i < copies; i++) {
    at -= 5;
    pairs[at] = 1;
    pairs.writeUInt32LE(i + 1, at + 1);
    pairs.writeUInt16LE(at, PAGE_HEADER + 4 * i);
    at -= 12;
    pairs[at] = 3;
    pairs.writeUInt32LE(2 + i * pagesEach, at + 4);
    pairs.writeUInt32LE(header.length, at + 8);
    pairs.writeUInt16LE(at, PAGE_HEADER + 4 * i + 2);
  }
  yield meta;
  yield pairs;
  for (let i = 0; i < copies; i++) {
    for (let from = 0, n = 1; from < header.length; from += room, n++) {
      const page = Buffer.alloc(BDB_PAGE);
      const piece = header.subarray(from, from + room);
      page[25] = 7;
      page.writeUInt32LE(n === pagesEach ? 0 : 2 + i * pagesEach + n, 16);
      page.writeUInt16LE(piece.length, 22);
      page.set(piece, PAGE_HEADER);
      yield page;
    }
  }
}

const SLOT_PAGE = 4096;
const BLOCK = 16;

/** A `Packages.db`. */
export function* ndbOfCopies(header: Uint8Array, copies: number): Generator<Uint8Array> {
  const slotPages = Math.ceil((2 * BLOCK + copies * BLOCK) / SLOT_PAGE);
  const blocksEach = Math.ceil((16 + header.length + 12) / BLOCK);
  const slots = Buffer.alloc(slotPages * SLOT_PAGE);
  slots.write("RpmP", 0, "latin1");
  slots.writeUInt32LE(slotPages, 12);
  for (let at = 2 * BLOCK; at < slots.length; at += BLOCK) slots.write("Slot", at, "latin1");
  const firstBlock = slots.length / BLOCK;
  for (let i = 0; i < copies; i++) {
    for (const [field, number] of [i + 1, firstBlock + i * blocksEach, blocksEach].entries()) {
      slots.writeUInt32LE(number, 2 * BLOCK + BLOCK * i + 4 + 4 * field);
    }
  }
  yield slots;
  for (let i = 0; i < copies; i++) {
    const blob = Buffer.alloc(blocksEach * BLOCK);
    blob.write("BlbS", 0, "latin1");
    blob.writeUInt32LE(i + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    blob.set(header, 16);
    const tail = blob.length - 12;
    blob.writeUInt32LE(adler32(blob.subarray(0, tail)), tail);
    blob.writeUInt32LE(header.length, tail + 4);
    blob.write("BlbE", tail + 8, "latin1");
    yield blob;
  }
}

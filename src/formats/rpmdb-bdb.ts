import type { ByteSource } from "./byte-source.ts";
import { concatBytes } from "./concat-bytes.ts";
import { MOST_HEADER_BYTES, type RpmDatabase, tooLarge } from "./rpm-database.ts";

/*
 * Source: Oracle Berkeley DB 5.3, src/dbinc/db_page.h. Only hashes are read, the one form that rpm gave to `Packages`;
 * rpm 4.x wrote versions 7 (Red Hat 7) to 9 (since 2011), in the byte order of the machine.
 */

const HASH_MAGIC = 0x061561;
const VERSIONS: ReadonlySet<number> = new Set([7, 8, 9]);
const META_BYTES = 512;
const PAGE_HEADER_BYTES = 26;
const SMALLEST_PAGE = 512;
const LARGEST_PAGE = 65_536;

/** Kinds of pages. In one of the first two stand a hash's pairs; the second keeps them sorted. */
const HASH_PAGES: ReadonlySet<number> = new Set([2, 13]);
const OVERFLOW_PAGE = 7;

/** Kinds of items: the bytes themselves, or the number of the first page that has them. */
const INLINE = 1;
const ON_PAGES = 3;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The headers in a `Packages` of Berkeley DB, which rpm used until 4.16. No more than a header is held at a time. */
export function* readBdb(source: ByteSource): RpmDatabase {
  if (source.sizeBytes < META_BYTES) return yield "is too short to be a Berkeley DB";
  const view = viewOf(source.read(0, META_BYTES));
  const little = view.getUint32(12, true) === HASH_MAGIC;
  if (!little && view.getUint32(12) !== HASH_MAGIC) return yield "is not a hash of Berkeley DB";
  const version = view.getUint32(16, little);
  if (!VERSIONS.has(version)) return yield `is a hash of Berkeley DB version ${version}, which is not known`;
  const pageBytes = view.getUint32(20, little);
  const isPowerOfTwo = (pageBytes & (pageBytes - 1)) === 0;
  if (pageBytes < SMALLEST_PAGE || pageBytes > LARGEST_PAGE || !isPowerOfTwo) {
    return yield `has pages of ${pageBytes} bytes, which Berkeley DB does not allow`;
  }
  // With either of them page headers are longer. rpm turns neither on.
  if (view.getUint8(24) !== 0) return yield "is encrypted";
  if ((view.getUint8(26) & 1) !== 0) return yield "has checksums of pages, which is not known of rpm's databases";

  const pageCount = Math.floor(source.sizeBytes / pageBytes);
  const lastPage = view.getUint32(32, little);
  if (lastPage >= pageCount) yield `has ${pageCount} pages where it should have ${lastPage + 1}`;
  const used = new Uint8Array(pageCount);
  const pageAt = (page: number) => source.read(page * pageBytes, pageBytes);

  /** The bytes that stand on a chain of pages; a text where it is broken. */
  function follow(first: number, length: number): Uint8Array | string {
    if (length > MOST_HEADER_BYTES) return tooLarge(length);
    // Pieces first: a length that no pages stand behind takes no memory.
    const pieces: Uint8Array[] = [];
    let left = length;
    for (let page = first; left > 0; ) {
      if (page === 0 || page >= pageCount) return `ends ${left} bytes before its end`;
      const bytes = pageAt(page);
      const head = viewOf(bytes);
      if (used[page] || head.getUint8(25) !== OVERFLOW_PAGE) return `leads to page ${page}, which is not its own`;
      used[page] = 1;
      const onPage = Math.min(head.getUint16(22, little), pageBytes - PAGE_HEADER_BYTES, left);
      pieces.push(bytes.subarray(PAGE_HEADER_BYTES, PAGE_HEADER_BYTES + onPage));
      left -= onPage;
      page = head.getUint32(16, little);
    }
    return concatBytes(pieces, length);
  }

  for (let page = 1; page < pageCount; page++) {
    const bytes = pageAt(page);
    const view = viewOf(bytes);
    if (!HASH_PAGES.has(view.getUint8(25))) continue;
    const items = Math.min(view.getUint16(20, little), (pageBytes - PAGE_HEADER_BYTES) >> 1);
    // Items lie from the page's end towards its beginning, keys and values in turn.
    const offsetOf = (item: number) => (item < 0 ? pageBytes : view.getUint16(PAGE_HEADER_BYTES + 2 * item, little));
    for (let item = 1; item < items; item += 2) {
      const [valueAt, keyAt, keyEnd] = [offsetOf(item), offsetOf(item - 1), offsetOf(item - 2)];
      const broken = (what: string) => `page ${page}: the value ${(item - 1) / 2} ${what}`;
      if (!(PAGE_HEADER_BYTES < valueAt && valueAt < keyAt && keyAt < keyEnd && keyEnd <= pageBytes)) {
        // What else the page's index says is no better.
        yield broken("lies outside the page");
        break;
      }
      // Keys are numbers of packages, in the byte order of the machine; under 0 stands the highest that was given.
      if (keyEnd - keyAt !== 5) {
        yield broken("has no number");
        break;
      }
      const id = view.getUint32(keyAt + 1, little);
      if (id === 0) continue;
      const kind = view.getUint8(valueAt);
      if (kind === INLINE) yield { id, blob: bytes.subarray(valueAt + 1, keyAt) };
      else if (kind === ON_PAGES && keyAt - valueAt >= 12) {
        const first = view.getUint32(valueAt + 4, little);
        const blob = follow(first, view.getUint32(valueAt + 8, little));
        if (typeof blob === "string") yield broken(blob);
        else yield { id, blob };
      } else yield broken(`is of kind ${kind}, which is not known of rpm's databases`);
    }
  }
}

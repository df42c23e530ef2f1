/** A name as text, or as bytes where it is no UTF-8. */
export type Name = string | Uint8Array;

/** A header's fields; each goes into its bytes as it is given. */
export interface RawHeader {
  readonly name: Name;
  /** Default: `0`, a file. */
  readonly flag?: string;
  /** Of the content, as the header claims it. */
  readonly size?: number | Uint8Array;
  readonly link?: Name;
  /** Bytes 257 to 264: magic and version. Default: POSIX. */
  readonly magic?: string;
  /** Bytes 345 to 499, where each format keeps something else. */
  readonly prefix?: Name;
  /** Anything else, by its offset; written before the checksum is made. */
  readonly also?: Readonly<Record<number, Name>>;
  /** Added to the right checksum. */
  readonly checksumOff?: number;
  /** Sums bytes as signed ones, as old writers did. */
  readonly signedChecksum?: boolean;
}

const BLOCK = 512;

export const POSIX = "ustar\x0000";
export const GNU = "ustar  \0";
/** Before there was a magic. */
export const V7 = "\0\0\0\0\0\0\0\0";

const bytesOf = (name: Name): Uint8Array => (typeof name === "string" ? new TextEncoder().encode(name) : name);

/** Text whose characters are bytes: `\xff` is one. */
export const raw = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;

/** The number in GNU's binary form. */
export function base256(value: number): Uint8Array {
  const bytes = new Uint8Array(12);
  for (let at = 11, left = value; at > 0; at--, left = Math.floor(left / 256)) bytes[at] = left % 256;
  bytes[0] = 0x80;
  return bytes;
}

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

export const empty = (blocks: number): Uint8Array => new Uint8Array(blocks * BLOCK);

/** The end mark. */
export const END = empty(2);

/** Content up to the next block. */
export function padded(content: Uint8Array): Uint8Array {
  return concat(content, new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK));
}

export function header({ name, flag = "0", size = 0, link = "", magic = POSIX, prefix = "", ...rest }: RawHeader) {
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, value: Name, length: number) => block.set(bytesOf(value).subarray(0, length), offset);
  put(0, name, 100);
  put(100, octal(flag === "5" ? 0o755 : 0o644, 7), 8);
  put(108, octal(0, 7), 8);
  put(116, octal(0, 7), 8);
  put(124, typeof size === "number" ? octal(size, 11) : size, 12);
  put(136, octal(0, 11), 12);
  put(148, " ".repeat(8), 8);
  put(156, raw(flag), 1);
  put(157, link, 100);
  put(257, raw(magic), 8);
  put(345, prefix, 155);
  for (const [offset, value] of Object.entries(rest.also ?? {})) put(Number(offset), value, BLOCK);
  const sum = block.reduce((sum, byte) => sum + (rest.signedChecksum && byte > 127 ? byte - 256 : byte), 0);
  put(148, `${octal(sum + (rest.checksumOff ?? 0), 6)} `, 8);
  return block;
}

/** A file with its content; the header's size is the content's unless one is given. */
export function file(name: Name, content: Name = "", fields: Omit<RawHeader, "name"> = {}): Uint8Array {
  const bytes = bytesOf(content);
  return concat(header({ name, size: bytes.length, ...fields }), padded(bytes));
}

export const folder = (name: string, fields: Omit<RawHeader, "name"> = {}): Uint8Array =>
  header({ name: `${name}/`, flag: "5", ...fields });

export const symlink = (name: Name, link: Name, fields: Omit<RawHeader, "name"> = {}): Uint8Array =>
  header({ name, flag: "2", link, ...fields });

export const hardlink = (name: Name, link: Name, fields: Omit<RawHeader, "name"> = {}): Uint8Array =>
  header({ name, flag: "1", link, ...fields });

/** One record of a PAX header; its length counts itself. */
function paxRecord(key: string, value: Name): Uint8Array {
  const body = concat(bytesOf(` ${key}=`), bytesOf(value), bytesOf("\n"));
  let length = body.length;
  while (String(length).length + body.length !== length) length = String(length).length + body.length;
  return concat(bytesOf(String(length)), body);
}

export const paxRecords = (records: Readonly<Record<string, Name>>): Uint8Array =>
  concat(...Object.entries(records).map(([key, value]) => paxRecord(key, value)));

/** A PAX header for the next entry. */
export const pax = (records: Readonly<Record<string, Name>>): Uint8Array =>
  file("PaxHeaders/x", paxRecords(records), { flag: "x" });

/** A PAX header for all that follow. */
export const globalPax = (records: Readonly<Record<string, Name>>): Uint8Array =>
  file("PaxHeaders/g", paxRecords(records), { flag: "g" });

/** GNU's long name for the next entry. */
export const longName = (name: Name): Uint8Array =>
  file("././@LongLink", concat(bytesOf(name), raw("\0")), { flag: "L", magic: GNU });

/** GNU's long link target for the next entry. */
export const longLink = (name: Name): Uint8Array =>
  file("././@LongLink", concat(bytesOf(name), raw("\0")), { flag: "K", magic: GNU });

/** A file in GNU's own sparse form, without holes: one part, which is all of it. */
export function gnuSparse(name: string, content: string, fields: Omit<RawHeader, "name"> = {}): Uint8Array {
  const size = octal(content.length, 11);
  return file(name, content, { flag: "S", magic: GNU, also: { 386: octal(0, 11), 398: size, 483: size }, ...fields });
}

/** A file in the sparse form 1.0 of PAX, without holes: the map stands in front of the content. */
export function paxSparse(name: string, content: string): Uint8Array {
  const map = padded(bytesOf(`1\n0\n${content.length}\n`));
  const records = {
    "GNU.sparse.major": "1",
    "GNU.sparse.minor": "0",
    "GNU.sparse.name": name,
    "GNU.sparse.realsize": String(content.length),
  };
  return concat(pax(records), file("GNUSparseFile.0/x", concat(map, bytesOf(content))));
}

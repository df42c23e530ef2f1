/** A section of a program that a test makes; its address is its offset and `BASE_ADDRESS`. */
export interface SectionFixture {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Where the file begins in memory. */
export const BASE_ADDRESS = 0x400000;

const ALIGNED_TO = 64;
const aligned = (at: number) => Math.ceil(at / ALIGNED_TO) * ALIGNED_TO;

/** Content of all sections behind a head, each aligned, filled up to the size that catalogers ask of a program. */
function laidOut(headBytes: number, sections: readonly SectionFixture[]): { bytes: Buffer; offsets: number[] } {
  const offsets: number[] = [];
  let end = aligned(headBytes);
  for (const { content } of sections) {
    offsets.push(end);
    end = aligned(end + content.length);
  }
  const bytes = Buffer.alloc(Math.max(end, 128 * 1024));
  for (const [i, { content }] of sections.entries()) bytes.set(content, offsets[i]);
  return { bytes, offsets };
}

/** An ELF file for amd64, with one writable segment that is the whole file; without names when it is stripped. */
export function elfOf(sections: readonly SectionFixture[], { stripped = false } = {}): Buffer {
  const names = Buffer.from(`\0${sections.map(({ name }) => `${name}\0`).join("")}.shstrtab\0`);
  const all = [...sections, { name: ".shstrtab", content: names }];
  const tableBytes = 64 * (all.length + 1);
  const { bytes, offsets } = laidOut(64 + 56 + tableBytes, all);
  bytes.write("\x7fELF", "latin1");
  bytes.set([2, 1, 1], 4);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeBigUInt64LE(stripped ? 0n : 120n, 40);
  const counts = stripped ? [56, 1, 64, 0, 0] : [56, 1, 64, all.length + 1, all.length];
  for (const [i, count] of counts.entries()) bytes.writeUInt16LE(count, 54 + 2 * i);
  // The segment: loaded, readable and writable.
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(6, 68);
  bytes.writeBigUInt64LE(BigInt(BASE_ADDRESS), 80);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 96);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 104);
  for (const [i, { name, content }] of all.entries()) {
    const at = 120 + 64 * (i + 1);
    bytes.writeUInt32LE(names.indexOf(`${name}\0`), at);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeBigUInt64LE(BigInt(BASE_ADDRESS + (offsets[i] ?? 0)), at + 16);
    bytes.writeBigUInt64LE(BigInt(offsets[i] ?? 0), at + 24);
    bytes.writeBigUInt64LE(BigInt(content.length), at + 32);
  }
  return bytes;
}

/** A Windows program for amd64; every section is writable data. */
export function peOf(sections: readonly SectionFixture[]): Buffer {
  const { bytes, offsets } = laidOut(64 + 24 + 32 + 40 * sections.length, sections);
  bytes.write("MZ", "latin1");
  bytes.writeUInt32LE(64, 0x3c);
  bytes.write("PE\0\0", 64, "latin1");
  bytes.writeUInt16LE(0x8664, 68);
  bytes.writeUInt16LE(sections.length, 70);
  bytes.writeUInt16LE(32, 84);
  bytes.writeUInt16LE(0x20b, 88);
  bytes.writeBigUInt64LE(BigInt(BASE_ADDRESS), 88 + 24);
  for (const [i, { name, content }] of sections.entries()) {
    const at = 120 + 40 * i;
    bytes.write(name.slice(0, 8), at, "latin1");
    bytes.writeUInt32LE(content.length, at + 8);
    bytes.writeUInt32LE(offsets[i] ?? 0, at + 12);
    bytes.writeUInt32LE(content.length, at + 16);
    bytes.writeUInt32LE(offsets[i] ?? 0, at + 20);
    bytes.writeUInt32LE(0xc0000040, at + 36);
  }
  return bytes;
}

/** A macOS program for arm64, whose sections stand in one segment. */
export function machOOf(sections: readonly SectionFixture[]): Buffer {
  const commandBytes = 72 + 80 * sections.length;
  const { bytes, offsets } = laidOut(32 + commandBytes, sections);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(0x0100000c, 4);
  bytes.writeUInt32LE(1, 16);
  bytes.writeUInt32LE(commandBytes, 20);
  bytes.writeUInt32LE(0x19, 32);
  bytes.writeUInt32LE(commandBytes, 36);
  bytes.write("__DATA", 40, "latin1");
  bytes.writeBigUInt64LE(BigInt(BASE_ADDRESS), 56);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 64);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 80);
  bytes.writeUInt32LE(3, 88);
  bytes.writeUInt32LE(3, 92);
  bytes.writeUInt32LE(sections.length, 96);
  for (const [i, { name, content }] of sections.entries()) {
    const at = 32 + 72 + 80 * i;
    bytes.write(name.slice(0, 16), at, "latin1");
    bytes.write("__DATA", at + 16, "latin1");
    bytes.writeBigUInt64LE(BigInt(BASE_ADDRESS + (offsets[i] ?? 0)), at + 32);
    bytes.writeBigUInt64LE(BigInt(content.length), at + 40);
    bytes.writeUInt32LE(offsets[i] ?? 0, at + 48);
  }
  return bytes;
}

/** The same for several architectures, of which this is one. */
export function universalOf(program: Buffer): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(1, 4);
  head.writeUInt32BE(64, 16);
  head.writeUInt32BE(program.length, 20);
  return Buffer.concat([head, program]);
}

const MARK = Buffer.alloc(16, 0x30);

/** What Go's linker writes since 1.18: both texts behind the header. */
export function goBuildInfoOf(goVersion: string, lines: readonly string[]): Buffer {
  const header = Buffer.alloc(32);
  header.write("\xff Go buildinf:\x08\x02", "latin1");
  const modules = Buffer.concat([MARK, Buffer.from(`${lines.join("\n")}\n`), MARK]);
  return Buffer.concat([header, sized(Buffer.from(goVersion)), sized(modules)]);
}

function sized(bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let left = bytes.length; ; left >>= 7) {
    if (left < 0x80) {
      length.push(left);
      break;
    }
    length.push((left & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

/** And before: a header with addresses of strings, which stand behind it; `address` is where all of this will lie. */
export function oldGoBuildInfoOf(goVersion: string, lines: readonly string[], address: number): Buffer {
  const modules = Buffer.concat([MARK, Buffer.from(`${lines.join("\n")}\n`), MARK]);
  const version = Buffer.from(goVersion);
  const header = Buffer.alloc(64);
  header.write("\xff Go buildinf:\x08\x00", "latin1");
  header.writeBigUInt64LE(BigInt(address + 32), 16);
  header.writeBigUInt64LE(BigInt(address + 48), 24);
  header.writeBigUInt64LE(BigInt(address + 64), 32);
  header.writeBigUInt64LE(BigInt(version.length), 40);
  header.writeBigUInt64LE(BigInt(address + 64 + version.length), 48);
  header.writeBigUInt64LE(BigInt(modules.length), 56);
  return Buffer.concat([header, version, modules]);
}

/** An entry to write. */
export interface TarInput {
  readonly path: string;
  /** Default: `file`. */
  readonly type?: "file" | "directory" | "symlink" | "hardlink";
  readonly content?: string | Uint8Array;
  readonly linkTarget?: string;
  readonly mode?: number;
  /** Writes another size into the header than the content has: for tests of readers. */
  readonly declaredBytes?: number;
}

const BLOCK = 512;
const FLAGS = { file: "0", hardlink: "1", symlink: "2", directory: "5" } as const;
const encoder = new TextEncoder();

/** Writes a tar: ustar, with PAX records for names that do not fit. No times, no owners: equal input, equal bytes. */
export function writeTar(entries: readonly TarInput[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const type = entry.type ?? "file";
    const content =
      typeof entry.content === "string" ? encoder.encode(entry.content) : (entry.content ?? new Uint8Array(0));
    const linkTarget = entry.linkTarget ?? "";
    const pax: Record<string, string> = {};
    if (encoder.encode(entry.path).length > 100) pax.path = entry.path;
    if (encoder.encode(linkTarget).length > 100) pax.linkpath = linkTarget;
    if (Object.keys(pax).length > 0) {
      const records = encoder.encode(Object.entries(pax).map(paxRecord).join(""));
      parts.push(header("PaxHeaders/0", "x", records.length, "", 0o644), padded(records));
    }
    const mode = entry.mode ?? (type === "directory" ? 0o755 : type === "symlink" ? 0o777 : 0o644);
    parts.push(
      header(entry.path, FLAGS[type], entry.declaredBytes ?? content.length, linkTarget, mode),
      padded(content),
    );
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return concat(parts);
}

function paxRecord([key, value]: [string, string]): string {
  const body = ` ${key}=${value}\n`;
  const bodyBytes = encoder.encode(body).length;
  // The length counts its own digits.
  let length = bodyBytes + String(bodyBytes).length;
  if (String(length).length + bodyBytes !== length) length++;
  return `${length}${body}`;
}

function header(path: string, flag: string, sizeBytes: number, linkTarget: string, mode: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, offset: number, length: number) =>
    block.set(encoder.encode(text).subarray(0, length), offset);
  const octal = (value: number, offset: number, length: number) =>
    put(value.toString(8).padStart(length - 1, "0"), offset, length);
  put(path, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (sizeBytes < 8 ** 11) octal(sizeBytes, 124, 12);
  else {
    // GNU base-256, for what eleven octal digits cannot hold.
    block[124] = 0x80;
    for (let i = 11, rest = sizeBytes; i > 0; i--, rest = Math.floor(rest / 256)) block[124 + i] = rest % 256;
  }
  octal(0, 136, 12);
  put("        ", 148, 8);
  put(flag, 156, 1);
  put(linkTarget, 157, 100);
  put("ustar\x0000", 257, 8);
  let sum = 0;
  for (const byte of block) sum += byte;
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148, 8);
  return block;
}

function padded(content: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(content.length / BLOCK) * BLOCK);
  block.set(content);
  return block;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

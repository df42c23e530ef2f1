import { deflateSync } from "node:zlib";

/** A pack made by hand: kind, what it rests on, content. */
export function packOf(
  objects: readonly (readonly [kind: number, base: Buffer, content: Buffer])[],
  count = objects.length,
  level = 6,
) {
  const header = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
  header.writeUInt32BE(count, 8);
  const parts = objects.map(([kind, base, content]) => {
    const size = [((content.length > 15 ? 0x80 : 0) | (kind << 4) | (content.length & 15)) & 0xff];
    if (content.length > 15) size.push(content.length >> 4);
    return Buffer.concat([Buffer.from(size), base, deflateSync(content, { level })]);
  });
  return Buffer.concat([header, ...parts]);
}

/** An archive of Electron with these files; `odd` stands in its index as it is, by path. */
export function asarOf(
  files: Readonly<Record<string, string>>,
  odd: Readonly<Record<string, unknown>> = {},
): Buffer<ArrayBuffer> {
  const index = { files: {} as Record<string, unknown> };
  const put = (path: string, entry: unknown) => {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    let at = index.files;
    for (const part of parts) {
      at[part] ??= { files: {} };
      at = (at[part] as { files: Record<string, unknown> }).files;
    }
    at[name] = entry;
  };
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    put(path, { size: Buffer.byteLength(content), offset: `${offset}` });
    offset += Buffer.byteLength(content);
  }
  for (const [path, entry] of Object.entries(odd)) put(path, entry);
  const text = Buffer.from(JSON.stringify(index));
  // Parts of it are as long as a multiple of four.
  const padding = Buffer.alloc((4 - (text.length % 4)) % 4);
  const textBytes = text.length + padding.length;
  const head = Buffer.alloc(16);
  for (const [i, number] of [4, textBytes + 8, textBytes + 4, text.length].entries()) head.writeUInt32LE(number, i * 4);
  return Buffer.concat([head, text, padding, Buffer.from(Object.values(files).join(""))]);
}

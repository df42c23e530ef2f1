import type { ByteSource } from "../../formats/byte-source.ts";
import type { WantedFile } from "../cataloger.ts";

/** A file as readers get it; several may ask for all of it, which is read once. */
export function wantedFile(path: string, { sizeBytes, read, readInto }: ByteSource): WantedFile {
  let all: Uint8Array | undefined;
  let text: string | undefined;
  const bytes = () => {
    all ??= read(0, sizeBytes);
    return all;
  };
  return {
    path,
    sizeBytes,
    read,
    ...(readInto && { readInto }),
    get bytes() {
      return bytes();
    },
    text() {
      text ??= new TextDecoder().decode(bytes());
      return text;
    },
  };
}

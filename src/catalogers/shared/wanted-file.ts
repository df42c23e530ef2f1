import { sourceOf } from "../../formats/byte-source.ts";
import type { WantedFile } from "../cataloger.ts";

/** A file that is in memory. */
export function wantedFile(path: string, bytes: Uint8Array): WantedFile {
  let text: string | undefined;
  return {
    ...sourceOf(bytes),
    path,
    bytes,
    text() {
      text ??= new TextDecoder().decode(bytes);
      return text;
    },
  };
}

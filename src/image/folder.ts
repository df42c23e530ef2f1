import { kindOfPath } from "../host/files.ts";
import { hostPlatform } from "../host/machine.ts";
import { KnownError } from "../model/errors.ts";
import type { ImageOpener } from "./image.ts";

/** A folder, or one file, taken as an image of one layer: source code, an unpacked root file system. */
export const folder: ImageOpener = {
  prefixes: ["fs://", "dir:"],
  describes: "a folder or a file, without an image: `fs://PATH`",

  refuses: ["ref", "platform", "maxImageBytes"],

  async open(path, reference) {
    const kind = await kindOfPath(path);
    if (kind === undefined || kind === "stream") {
      const what = kind ? "is neither a folder nor a file" : "there is no such folder or file";
      throw new KnownError("IMAGE_NOT_FOUND", `${path}: ${what}`, { path });
    }
    return {
      source: { kind: "fs", reference, names: [] },
      config: { ...hostPlatform(), rootfs: { diff_ids: [] } },
      layers: [
        {
          ordinal: 0,
          diffId: "",
          mediaType: "inode/directory",
          sizeBytes: 0,
          blob: { kind: "folder", path },
        },
      ],
    };
  },
};

import { kindOfPath, streamFile, streamSlice, streamStandardInput, wholeFile } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import { openArchiveFile } from "./archive-file.ts";
import { openArchiveStream } from "./archive-stream.ts";
import { compressionOf } from "./compression.ts";
import type { ImageOpener } from "./image.ts";

/** `docker save` in its old and its OCI form, and OCI layouts in a tar. */
export const archive: ImageOpener = {
  prefixes: ["archive://", "docker-archive:", "oci-archive:"],
  describes:
    "an archive of `docker save`, `podman save`, `skopeo` or `buildx`, packed or not: `archive://FILE`, `-` for standard input",

  async open(path, reference, options) {
    const source = { kind: "archive", reference } as const;
    if (path === "-") {
      return openArchiveStream(streamStandardInput(options.signal), { ...source, name: "standard input" }, options);
    }
    const kind = await kindOfPath(path);
    if (kind === "directory" || kind === undefined) {
      const hint = kind ? "is a folder; an OCI layout is read with oci-dir://PATH" : "there is no such file";
      throw new KnownError("IMAGE_NOT_FOUND", `${path}: ${hint}`, { path });
    }
    if (kind === "stream") return openArchiveStream(streamFile(path), { ...source, name: path }, options);
    const slice = await wholeFile(path);
    return compressionOf(await firstBytes(slice)) === "none"
      ? openArchiveFile(slice, source, options)
      : openArchiveStream(streamSlice(slice), { ...source, name: path }, options);
  },
};

async function firstBytes(slice: Parameters<typeof streamSlice>[0]): Promise<Uint8Array> {
  for await (const bytes of streamSlice({ ...slice, sizeBytes: Math.min(slice.sizeBytes, 4) })) return bytes.slice();
  return new Uint8Array(0);
}

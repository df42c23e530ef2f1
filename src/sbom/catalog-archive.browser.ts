import { readSlice, streamSlice } from "../host/files.ts";
import { offerBlob } from "../host/offered-blobs.ts";
import { openArchiveFile } from "../image/archive-file.ts";
import { openArchiveStream } from "../image/archive-stream.ts";
import { compressionOf } from "../image/compression.ts";
import type { OpenOptions } from "../image/image.ts";
import type { Sbom } from "../model/sbom.ts";
import { type CatalogOptions, catalogImage } from "./catalog.ts";

/** Which image of an archive is meant, how much is read of it, and who is told how far that is. */
export interface ArchiveOptions
  extends Pick<OpenOptions, "platform" | "ref" | "limits" | "maxImageBytes" | "signal">,
    Pick<CatalogOptions, "verifyLayers" | "onProgress"> {
  /** Told, in words, how far an archive is unpacked that is packed; only then are its layers read. */
  readonly onUnpacking?: (text: string) => void;
}

/**
 * Takes the inventory of an image in an archive that somebody gave to a page: one of `docker save` in either form, or an
 * OCI layout in a tar, packed or not. It is read in the page's own thread, which gets its turns meanwhile.
 *
 * @throws {KnownError} What opening an archive and cataloging an image throw; `READ_FAILED` when the file was changed or
 * deleted meanwhile.
 */
export async function catalogArchive(file: Blob, options: ArchiveOptions = {}): Promise<Sbom> {
  const { onUnpacking, onProgress, verifyLayers, ...common } = options;
  const name = file instanceof File ? file.name : "archive";
  const { slice, withdraw } = offerBlob(file, name);
  try {
    const source = { kind: "archive", reference: `archive://${name}` } as const;
    const opening = { ...common, ...(onUnpacking && { onProgress: onUnpacking }) };
    const first = await readSlice({ ...slice, sizeBytes: Math.min(slice.sizeBytes, 4) }, 4);
    const image =
      compressionOf(first) === "none"
        ? await openArchiveFile(slice, source, opening)
        : await openArchiveStream(streamSlice(slice), { ...source, name }, opening);
    try {
      return await catalogImage(image, { ...common, verifyLayers, ...(onProgress && { onProgress }) });
    } finally {
      await image.close?.();
    }
  } finally {
    withdraw();
  }
}

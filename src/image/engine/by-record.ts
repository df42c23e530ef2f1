import { streamSlice } from "../../host/files.ts";
import { formatPlatform, type ImageSource, type Platform } from "../../model/image.ts";
import { fileOf } from "../file-store.ts";
import type { Image } from "../image.ts";
import { type ImageRecords, imageOfRecord, recordOf } from "../image-record.ts";

/** An image that an engine has, and that may be known of an earlier run. */
export interface EngineImageToOpen {
  /** What the engine knows it by: `sha256:…` */
  readonly id: string;
  /** Which one of an index; the index's only one, or no index, when absent. */
  readonly platform: Platform | undefined;
  readonly source: ImageSource;
  /** Has the engine save it, which takes long. */
  readonly save: () => Promise<Image>;
  readonly records: ImageRecords | undefined;
  /**
   * Whether the engine compares each layer with the diff_id that the config claims. Where it does not, the config's
   * digest is the id of any layers: only with the digest of a manifest, which names blobs, does it stand for some.
   */
  readonly verifiesLayers: boolean;
  /** Lets go of the engine. */
  readonly close: () => Promise<void>;
}

/**
 * The image by what was kept of it, so that it is saved only when one of its layers is not known any more; saved now
 * where nothing was kept. Nothing is believed of an engine but which image a name means: a record is made of an image
 * whose layers were all hashed here, under an id that is a digest of its own documents.
 */
export async function openByRecord({
  id,
  platform,
  source,
  save,
  records: given,
  verifiesLayers,
  close,
}: EngineImageToOpen): Promise<Image> {
  const digests = source.names.flatMap((name) => /@(sha256:[0-9a-f]{64})$/.exec(name)?.[1] ?? []);
  const key = [id, ...(platform ? [formatPlatform(platform)] : []), ...new Set(digests.sort())].join(" ");
  const records = verifiesLayers || digests.length > 0 ? given : undefined;
  let saved: Promise<Image> | undefined;
  const savedOnce = () => {
    saved ??= save();
    return saved;
  };
  async function* layerBytes(ordinal: number): AsyncGenerator<Uint8Array, void> {
    const { layers } = await savedOnce();
    yield* streamSlice(fileOf(layers[ordinal]));
  }
  const closeAll = async () => {
    const image = await saved?.catch(() => undefined);
    await image?.close?.();
    await close();
  };

  const record = await records?.find(key);
  const known =
    record && imageOfRecord(record, source, (ordinal) => ({ kind: "stream", open: () => layerBytes(ordinal) }));
  if (known) return { ...known, close: closeAll };

  const image = await savedOnce();
  const layers = image.layers.map((layer) => ({ ...layer, isReadWhole: true }));
  const isKnownById = [image.configDigest, image.manifestDigest, image.indexDigest].includes(id);
  const remember = async () => {
    const fresh = recordOf(image);
    if (fresh) await records?.keep(key, fresh);
  };
  return { ...image, source, layers, close: closeAll, ...(isKnownById && { remember }) };
}

import { streamSlice } from "../../host/files.ts";
import type { ImageSource } from "../../model/image.ts";
import { fileOf } from "../file-store.ts";
import type { Image } from "../image.ts";
import { type ImageRecords, imageOfRecord, recordOf } from "../image-record.ts";

/** An image that an engine has, and that may be known of an earlier run. */
export interface EngineImageToOpen {
  /** What the engine knows it by. */
  readonly key: string;
  readonly source: ImageSource;
  /** Has the engine save it, which takes long. */
  readonly save: () => Promise<Image>;
  readonly records: ImageRecords | undefined;
  /** Lets go of the engine. */
  readonly close: () => Promise<void>;
}

/**
 * The image by what was kept of it, so that it is saved only when one of its layers is not known any more; saved now
 * where nothing was kept. The engine vouches for its layers: it unpacked them.
 */
export async function openByRecord({ key, source, save, records, close }: EngineImageToOpen): Promise<Image> {
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
  const fresh = recordOf(image);
  if (fresh) await records?.keep(key, fresh);
  const layers = image.layers.map((layer) => ({ ...layer, isVouchedFor: true }));
  return { ...image, source, layers, close: closeAll };
}

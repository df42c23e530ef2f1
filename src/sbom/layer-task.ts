import { type FileSlice, streamSlice } from "../host/files.ts";
import { KnownError } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { LayerReading } from "./layer-reading.ts";
import type { Alias } from "./linked-roots.ts";
import { hashLayer, readLayer } from "./read-layer.ts";
import { READERS } from "./readers.ts";

/** What a thread is told to do with one layer. Plain data. */
export interface LayerTask {
  /** What to call the layer in a message. */
  readonly name: string;
  readonly blob: FileSlice;
  readonly limits: Limits;
  /** Measure both digests only: a reading of the layer is at hand, if it is the layer it claims to be. */
  readonly hashOnly: boolean;
  /** Read only what stands behind these links. */
  readonly aliases?: readonly Alias[];
}

export type LayerResult =
  | { readonly kind: "reading"; readonly reading: LayerReading }
  | { readonly kind: "hashes"; readonly digest: string; readonly diffId: string };

/** Does one task, in whatever thread. */
export async function doLayerTask(task: LayerTask, onBytes: (bytes: number) => void): Promise<LayerResult> {
  const open = () => streamSlice(task.blob);
  try {
    if (task.hashOnly) {
      const { digest, diffId } = await hashLayer(open, task.limits, onBytes);
      // A layer that goes over a limit has no diff_id that was measured: nothing at hand may stand for it.
      if (diffId !== undefined) return { kind: "hashes", digest, diffId };
    }
    return {
      kind: "reading",
      reading: await readLayer(open, { readers: READERS, limits: task.limits, aliases: task.aliases, onBytes }),
    };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    throw new KnownError(error.code, `${task.name}: ${error.message}`, error.details, error);
  }
}

import { type FileSlice, streamSlice } from "../host/files.ts";
import type { TaskSurroundings } from "../host/worker-pool.ts";
import { KnownError } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import type { IgnoredPaths } from "./ignored-paths.ts";
import type { LayerReading } from "./layer-reading.ts";
import type { Alias } from "./linked-roots.ts";
import { readFolder } from "./read-folder.ts";
import { hashLayer, readLayer } from "./read-layer.ts";
import { readersFor, type Search } from "./readers.ts";
import { seekLayer } from "./seek-layer.ts";

/** What a thread is told to do with one layer. Plain data. */
export interface LayerTask {
  /** What to call the layer in a message. */
  readonly name: string;
  /** `stream`: the thread that gave the task knows where the bytes come from. */
  readonly blob:
    | { readonly kind: "file"; readonly slice: FileSlice }
    | { readonly kind: "folder"; readonly path: string }
    | { readonly kind: "stream" };
  /** By which the image names the blob, where it does. */
  readonly digest?: string;
  readonly limits: Limits;
  /** Of a folder. */
  readonly ignored?: IgnoredPaths;
  readonly search: Search;
  /**
   * `whole`: every byte is read and hashed. `hash`: that alone, since a reading is at hand if it is the layer that it
   * claims to be. `part`: of a plain tar in a file, what nobody wants is passed over.
   */
  readonly mode: "whole" | "hash" | "part";
  /** Read only what stands behind these links. */
  readonly aliases?: readonly Alias[];
}

export type LayerResult =
  | { readonly kind: "reading"; readonly reading: LayerReading }
  | { readonly kind: "hashes"; readonly digest: string; readonly diffId: string };

/** Does one task, in whatever thread. */
export async function doLayerTask(task: LayerTask, { onProgress, openInput }: TaskSurroundings): Promise<LayerResult> {
  const { blob, digest, limits, mode, aliases, search } = task;
  const readers = await readersFor(search, blob.kind === "folder", limits);
  const options = { readers, limits, digest, aliases, onBytes: onProgress };
  try {
    if (blob.kind === "folder")
      return {
        kind: "reading",
        reading: await readFolder(blob.path, { ...options, ...(task.ignored && { ignored: task.ignored }) }),
      };
    if (blob.kind === "file" && mode === "part") {
      const reading = await seekLayer(blob.slice, options);
      if (reading) return { kind: "reading", reading };
    }
    const open = () => (blob.kind === "file" ? streamSlice(blob.slice) : openInput());
    if (mode === "hash") {
      const { digest: measured, diffId } = await hashLayer(open, options);
      // A layer that goes over a limit has no diff_id that was measured: nothing at hand may stand for it.
      if (diffId !== undefined) return { kind: "hashes", digest: measured, diffId };
    }
    return { kind: "reading", reading: await readLayer(open, options) };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    throw new KnownError(error.code, `${task.name}: ${error.message}`, error.details, error);
  }
}

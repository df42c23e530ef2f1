import type { FileTable } from "../image/file-table.ts";
import type { Problem } from "../model/errors.ts";

/** What one reader took from one file of a layer. */
export interface LayerEvidence {
  /** Name of the reader. */
  readonly reader: string;
  /** Path as the layer writes it, without a leading slash. */
  readonly path: string;
  /** The path by which the reader knows the file, where a link leads from one to the other. */
  readonly as?: string;
  readonly value: unknown;
}

/** All that is known of a layer from its own bytes; the same whatever image it belongs to. Plain JSON. */
export interface LayerReading {
  /** Measured digest of the blob; absent where the layer was read in part, or is a folder. */
  readonly digest?: string;
  /** Measured digest of the tar; absent when it was not read to its end, too. */
  readonly diffId?: string;
  readonly uncompressedBytes: number;
  readonly table: FileTable;
  readonly evidence: readonly LayerEvidence[];
  /** What all of that takes in memory, about. */
  readonly evidenceBytes: number;
  readonly problems: readonly Problem[];
  /** Files and folders that were not looked at because somebody said so; in folders of this machine only. */
  readonly passedOver?: number;
}

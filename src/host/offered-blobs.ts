import type { FileSlice } from "./files.ts";

// A browser has no paths that could be opened: a file is what somebody dropped on the page, or what was collected there.
// It goes by a number here, which stands where Node.js has a descriptor, so that a slice of it is plain data.

const blobs = new Map<number, Blob>();
let latest = 0;

/** A blob that can be read as a file until it is withdrawn. */
export interface OfferedBlob {
  readonly slice: FileSlice;
  readonly withdraw: () => void;
}

/** @param name  What to call it in a message. */
export function offerBlob(blob: Blob, name: string): OfferedBlob {
  const descriptor = ++latest;
  blobs.set(descriptor, blob);
  return {
    slice: { path: name, descriptor, offset: 0, sizeBytes: blob.size },
    withdraw: () => void blobs.delete(descriptor),
  };
}

/** What a slice is a part of; `undefined` when it was not offered, or is not any more. */
export function findBlob({ descriptor }: FileSlice): Blob | undefined {
  return descriptor === undefined ? undefined : blobs.get(descriptor);
}

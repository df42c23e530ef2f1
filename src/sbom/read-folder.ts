import { concatBytes } from "../formats/concat-bytes.ts";
import type { TarHeader } from "../formats/tar-header.ts";
import { type FolderEntry, readEntry, walkFolder } from "../host/folder.ts";
import { messageOf } from "../model/errors.ts";
import { type IgnoredPaths, rulesFor } from "./ignored-paths.ts";
import type { LayerReading } from "./layer-reading.ts";
import { LayerWalk } from "./layer-walk.ts";
import type { LayerOptions } from "./read-layer.ts";

/**
 * Reads a folder of this machine, or one file, as if it were a layer: the same readers, the same bounds. Nothing is
 * hashed, links are not followed but in the finished tree, and what may not be read is told of.
 */
export async function readFolder(
  root: string,
  options: LayerOptions & { readonly ignored?: IgnoredPaths },
): Promise<LayerReading> {
  const { limits, ignored, onBytes = () => {} } = options;
  const walk = new LayerWalk(options);
  const trouble = (path: string, cause: unknown) =>
    walk.report({ code: "READ_FAILED", path, message: `${path || root}: ${messageOf(cause)}` });
  const rules = ignored && rulesFor(ignored, (path) => ignoreFile(root, path));
  const startedAt = performance.now();
  let sizeBytes = 0;
  let entries = 0;
  for await (const entry of walkFolder(root, trouble, rules)) {
    const header = headerOf(entry);
    const sink = walk.visitor.onEntry(header);
    sizeBytes += entry.sizeBytes;
    onBytes(entry.sizeBytes);
    // It was just told that the rest is left out.
    if (entries++ > limits.layerEntries) break;
    if (performance.now() - startedAt > limits.layerSeconds * 1000) {
      const message = `layer: takes longer than ${limits.layerSeconds} seconds; it was read up to '${entry.path}'`;
      walk.reportLayer({ code: "LIMIT_EXCEEDED", message });
      break;
    }
    if (typeof sink !== "object") continue;
    try {
      if (readEntry(root, entry, sink.write)) sink.end();
    } catch (cause) {
      trouble(entry.path, cause);
    }
  }
  return { uncompressedBytes: sizeBytes, ...walk.result(), ...(rules && { passedOver: rules.passedOver() }) };
}

/** Larger ones were not written by hand. */
const MOST_IGNORE_BYTES = 256 * 1024;

function ignoreFile(root: string, path: string): string | undefined {
  const pieces: Uint8Array[] = [];
  const entry = { path, type: "file", sizeBytes: MOST_IGNORE_BYTES, mode: 0, linkTarget: "" } as const;
  try {
    readEntry(root, entry, (piece) => void pieces.push(piece.slice()));
  } catch {
    // Not to be read: then nothing is passed over for it, and the walk tells of what it cannot read.
    return undefined;
  }
  return new TextDecoder().decode(
    concatBytes(
      pieces,
      pieces.reduce((sum, { length }) => sum + length, 0),
    ),
  );
}

function headerOf({ path, type, sizeBytes, mode, linkTarget }: FolderEntry): TarHeader {
  return { path, type, sizeBytes, mode, linkTarget, sparse: false, contentOffset: 0 };
}

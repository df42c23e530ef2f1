import { KnownError } from "../../model/errors.ts";
import type { Image } from "../image.ts";
import type { EngineImage, EngineKind } from "./engine.ts";

/**
 * Holds what an engine saved to what it said of the image before.
 *
 * @throws {KnownError} `DIGEST_MISMATCH` when it is another image.
 */
export function verifySaved(
  image: Image,
  told: EngineImage,
  { kind, label }: { kind: EngineKind; label: string },
): void {
  const { configDigest, manifestDigest, indexDigest } = image;
  // Which of them the id is, the engine's store decides; of an index, a single manifest may have been saved.
  const expected = [told.id, ...told.manifestDigests];
  if ([configDigest, manifestDigest, indexDigest].some((digest) => digest && expected.includes(digest))) return;
  // Podman's id is no digest of the image where layers came as zstd:chunked, by their table of contents.
  if (kind === "podman" && told.diffIds.length > 0 && sameList(told.diffIds, image.config.rootfs.diff_ids)) return;
  throw new KnownError(
    "DIGEST_MISMATCH",
    `${label}: the image ${told.id} was asked for, and one with the config ${configDigest} came`,
    { expected: told.id, measured: configDigest ?? "" },
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

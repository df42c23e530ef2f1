import { KnownError } from "../../model/errors.ts";

/**
 * Begins to count at the first call. Asked at each piece that comes: silence in between has a limit of its own.
 *
 * @param host  Who sends, for the message.
 * @returns What throws `REGISTRY_UNREACHABLE` once `limitMs` have passed.
 */
export function createDeadline(limitMs: number, host: string): () => void {
  let startedAt: number | undefined;
  return () => {
    startedAt ??= performance.now();
    if (performance.now() - startedAt <= limitMs) return;
    const message = `${host}: sends so slowly that a small document is not there after ${limitMs / 1000} s`;
    throw new KnownError("REGISTRY_UNREACHABLE", message, { host });
  };
}

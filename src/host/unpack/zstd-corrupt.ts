import { KnownError } from "../../model/errors.ts";

/** The error of a zstd stream that is none from some place on. */
export function corrupt(what: string): KnownError {
  return new KnownError("FILE_MALFORMED", `zstd stream: ${what}`);
}

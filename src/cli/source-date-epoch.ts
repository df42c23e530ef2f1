import { KnownError } from "../model/errors.ts";

/**
 * The time that documents are to say they were made at, in seconds since 1970.
 *
 * @throws {KnownError} `OPTION_INVALID` where it is no number.
 *
 * Source: https://reproducible-builds.org/docs/source-date-epoch/
 */
export function readSourceDateEpoch({ SOURCE_DATE_EPOCH: epoch }: NodeJS.ProcessEnv): { sourceDateEpoch?: number } {
  if (!epoch) return {};
  if (!/^\d{1,12}$/.test(epoch)) {
    throw new KnownError("OPTION_INVALID", `SOURCE_DATE_EPOCH is '${epoch}', and no number of seconds`);
  }
  return { sourceDateEpoch: Number(epoch) };
}

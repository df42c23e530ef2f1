import { createInterface } from "node:readline/promises";
import { KnownError } from "../model/errors.ts";

/**
 * Asks a question that has to be answered with `y`.
 *
 * @throws {KnownError} `OPTION_INVALID` where nobody is there to ask.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new KnownError("OPTION_INVALID", "there is no terminal to ask on; --force does it without a question");
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
  } finally {
    asking.close();
  }
}

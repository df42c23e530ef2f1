import { codeOf, type ErrorCode, type ErrorDetails, KnownError, messageOf } from "../model/errors.ts";

/** An error in parts: a class does not survive the way between threads. */
export interface ToldError {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

export function tellError(error: unknown): ToldError {
  const details = error instanceof KnownError ? error.details : {};
  return { type: "error", code: codeOf(error), message: messageOf(error), details };
}

export function fromTold({ code, message, details }: ToldError): KnownError {
  return new KnownError(code, message, details);
}

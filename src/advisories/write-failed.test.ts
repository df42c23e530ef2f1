import { expect, test } from "vitest";
import { KnownError } from "../model/errors.ts";
import { writeFailed } from "./write-failed.ts";

const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code });
const sqliteError = (errcode: number) => Object.assign(new Error("no"), { code: "ERR_SQLITE_ERROR", errcode });

test.each([
  { error: systemError("ENOSPC"), text: "disk is full" },
  { error: systemError("EACCES"), text: "not writable" },
  { error: systemError("EROFS"), text: "read-only" },
  { error: sqliteError(13), text: "disk is full" },
  { error: sqliteError(8 | (6 << 8)), text: "not writable" },
])("$error.code is a failure to write: $text", ({ error, text }) => {
  const failed = writeFailed("/data", error);
  expect(failed).toMatchObject({ code: "WRITE_FAILED", details: { path: "/data" }, cause: error });
  expect(String(failed)).toContain(text);
  expect(String(failed)).toContain("PLIMSOLL_DATA_DIR");
});

test.each([systemError("ECONNRESET"), sqliteError(11), new TypeError("x"), new KnownError("INTERRUPTED", "x"), "x"])(
  "%s is passed on",
  (error) => {
    expect(writeFailed("/data", error)).toBe(error);
  },
);

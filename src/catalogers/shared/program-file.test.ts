import { expect, test } from "vitest";
import { mayBeProgram } from "./program-file.ts";

const program = { sizeBytes: 1_000_000, isExecutable: true };

test.each([
  ["usr/bin/tool", true],
  ["app/server-1.2", true],
  ["app/server_linux.amd64", true],
  ["Files/app/tool.exe", true],
  ["usr/lib/libz.so", false],
  ["usr/lib/libz.so.1.3.1", false],
  ["usr/bin/script.py", false],
  ["app/lib.jar", false],
  ["usr/share/doc/tool/example", false],
])("%s may be a program: %s", (path, expected) => {
  expect(mayBeProgram(path, program)).toBe(expected);
});

test("what is small, or what nobody may run, is none", () => {
  expect(mayBeProgram("usr/bin/tool", { ...program, sizeBytes: 1000 })).toBe(false);
  expect(mayBeProgram("usr/bin/tool", { ...program, isExecutable: false })).toBe(false);
  expect(mayBeProgram("tool.exe", { ...program, isExecutable: false })).toBe(true);
});

import { expect, test } from "vitest";
import { beginsAsProgram, mayBeProgram } from "./program-file.ts";

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

test.each<[string, readonly number[], boolean]>([
  ["ELF", [0x7f, 0x45, 0x4c, 0x46, 2], true],
  ["PE", [0x4d, 0x5a, 0x90, 0], true],
  ["Mach-O", [0xcf, 0xfa, 0xed, 0xfe], true],
  ["Mach-O for several architectures", [0xca, 0xfe, 0xba, 0xbe], true],
  ["a script", [0x23, 0x21, 0x2f, 0x62], false],
  ["nothing", [], false],
])("%s begins as a program: %s", (_title, bytes, expected) => {
  expect(beginsAsProgram(Uint8Array.from(bytes))).toBe(expected);
});

import { expect, test } from "vitest";
import { parseGentooAtom, parseGentooDependencies, splitGentooVersion } from "./gentoo-atom.ts";

test.each([
  ["openssl-3.3.2-r1", "openssl", "3.3.2-r1"],
  ["openssl-3.3.2", "openssl", "3.3.2"],
  ["gtk+-2.24.33-r3", "gtk+", "2.24.33-r3"],
  ["font-adobe-100dpi-1.0.3", "font-adobe-100dpi", "1.0.3"],
  ["jpeg-9f", "jpeg", "9f"],
  ["x-1.0_rc2_p20240101-r0", "x", "1.0_rc2_p20240101-r0"],
  ["python-exec-conf-9999", "python-exec-conf", "9999"],
])("%s is %s of version %s", (text, name, version) => {
  expect(splitGentooVersion(text)).toEqual({ name, version });
});

test.each(["openssl", "", "-", "-1", "a-b", "a-r1", "1.0", "a-1.0-rc1", "a-1.0_x"])("%j has no version", (text) => {
  expect(splitGentooVersion(text)).toBeUndefined();
});

test.each([
  ["dev-libs/openssl", { name: "dev-libs/openssl" }],
  [">=dev-libs/openssl-1.1.1-r2:0/3=[ssl,-x(+)]", { name: "dev-libs/openssl", slot: "0" }],
  ["=dev-lang/python-3.12*:3.12", { name: "dev-lang/python", slot: "3.12" }],
  ["~x11-libs/gtk+-2.24.33", { name: "x11-libs/gtk+" }],
  ["virtual/libc:=", { name: "virtual/libc" }],
  ["a/font-100dpi", { name: "a/font-100dpi" }],
  ["!!dev-libs/a", undefined],
  ["flag?", undefined],
  ["a/b/c", undefined],
  ["", undefined],
  [">=", undefined],
])("%j asks for %j", (word, atom) => {
  expect(parseGentooAtom(word)).toEqual(atom);
});

const named = (text: string) => parseGentooDependencies(text).map((ways) => ways.map(({ name }) => name).join("|"));

test.each([
  ["", []],
  ["a/a b/b", ["a/a", "b/b"]],
  ["|| ( a/a b/b ) c/c", ["a/a|b/b", "c/c"]],
  ["|| ( ( a/a b/b ) || ( c/c d/d ) ) e/e", ["a/a|b/b|c/c|d/d", "e/e"]],
  ["ssl? ( a/a !b/b ) ( c/c )", ["a/a", "c/c"]],
  ["|| ( a/a", ["a/a"]],
  [") ) || a/a ) b/b", ["a/a", "b/b"]],
])("%j needs %j", (text, needs) => {
  expect(named(text)).toEqual(needs);
});

test("groups of any depth are read", () => {
  expect(named(`${"|| ( ".repeat(100_000)}a/a${" )".repeat(100_000)} b/b`)).toEqual(["a/a", "b/b"]);
});

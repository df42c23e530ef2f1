import { foldWords } from "./fold.ts";
import { SPDX_EXCEPTIONS } from "./spdx-exceptions.ts";

/**
 * What people write for exceptions behind "with", without the word "exception": an identifier, then names. Of those with
 * a condition, the first whose licence it is stands.
 *
 * Source: https://spdx.org/licenses/exceptions-index.html
 */
const NAMES: readonly (readonly [id: string, names: readonly string[], licence?: RegExp])[] = [
  ["Autoconf-exception-2.0", ["autoconf"], /GPL-2/],
  ["Autoconf-exception-3.0", ["autoconf", "autoconf configure"], /GPL-3/],
  ["Autoconf-exception-generic-3.0", ["autoconf data"], /GPL-3/],
  ["Autoconf-exception-generic", ["autoconf data"]],
  ["Bison-exception-2.2", ["bison", "bison 2.2"]],
  ["Classpath-exception-2.0", ["classpath", "cpe", "ce", "gnu classpath", "classpath linking"]],
  ["Font-exception-2.0", ["font", "font embedding"]],
  ["GCC-exception-2.0", ["gcc", "gcc linking", "gcc runtime library"], /GPL-2/],
  ["GCC-exception-3.1", ["gcc", "gcc runtime", "gcc runtime library", "gcc rle"], /GPL-3/],
  ["GNAT-exception", ["gnat", "gnat modified"]],
  ["Libtool-exception", ["libtool"]],
  ["Linux-syscall-note", ["linux syscall note", "linux syscall", "syscall note"]],
  ["LLVM-exception", ["llvm", "llvm exceptions"]],
  ["OCaml-LGPL-linking-exception", ["ocaml linking", "ocaml lgpl linking", "ocaml"]],
  ["Texinfo-exception", ["texinfo", "texinfo tex", "tex"]],
  ["u-boot-exception-2.0", ["u boot"]],
  ["Universal-FOSS-exception-1.0", ["universal foss", "foss"]],
  ["WxWindows-exception-3.1", ["wxwindows", "wxwindows library", "wxwidgets"]],
];

const keyOf = (words: readonly string[]) => words.filter((word) => !/^exceptions?$/.test(word)).join(" ");

let ids: ReadonlyMap<string, string> | undefined;

/** The identifier of an exception to a licence. */
export function exceptionOf(words: readonly string[], licence: string): string | undefined {
  ids ??= new Map(
    SPDX_EXCEPTIONS.trim()
      .split("\n")
      .map((id) => [keyOf(foldWords(id)), id]),
  );
  const key = keyOf(words);
  const exact = ids.get(key);
  if (exact) return exact;
  return NAMES.find(([, names, of]) => names.includes(key) && (of?.test(licence) ?? true))?.[0];
}

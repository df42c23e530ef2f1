import { expect, test } from "vitest";
import { toAscii } from "./ascii.ts";
import { columnsOf } from "./columns.ts";
import { printable } from "./printable.ts";

test.each([
  ["a code that clears the screen", "a\u001b[2Jb", "a\\u001b[2Jb"],
  ["its one-byte form", "a\u009b2Jb", "a\\u009b2Jb"],
  ["another line", "a\nb\rc\u2028d\u0085e", "a\\u000ab\\u000dc\\u2028d\\u0085e"],
  ["NUL and backspace", "a\0b\b", "a\\u0000b\\u0008"],
  ["text that runs backwards", "a\u202eb\u2067c\u200fd", "a\\u202eb\\u2067c\\u200fd"],
  ["what nobody sees", "cu\u200brl\u00ad\ufeff\u2060", "cu\\u200brl\\u00ad\\ufeff\\u2060"],
  ["letters hidden in tags", "a\u{e0041}", "a\\u{e0041}"],
  ["half a character", "a\ud800b", "a\\ud800b"],
  ["a tab", "a\tb", "a b"],
  ["letters of all scripts", "größe 容器 e\u0301 📦", "größe 容器 e\u0301 📦"],
])("%s", (_title, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test.each([
  ["✓ 19 packages indexed", "+ 19 packages indexed"],
  ["Target  │  x", "Target  |  x"],
  ["RUN apt-get inst…", "RUN apt-get inst~"],
  ["  … and 3 more", "  ... and 3 more"],
  ["View → this", "View > this"],
  ["größe 容器 e\u0301", "gr??e ???? e"],
  ["\u001b[31m✗\u001b[39m", "\u001b[31mx\u001b[39m"],
])("a terminal of ASCII shows %j as %j", (text, expected) => {
  expect(toAscii(text)).toBe(expected);
  if (!text.includes("… ")) expect(columnsOf(expected)).toBe(columnsOf(text));
});

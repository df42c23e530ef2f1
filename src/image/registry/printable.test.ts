import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  { title: "plain words", text: "access denied", shown: "access denied" },
  { title: "letters of all scripts", text: "zugriff verweigert: größe 容器", shown: "zugriff verweigert: größe 容器" },
  { title: "lines", text: "  a\r\nb\t c ", shown: "a b c" },
  { title: "colours and bells of a terminal", text: "a\u001b[31mred\u0007", shown: "a [31mred" },
  { title: "text that runs backwards", text: "a\u202egnp.exe", shown: "a gnp.exe" },
  { title: "a long one", text: "x".repeat(10_000), shown: `${"x".repeat(300)}…` },
])("$title", ({ text, shown }) => {
  expect(printable(text)).toBe(shown);
});

import { expect, test } from "vitest";
import { parseProvides, parseRelations } from "./debian-relations.ts";

test.each([
  ["", []],
  ["a", [[{ name: "a" }]]],
  ["a (>= 1:2.0~), b", [[{ name: "a" }], [{ name: "b" }]]],
  ["a(>=1)|b , c", [[{ name: "a" }, { name: "b" }], [{ name: "c" }]]],
  ["python3:any (>= 3.7~), gcc:native", [[{ name: "python3" }], [{ name: "gcc" }]]],
  ["libc6:i386 | libc6-i386", [[{ name: "libc6", architecture: "i386" }, { name: "libc6-i386" }]]],
  ["a\n (= 1),\n b [linux-any] <!nocheck>", [[{ name: "a" }], [{ name: "b" }]]],
  [", | ,(= 1)", []],
])("%j asks for %j", (field, needs) => {
  expect(parseRelations(field)).toEqual(needs);
});

test("names are provided with and without versions", () => {
  expect(parseProvides("awk, libz (= 1.2), editor:any")).toEqual(["awk", "libz", "editor"]);
});

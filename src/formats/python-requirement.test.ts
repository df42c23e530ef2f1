import { expect, test } from "vitest";
import { parseRequirement } from "./python-requirement.ts";

const none = { extras: [], specifier: "" };

test.each([
  ["a", { ...none, name: "a" }],
  [" A.b_c-1 ", { ...none, name: "A.b_c-1" }],
  ["a[x, y]>=1,<2", { name: "a", extras: ["x", "y"], specifier: ">=1,<2" }],
  ["a (>=1)", { ...none, name: "a", specifier: ">=1" }],
  ["a==1;os_name=='nt'", { ...none, name: "a", specifier: "==1", marker: "os_name=='nt'" }],
  ["a @ https://x/;y ; z", { ...none, name: "a", url: "https://x/;y", marker: "z" }],
  ["a@ file:///b", { ...none, name: "a", url: "file:///b" }],
  ["", undefined],
  ["-r other.txt", undefined],
  ["a[x", undefined],
  ["a b", undefined],
  [`a==${"1".repeat(10_000)}`, undefined],
])("the dependency %.40j", (text, expected) => {
  expect(parseRequirement(text)).toEqual(expected);
});

import { expect, test } from "vitest";
import { parseLuaTable } from "./lua-table.ts";

test.each([
  [`a = "x" b = 'y'`, { a: "x", b: "y" }],
  [`a = "x\\"\\n\\\\" -- b = "no"`, { a: 'x"\n\\' }],
  ["a = [[\nlong ]] b = [==[x]]y]==]", { a: "long ", b: "x]]y" }],
  [`--[[ a = "no" ]] a = "x"`, { a: "x" }],
  [`a = { "x", 5; b = { c = "d" }, ["e-f"] = "g", [1] = "h" }`, { a: { 1: "x", 2: "5", b: { c: "d" }, "e-f": "g" } }],
  [`local v = "1.0" package = "p" version = v .. "-1"`, { v: "1.0", package: "p" }],
  [`a = f("x") a = "y"`, { a: "y" }],
  [`a = { b = c == d, "x" }`, { a: { 1: "x" } }],
  [`a = "x`, {}],
  [`a = { "x"`, {}],
  ["}}}", {}],
  ["a = {".repeat(100_000), {}],
  [`__proto__ = "x"`, JSON.parse('{"__proto__":"x"}')],
])("%s", (text, table) => {
  expect(JSON.stringify(parseLuaTable(text))).toBe(JSON.stringify(table));
});

import { expect, test } from "vitest";
import { parseJsonWithComments } from "./json-comments.ts";

test.each([
  ['{"a": [1, 2,], }', { a: [1, 2] }],
  ['\uFEFF// x\n{"a": 1, // y\n /* z, */ }', { a: 1 }],
  ['{"//a": "/* b */", "c": ",]", "d\\",}": 1}', { "//a": "/* b */", c: ",]", 'd",}': 1 }],
  ["[1, /* two */ 3 // four", undefined],
  ["[,]", []],
  ["[1,,]", undefined],
  ['["a', undefined],
  ["/*", undefined],
  ["", undefined],
])("%j", (text, expected) => {
  if (expected === undefined) expect(() => parseJsonWithComments(text)).toThrow(SyntaxError);
  else expect(parseJsonWithComments(text)).toEqual(expected);
});

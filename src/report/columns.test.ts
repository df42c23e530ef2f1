import { describe, expect, test } from "vitest";
import { columnsOf, cut, wrap } from "./columns.ts";
import { createPaint } from "./paint.ts";

const red = (text: string) => createPaint(true)("red", text);

test.each([
  ["", 0],
  ["curl 7.88", 9],
  ["größe", 5],
  ["コンテナ", 8],
  ["ｺﾝﾃﾅ", 4],
  ["컨테이너", 8],
  ["容器 a", 6],
  ["ｆｕｌｌ", 8],
  ["e\u0301", 1], // e with a combining accent
  ["각", 2],
  ["\u1100\u1161\u11a8", 2], // the same, spelled out
  ["✓ ok", 4],
  ["📦", 2],
  ["│", 1],
  ["、", 2],
  [red("four"), 4],
])("%j takes %i columns", (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

describe("cutting", () => {
  test.each([
    ["fits", 4, "fits"],
    ["does not fit", 8, "does no…"],
    ["does not", 6, "does…"],
    ["コンテナ", 8, "コンテナ"],
    ["コンテナ", 7, "コンテ…"],
    ["コンテナ", 6, "コン…"],
    ["ae\u0301io", 3, "ae\u0301…"],
    [red("a longer one"), 5, "a lo…"],
  ])("%j to %i columns", (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
    expect(columnsOf(cut(text, columns))).toBeLessThanOrEqual(columns);
  });
});

describe("wrapping", () => {
  test.each([
    { title: "short text is one line", text: "a b", lines: ["a b"] },
    { title: "longer text goes on below", text: "one two three four", lines: ["one two", "  three", "  four"] },
    {
      title: "a long word stays whole",
      text: "see https://example.org/x now",
      lines: ["see", "  https://example.org/x", "  now"],
    },
    { title: "wide letters count twice", text: "容器 容器 器", lines: ["容器 容器", "  器"] },
    { title: "blanks that are meant stay", text: "a  b", lines: ["a  b"] },
  ])("$title", ({ text, lines }) => {
    expect(wrap(text, { columns: 9, indent: 2 })).toEqual(lines);
  });

  test("what stands before the first line counts", () => {
    expect(wrap("one two three", { columns: 9, start: "- ", indent: 2 })).toEqual(["- one two", "  three"]);
  });

  test("colours do not count", () => {
    expect(wrap(`${red("one")} ${red("two")}`, { columns: 7 })).toHaveLength(1);
  });

  test("where no terminal sets a width, text is one line", () => {
    expect(wrap("x ".repeat(500), {})).toHaveLength(1);
  });
});

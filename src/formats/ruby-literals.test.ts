import { expect, test } from "vitest";
import { rubyTexts } from "./ruby-literals.ts";

test.each([
  ['"rake".freeze', ["rake"]],
  [`["a".freeze, 'b', %q<c>.freeze, %Q[d]]`, ["a", "b", "c", "d"]],
  ['"Andr\\u00E9 \\"A\\"\\n\\u{1F600}\\#{x}"', ['André "A"\n😀#{x}']],
  ["'it\\'s \\n'", ["it's \\n"]],
  ['{ "a" => "b" } if s.respond_to? :metadata=', ["a", "b"]],
  ['"not closed', ["not closed"]],
  ['"ends in \\', ["ends in \\"]],
  ['"\\u{110000}"', ["\uFFFD"]],
  ['VERSION # "a comment"', []],
  ['"a#b"', ["a#b"]],
  ["5 % 3", []],
])("%s", (line, texts) => {
  expect(rubyTexts(line)).toEqual(texts);
});

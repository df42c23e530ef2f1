import { describe, expect, test } from "vitest";
import { parseBeamTerms } from "./beam-terms.ts";

describe("terms are read", () => {
  test.each([
    [
      "elixir",
      '%{"a": {:hex, :b, "1.0", [:mix], [{:c, "~> 1", [hex: :c, optional: false]}]}}',
      [["a", ["hex", "b", "1.0", ["mix"], [["c", "~> 1", ["hex", "c", "optional", "false"]]]]]],
    ],
    ["elixir", '%{"a" => {:git, "u"}, # no\n}', [["a", ["git", "u"]]]],
    [
      "erlang",
      '{"1.2.0",\n[{<<"a">>,{pkg,<<"b">>,<<"1.0">>},0}]}. % no\n[].',
      [["1.2.0", [["a", ["pkg", "b", "1.0"], "0"]]], []],
    ],
    ["erlang", "'an atom'", ["an atom"]],
    ["elixir", "", []],
  ] as const)("%s: %s", (language, text, terms) => {
    expect(parseBeamTerms(text, language)).toEqual(terms);
  });
});

test.each([["{"], ["}"], ["<<<<<<< HEAD\n=======\n"], ['"open'], ["[".repeat(1000)], ["a = &b"]])(
  "%s is none",
  (text) => {
    expect(parseBeamTerms(text, "elixir")).toBeUndefined();
  },
);

import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { hexLock } from "./hex-lock.ts";

const [INNER, OUTER] = ["ab".repeat(32), "cd".repeat(32)];

test("mix.lock", () => {
  const text = `%{
  "app": {:hex, :real_name, "1.0.0", "${INNER}", [:mix], [{:plug, "~> 1.0", [hex: :plug, repo: "hexpm", optional: false]}], "hexpm", "${OUTER}"},
  "own": {:git, "https://example.org/own.git", "0123abcd", [branch: "main"]},
  "plug": {:hex, :plug, "1.14.0", "${INNER}", [:mix], [], "hexpm:acme", "${OUTER}"},
  "old": {:hex, :old, "0.1.0"},
}
`;
  const { packages, rows, messages } = catalogRows(hexLock, "app/mix.lock", text);
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:hex/real_name@1.0.0", "→ pkg:hex/acme/plug@1.14.0"],
    ["pkg:hex/own@0123abcd"],
    ["pkg:hex/acme/plug@1.14.0"],
    ["pkg:hex/old@0.1.0"],
  ]);
  expect(packages[0]).toMatchObject({
    checksums: [{ algorithm: "sha256", value: OUTER }],
    properties: { "hex:innerChecksum": INNER },
  });
  expect(packages[1]?.properties).toEqual({ "hex:git": "https://example.org/own.git" });
});

test("rebar.lock", () => {
  const text = `{"1.2.0",
[{<<"app">>,{pkg,<<"real_name">>,<<"2.9.0">>},0},
 {<<"own">>,{git,"https://example.org/own.git",{ref,"0123abcd"}},1}]}.
[
{pkg_hash,[{<<"app">>, <<"${INNER.toUpperCase()}">>}]},
{pkg_hash_ext,[{<<"app">>, <<"${OUTER.toUpperCase()}">>}]}
].
`;
  const { packages, rows, messages } = catalogRows(hexLock, "rebar.lock", text);
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    ["pkg:hex/real_name@2.9.0", "direct"],
    ["pkg:hex/own@0123abcd", "indirect"],
  ]);
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha256", value: OUTER }]);
  const oldest = '[{<<"app">>,{pkg,<<"a">>,<<"1">>},0}].';
  expect(catalogRows(hexLock, "rebar.lock", oldest).rows).toEqual([["pkg:hex/a@1", "direct"]]);
});

test.each([
  ["mix.lock", "{", "mix.lock: is not a term of Elixir"],
  ["rebar.lock", "{", "rebar.lock: is not a term of Erlang"],
  ["mix.lock", '%{"a": {:hex, :a}}', "mix.lock: the package 'a' has no version"],
])("%s of %s is a problem", (path, text, message) => {
  expect(catalogRows(hexLock, path, text)).toMatchObject({ rows: [], messages: [message] });
});

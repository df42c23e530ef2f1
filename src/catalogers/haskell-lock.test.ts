import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { haskellLock } from "./haskell-lock.ts";

test("stack.yaml.lock", () => {
  const text = `packages:
- completed:
    hackage: postgresql-libpq-0.10.1.0@sha256:${"ab".repeat(32)},3166
    pantry-tree: {sha256: cd, size: 574}
  original:
    hackage: postgresql-libpq-0.10.1.0
- completed:
    name: forked
    version: 1.2.3
    git: https://example.org/forked.git
    commit: 0123abcd
snapshots: []
`;
  const { packages, rows, messages } = catalogRows(haskellLock, "stack.yaml.lock", text);
  expect(messages).toEqual([]);
  expect(rows).toEqual([["pkg:hackage/postgresql-libpq@0.10.1.0"], ["pkg:hackage/forked@1.2.3"]]);
  expect(packages.map(({ properties }) => properties)).toEqual([
    { "hackage:cabalFileSha256": "ab".repeat(32) },
    { "hackage:git": "https://example.org/forked.git", "hackage:commit": "0123abcd" },
  ]);
});

test("cabal.project.freeze", () => {
  const text = `active-repositories: hackage.haskell.org:merge
-- any.skipped ==1.0,
constraints: any.AC-Angle ==1.0,
             foo ==2.4.0.3,
             aeson -cffi +ordered-keymap,
             any.open >=1
index-state: hackage.haskell.org 2023-01-01T00:00:00Z
`;
  expect(catalogRows(haskellLock, "cabal.project.freeze", text)).toMatchObject({
    rows: [["pkg:hackage/AC-Angle@1.0"], ["pkg:hackage/foo@2.4.0.3"]],
    messages: [],
  });
});

test.each([
  ["packages: [", "stack.yaml.lock: is not YAML: "],
  ["packages:\n- completed:\n    hackage: a\n", "stack.yaml.lock: a package has no name"],
])("%s is a problem", (text, message) => {
  const { rows, messages } = catalogRows(haskellLock, "stack.yaml.lock", text);
  expect(rows).toEqual([]);
  expect(messages).toEqual([expect.stringContaining(message)]);
});

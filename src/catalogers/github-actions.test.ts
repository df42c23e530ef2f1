import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { NO_FACTS } from "./cataloger.ts";
import { githubActions } from "./github-actions.ts";

test.each([
  [".github/workflows/ci.yml", true],
  ["sub/.github/workflows/ci.yaml", true],
  [".github/actions/build/action.yml", true],
  [".github/dependabot.yml", false],
  ["node_modules/x/action.yml", false],
])("github-actions wants %s: %s", (path, wanted) => {
  expect(githubActions.wants(path, NO_FACTS)).toBe(wanted);
});

test("what jobs and steps use of others", () => {
  const text = `on: push
jobs:
  build:
    steps:
      - uses: Actions/Checkout@v4 # a comment
      - uses: github/codeql-action/init@0123abcd
      - uses: ./own
      - uses: docker://alpine:3.8
      - run: echo
  call:
    uses: acme/flows/.github/workflows/x.yml@main
`;
  expect(catalogRows(githubActions, ".github/workflows/ci.yml", text)).toMatchObject({
    rows: [
      ["pkg:github/acme/flows@main#.github/workflows/x.yml", "direct", "development"],
      ["pkg:github/actions/checkout@v4", "direct", "development"],
      ["pkg:github/github/codeql-action@0123abcd#init", "direct", "development"],
    ],
    messages: [],
  });
});

test("an action made of steps", () => {
  const text = "runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n";
  expect(catalogRows(githubActions, "action.yml", text).rows).toEqual([["pkg:github/a/b@v1", "direct", "development"]]);
});

test("what is not YAML is a problem", () => {
  const { messages } = catalogRows(githubActions, ".github/workflows/ci.yml", "jobs: [");
  expect(messages).toEqual([expect.stringContaining("ci.yml: is not YAML: ")]);
});

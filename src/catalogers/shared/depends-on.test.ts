import { describe, expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import { findCalled, findDependencies, type Installed, type Need } from "./depends-on.ts";

const pkg = (purl: string, needs: readonly (readonly Need[])[] = [], provides: string[] = []): Installed => {
  const [name = "", architecture = "x"] = purl.split(":");
  return { purl, name, architecture, provides: () => provides, needs: () => needs };
};

const dependencies = (packages: Installed[]) => {
  const found = findDependencies(packages, () => {});
  return Object.fromEntries(packages.map(({ purl }, at) => [purl, found[at]]));
};

const needs = (...names: string[]) => names.map((name) => [{ name }]);

describe("a package needs", () => {
  const rows: { title: string; packages: Installed[]; of: string; expected: string[] }[] = [
    { title: "nothing", packages: [pkg("a")], of: "a", expected: [] },
    {
      title: "what it names, in order",
      packages: [pkg("a", needs("c", "b")), pkg("b"), pkg("c")],
      of: "a",
      expected: ["b", "c"],
    },
    { title: "nothing that is not there", packages: [pkg("a", needs("gone"))], of: "a", expected: [] },
    { title: "not itself", packages: [pkg("a", needs("v"), ["v"])], of: "a", expected: [] },
    {
      title: "whoever provides a name",
      packages: [pkg("a", needs("v")), pkg("b", [], ["v"]), pkg("c", [], ["v"])],
      of: "a",
      expected: ["b", "c"],
    },
    {
      title: "the package of a name rather than those that provide it",
      packages: [pkg("a", needs("b")), pkg("b"), pkg("c", [], ["b"])],
      of: "a",
      expected: ["b"],
    },
    {
      title: "the first of several ways that is there",
      packages: [pkg("a", [[{ name: "gone" }, { name: "v" }, { name: "c" }]]), pkg("b", [], ["v"]), pkg("c")],
      of: "a",
      expected: ["b"],
    },
    {
      title: "what is of its own architecture",
      packages: [pkg("a:x", needs("b")), pkg("b:x"), pkg("b:y")],
      of: "a:x",
      expected: ["b:x"],
    },
    {
      title: "of the machine's architecture, where it runs anywhere itself",
      packages: [pkg("a:all", needs("b")), pkg("b:y"), pkg("b:x"), pkg("c:x")],
      of: "a:all",
      expected: ["b:x"],
    },
    {
      title: "another architecture's where there is none of its own",
      packages: [pkg("a:x", needs("b")), pkg("b:y")],
      of: "a:x",
      expected: ["b:y"],
    },
    {
      title: "the architecture that it asks for",
      packages: [pkg("a:x", [[{ name: "b", architecture: "y" }]]), pkg("b:x"), pkg("b:y")],
      of: "a:x",
      expected: ["b:y"],
    },
    {
      title: "by a name that all objects have",
      packages: [pkg("a", needs("constructor", "b")), pkg("b")],
      of: "a",
      expected: ["b"],
    },
  ];
  test.each(rows)("$title", ({ packages, of, expected }) => {
    expect(dependencies(packages)[of]).toEqual(expected);
  });
});

test("a name is called by its package, and else by those that provide it", () => {
  const packages = [pkg("a", [], ["v"]), pkg("b", [], ["v", "a"])];
  expect(findCalled(packages, ["a"])).toEqual(new Set(["a"]));
  expect(findCalled(packages, ["v", "gone"])).toEqual(new Set(["a", "b"]));
});

test("what everybody needs of everybody is bounded, and said", () => {
  const names = Array.from({ length: 1200 }, (_, at) => `p${at}`);
  const packages = names.map((name) => pkg(name, needs(...names)));
  const problems: Problem[] = [];
  const found = findDependencies(packages, (problem) => problems.push(problem));
  expect(found.flat()).toHaveLength(1_000_000);
  expect(problems.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED"]);
});

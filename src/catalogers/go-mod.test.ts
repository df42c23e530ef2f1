import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { goMod } from "./go-mod.ts";

test.each([
  ["go.mod", true],
  ["cmd/go.sum", true],
  ["root/go/pkg/mod/github.com/a/b@v1.0.0/go.mod", false],
  ["vendor/a/go.mod", false],
])("go-mod wants %s: %s", (path, wanted) => {
  expect(goMod.wants(path, NO_FACTS)).toBe(wanted);
});

const MOD = `// The project
module "example.org/own"

go 1.21.0
toolchain go1.22.1

require github.com/Gorilla/Mux v1.8.0
require (
\tgolang.org/x/net v0.17.0 // indirect; for a reason
\tgopkg.in/yaml.v3 v3.0.1 // indirectly asked for
\texample.org/gone v1.0.0
\texample.org/forked v1.0.0
)

exclude example.org/bad v1.0.0
retract (
\t[v1.0.0, v1.1.0]
)
replace (
\texample.org/gone => ../gone
\texample.org/forked v1.0.0 => example.com/fork v1.0.1
\texample.org/other v9.9.9 => example.com/other v9.9.8
)
`;
const SUM = `github.com/Gorilla/Mux v1.8.0 h1:AAAA=
github.com/Gorilla/Mux v1.8.0/go.mod h1:BBBB=
github.com/unused/one v1.0.0 h1:CCCC=
`;

test("what a project asks for, with the digests of the file beside it", () => {
  const { packages, problems } = catalogFiles(goMod, [{ "a/go.mod": MOD, "a/go.sum": SUM }]);
  expect(problems).toEqual([]);
  expect(packages.map(({ purl, direct, properties }) => [purl, direct, properties])).toEqual([
    ["pkg:golang/github.com/Gorilla/Mux@v1.8.0", true, { "golang:h1": "h1:AAAA=" }],
    ["pkg:golang/golang.org/x/net@v0.17.0", false, {}],
    ["pkg:golang/gopkg.in/yaml.v3@v3.0.1", true, {}],
    ["pkg:golang/example.com/fork@v1.0.1", true, { "golang:replaces": "example.org/forked@v1.0.0" }],
  ]);
  expect(packages[0]).toMatchObject({ namespace: "github.com/Gorilla", name: "Mux", version: "v1.8.0" });
});

test.each(["go 1.16", ""])("with '%s' the list is short, and the file of digests knows the others", (go) => {
  const mod = `module own\n${go}\nrequire github.com/Gorilla/Mux v1.8.0\n`;
  const { packages } = catalogFiles(goMod, [{ "go.mod": mod, "go.sum": SUM }]);
  expect(packages.map(({ purl, direct }) => [purl, direct])).toEqual([
    ["pkg:golang/github.com/Gorilla/Mux@v1.8.0", true],
    ["pkg:golang/github.com/unused/one@v1.0.0", false],
  ]);
});

test("lines that are no directives are a problem, the others stand", () => {
  const mod = `what is this?\nrequire a.b/c\nrequire a.b/c v1 v2\nreplace a.b/c\nrequire "a.b/c v1\nrequire a.b/d v1\n`;
  const { packages, problems } = catalogFiles(goMod, [{ "go.mod": mod }]);
  expect(packages.map(({ purl }) => purl)).toEqual(["pkg:golang/a.b/d@v1"]);
  expect(problems.map(({ message }) => message)).toEqual(["go.mod: 5 lines are not of a go.mod; the first is line 1"]);
});

import { expect, test } from "vitest";
import { asarOf } from "../../test/support/asar.ts";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { electron } from "./electron.ts";

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version: "1.0.0", ...more });

const rowsOf = (files: Readonly<Record<string, Uint8Array | string>>) => {
  const { packages, problems } = catalogFiles(electron, [files]);
  const rows = packages.map(({ name, direct, scope, dependsOn = [], locations }) => [
    name,
    direct,
    scope,
    ...dependsOn,
    ...locations.map(({ path }) => path),
  ]);
  return { packages, rows, problems: problems.map(({ message }) => message) };
};

test("an application of Electron is listed with its packages", () => {
  const path = "opt/Shop/resources/app.asar";
  const archive = asarOf(
    {
      "package.json": manifest("shop", { dependencies: { a: "*" }, devDependencies: { d: "*" } }),
      "dist/package.json": manifest("part"),
      "node_modules/a/package.json": manifest("a", { dependencies: { "@x/b": "*" } }),
      "node_modules/a/node_modules/@x/b/package.json": manifest("@x/b"),
      "node_modules/a/test/package.json": manifest("test-data"),
      "node_modules/c/package.json": manifest("c"),
    },
    // Its package.json lies beside the archive, where others find it.
    { "node_modules/native/package.json": { size: 10, unpacked: true } },
  );
  const { rows, packages, problems } = rowsOf({ [path]: archive });
  expect(problems).toEqual([]);
  expect(rows.sort()).toEqual([
    ["a", true, "production", "pkg:npm/%40x/b@1.0.0", path],
    ["b", false, "production", path],
    ["c", false, undefined, path],
    ["shop", true, undefined, "pkg:npm/a@1.0.0", path],
  ]);
  expect(packages.find(({ name }) => name === "a")?.properties).toEqual({
    "npm:virtual-path": `${path}/node_modules/a/package.json`,
  });
});

test("an archive may be all of the packages", () => {
  const archive = asarOf({
    "a/package.json": manifest("a", { dependencies: { b: "*" } }),
    "b/package.json": manifest("b"),
    "package.json": manifest("none"),
  });
  expect(rowsOf({ "opt/code/node_modules.asar": archive }).rows.sort()).toEqual([
    ["a", undefined, undefined, "pkg:npm/b@1.0.0", "opt/code/node_modules.asar"],
    ["b", undefined, undefined, "opt/code/node_modules.asar"],
  ]);
});

test.each([
  ["no archive", "x".repeat(100), "app.asar: is no asar: its first numbers are others"],
  [
    "an archive with a package.json that is no JSON",
    asarOf({ "node_modules/a/package.json": "{" }),
    "app.asar:node_modules/a/package.json: is not JSON",
  ],
])("%s is a problem", (_title, content, message) => {
  expect(rowsOf({ "app.asar": content })).toMatchObject({ packages: [], problems: [message] });
});

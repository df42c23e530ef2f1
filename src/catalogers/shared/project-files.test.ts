import { expect, test } from "vitest";
import { baseNameOf, folderOf, isProjectFile } from "./project-files.ts";

test.each([
  ["Cargo.lock", true],
  ["a/b/Cargo.lock", true],
  ["a/NoCargo.lock", false],
  ["node_modules/x/Cargo.lock", false],
  ["a/vendor/x/Cargo.lock", false],
  ["root/.cargo/registry/src/x/Cargo.lock", false],
  ["go/pkg/mod/x/Cargo.lock", false],
])("%s is a project's file: %s", (path, is) => {
  expect(isProjectFile(path, ["Cargo.lock"])).toBe(is);
});

test.each([
  ["a/b/c", "a/b", "c"],
  ["c", "", "c"],
])("%s stands in '%s' as '%s'", (path, folder, name) => {
  expect([folderOf(path), baseNameOf(path)]).toEqual([folder, name]);
});

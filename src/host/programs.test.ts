import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { environmentOfPrograms, findProgram } from "./programs.ts";

test("a program is looked for in the folders of PATH that are named from the root", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "b", "c"]) mkdirSync(join(folder, name));
  for (const [file, mode] of [
    ["a/tool", 0o644],
    ["b/tool", 0o755],
    ["c/tool", 0o755],
  ] as const) {
    writeFileSync(join(folder, file), "");
    chmodSync(join(folder, file), mode);
  }
  const beside = relative(process.cwd(), join(folder, "c"));
  const path = (...folders: string[]) => ({ PATH: folders.join(delimiter) });
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  expect(await findProgram("tool", path(beside, "", ".", a, b))).toBe(join(b, "tool"));
  expect(await findProgram("tool", path(beside, a))).toBeUndefined();
  expect(await findProgram("tool", {})).toBeUndefined();
});

test("programs get the environment without credentials of ours", () => {
  const kept = { PATH: "/bin", DOCKER_CONFIG: "/c", PLIMSOLL_CACHE_DIR: "/d", AWS_SECRET_ACCESS_KEY: "theirs" };
  const ours = {
    PLIMSOLL_REGISTRY_TOKEN: "t",
    PLIMSOLL_REGISTRY_PASSWORD: "p",
    DOCKER_SCOUT_REGISTRY_USER: "u",
    docker_scout_registry_password: "p",
  };
  expect(environmentOfPrograms({ ...kept, ...ours })).toEqual(kept);
});

import { execFileSync, spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { listConfigFiles, passOverForbidden, readConfigFile } from "./read-config.ts";

const MIB = 1024 * 1024;

test.each([
  ["", ""],
  ["text", "text"],
  ["\uFEFFtext", "text"],
  ["ä".repeat(100_000), "ä".repeat(100_000)],
  ["x".repeat(MIB), "x".repeat(MIB)],
])("a file is read whole, without a byte order mark", async (content, expected) => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, content);
  expect((await readConfigFile(path)) === expected).toBe(true);
});

test("a file of more than 1 MiB is refused", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "x".repeat(MIB + 1));
  await expect(readConfigFile(path)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED", details: { path } });
});

test("an endless file is refused", async () => {
  await expect(readConfigFile("/dev/zero")).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
});

test("a pipe is read", async () => {
  const path = join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [path]);
  const writer = spawn("sh", ["-c", `echo text > '${path}'`]);
  expect(await readConfigFile(path)).toBe("text\n");
  writer.kill();
});

test("what is not there is nothing", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  expect(await readConfigFile(join(folder, "nowhere"))).toBeUndefined();
  expect(await readConfigFile(join(folder, "file/below"))).toBeUndefined();
  expect(await listConfigFiles(join(folder, "nowhere"))).toEqual([]);
});

test("a folder is no file", async () => {
  const folder = temporaryFolder();
  const error = await readConfigFile(folder).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "READ_FAILED" });
  expect(() => passOverForbidden(error)).toThrow(expect.objectContaining({ code: "READ_FAILED" }));
});

// The superuser may read everything.
test.skipIf(process.getuid?.() === 0)("what may not be read is told of, and can be passed over", async () => {
  const path = join(temporaryFolder(), "file");
  writeFileSync(path, "");
  chmodSync(path, 0);
  await expect(readConfigFile(path)).rejects.toMatchObject({ message: `${path}: you may not read it` });
  expect(await readConfigFile(path).catch(passOverForbidden)).toBeUndefined();
});

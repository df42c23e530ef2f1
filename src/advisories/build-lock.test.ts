import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockForBuild } from "./build-lock.ts";
import { Scratch } from "./fixtures/scratch.ts";

/** Another process that takes the lock, says so, and keeps it. */
const HOLDER = `
  const { lockForBuild } = await import(process.argv[1]);
  const lock = lockForBuild(process.argv[2]);
  console.log("locked");
  setInterval(() => lock, 1000);
`;

test("the lock of another process holds, names it, and ends with it however it dies", async () => {
  using scratch = new Scratch();
  const module = new URL("build-lock.ts", import.meta.url).href;
  const holder = spawn(process.execPath, ["--input-type=module", "--eval", HOLDER, module, scratch.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(holder.stdout, "data");
  expect(String(said).trim()).toBe("locked");
  expect(() => lockForBuild(scratch.path)).toThrow(
    expect.objectContaining({ code: "SNAPSHOT_LOCKED", message: expect.stringContaining(`process ${holder.pid}`) }),
  );

  holder.kill("SIGKILL");
  await once(holder, "exit");
  lockForBuild(scratch.path)[Symbol.dispose]();
});

/** Another process on its half way to the lock, which gives up. */
const HALF_WAY = `
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(process.argv[1]);
  database.exec("BEGIN; SELECT * FROM sqlite_schema");
  console.log("half way");
  setTimeout(() => database.close(), 200);
`;

test("of two that begin at once one gets the lock, though they see each other half way to it", async () => {
  using scratch = new Scratch();
  const other = spawn(process.execPath, ["--input-type=module", "--eval", HALF_WAY, join(scratch.path, "lock")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  lockForBuild(scratch.path)[Symbol.dispose]();
});

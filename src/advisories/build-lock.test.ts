import { spawn } from "node:child_process";
import { once } from "node:events";
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

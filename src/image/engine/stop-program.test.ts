import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { GENTLY, stopProgram } from "./stop-program.ts";

/** A shell that has run the first lines. */
async function started(lines: string): Promise<ChildProcess> {
  const child = spawn("/bin/sh", ["-c", lines], { stdio: ["ignore", "pipe", "pipe"] });
  await once(child.stdout, "data");
  return child;
}

test("a program that nobody reads cleans up before any signal comes", async () => {
  const cleaned = join(temporaryFolder(), "cleaned");
  const child = await started(`trap '' PIPE; while echo x; do :; done 2>&-; touch '${cleaned}'`);
  await stopProgram(child, { termMs: 600_000, killMs: 600_000 });
  expect(child.exitCode).toBe(0);
  expect(existsSync(cleaned)).toBe(true);
});

test.each([
  { title: "that waits is asked to end", lines: "echo x; exec sleep 600", signal: "SIGTERM" },
  { title: "that does not listen is made to end", lines: "trap '' TERM; echo x; exec sleep 600", signal: "SIGKILL" },
])("a program $title", async ({ lines, signal }) => {
  const child = await started(lines);
  await stopProgram(child, { termMs: 0, killMs: 50 + (signal === "SIGTERM" ? 600_000 : 0) });
  expect(child.signalCode).toBe(signal);
});

test("a program that is gone is not waited for", async () => {
  const child = await started("echo x");
  await once(child, "exit");
  await stopProgram(child, GENTLY);
  expect(child.exitCode).toBe(0);
});

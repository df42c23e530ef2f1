import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { mirrorOf, SOME } from "../mirror.ts";
import { bytesIn, hasOpen, isAlive, until } from "../moments.ts";
import { launcher, newPlace, plimsoll, start } from "../plimsoll.ts";
import { hasTestData, inLayout } from "../world.ts";

const manifest = readFileSync(join(inject("world").repository, "package.json"), "utf8");
const VERSION = (JSON.parse(manifest) as { version: string }).version;

/** A Node.js on this machine that is older than Plimsoll asks for. */
const oldNode = [...(process.env.PATH ?? "").split(":"), "/usr/local/bin", "/usr/bin"]
  .filter((folder) => !folder.endsWith("node_modules/.bin"))
  .map((folder) => join(folder, "node"))
  .find((path) => {
    if (!existsSync(path)) return false;
    const [major = 99] = spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" })
      .stdout.split(".")
      .map(Number);
    return major < 24;
  });

/** Processes of this program that a process has started. */
function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return stdout.split("\n").filter(Boolean).map(Number);
}

test("it starts by its path", async () => {
  using place = newPlace();
  const { code, stdout, stderr } = await plimsoll(place, ["--version"]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("it starts by links from other folders, absolute, relative, and a link to a link", async () => {
  using place = newPlace();
  const folder = join(place.folder, "usr/local/bin");
  mkdirSync(folder, { recursive: true });
  symlinkSync(launcher(), join(folder, "absolute"));
  symlinkSync(relative(folder, launcher()), join(folder, "relative"));
  symlinkSync("relative", join(folder, "twice"));
  for (const name of ["absolute", "relative", "twice"]) {
    const { code, stdout, stderr } = await plimsoll(place, ["--version"], { command: [join(folder, name)] });
    expect({ name, code, stdout, stderr }).toEqual({ name, code: 0, stdout: `${VERSION}\n`, stderr: "" });
  }
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  expect((await plimsoll(place, ["--version"], { command: ["twice"], env })).stdout).toBe(`${VERSION}\n`);
});

test("it needs no Node.js but its own", async () => {
  using place = newPlace();
  const folder = join(place.folder, "bin");
  mkdirSync(folder);
  for (const tool of ["sh", "readlink", "dirname"]) {
    symlinkSync(spawnSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).stdout.trim(), join(folder, tool));
  }
  const { code, stdout } = await plimsoll(place, ["--version"], { env: { PATH: folder } });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${VERSION}\n` });
});

test.skipIf(oldNode === undefined)("an old Node.js hands over to the one that came along", async () => {
  using place = newPlace();
  const command: [string, ...string[]] = [oldNode ?? "", launcher()];
  const { code, stdout } = await plimsoll(place, ["--version"], { command });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${VERSION}\n` });

  const wrong = await plimsoll(place, ["sbom", "archive:///nowhere.tar"], { command });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("ERROR");
});

test.skipIf(oldNode === undefined).each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("an old Node.js passes %s on, and leaves no process behind", async (signal, expected) => {
  using place = newPlace();
  const running = start(place, ["sbom", inLayout("polyglot")], { command: [oldNode ?? "", launcher()] });
  let children: number[] = [];
  const isReading = () => {
    children = childrenOf(running.pid);
    return children.some((pid) => hasOpen(pid, /\/blobs\/sha256\/[0-9a-f]{64}$/));
  };
  await until(running, isReading, "a layer was read");
  running.child.kill(signal);
  expect((await running.outcome).code).toBe(expected);
  expect(children.filter(isAlive)).toEqual([]);
});

describe.skipIf(!hasTestData()).each([
  { title: "started by its path", command: [launcher()] as const, isThere: true },
  { title: "started by an old Node.js", command: [oldNode ?? "", launcher()] as const, isThere: oldNode !== undefined },
])("$title, Ctrl-C on a terminal, which reaches every process", ({ command, isThere }) => {
  test.skipIf(!isThere).each([1, 2_000_000, 6_000_000])(
    "leaves nothing of the %d bytes it had written",
    async (bytes) => {
      using place = newPlace();
      const work = join(place.dataDir, "advisories", "work");
      const mirror = mirrorOf(join(place.folder, "mirror"), SOME);
      const running = start(place, ["db", "build", "--mirror", mirror], { command, ownGroup: true });
      await until(running, () => bytesIn(work) >= bytes, `${bytes} bytes were written`);
      process.kill(-running.pid, "SIGINT");
      const { code, stderr } = await running.outcome;
      expect(code).toBe(130);
      expect(stderr).toContain("INTERRUPTED");
      expect(existsSync(work)).toBe(false);
    },
  );
});

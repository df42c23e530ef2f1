import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A real engine that runs for the tests, in a folder of its own. */
export interface Daemon extends AsyncDisposable {
  /** Path of its socket. */
  readonly socket: string;
  /** What its own programs need to find it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How long an engine may take to listen, or to end. */
const PATIENCE_MS = 30_000;

/** Whether a program is on this machine; the tests of an engine that is not are left out. */
export function hasProgram(name: string): boolean {
  const there = findProgram(name) !== undefined;
  if (!there) console.warn(`there is no ${name}: what needs it is skipped`);
  return there;
}

export async function startPodman(): Promise<Daemon> {
  const folder = newFolder("podman");
  const settings = join(folder, "storage.conf");
  const storage = { driver: "vfs", runroot: join(folder, "run"), graphroot: join(folder, "root") };
  const lines = Object.entries(storage).map(([name, value]) => `${name} = "${value}"`);
  writeFileSync(settings, ["[storage]", ...lines, ""].join("\n"));
  const environment = { CONTAINERS_STORAGE_CONF: settings };
  const socket = join(folder, "podman.sock");
  return startDaemon(folder, socket, environment, "podman", ["system", "service", "--time=0", `unix://${socket}`]);
}

export async function startContainerd(): Promise<Daemon> {
  const folder = newFolder("containerd");
  const socket = join(folder, "containerd.sock");
  const folders = ["--root", join(folder, "root"), "--state", join(folder, "state")];
  return startDaemon(folder, socket, { CONTAINERD_ADDRESS: socket }, "containerd", [...folders, "--address", socket]);
}

/** Docker without networks, which it needs for containers alone. */
export async function startDocker(containerd: Daemon): Promise<Daemon> {
  const folder = newFolder("docker");
  const socket = join(folder, "docker.sock");
  const environment = { DOCKER_HOST: `unix://${socket}` };
  return startDaemon(folder, socket, environment, "dockerd", [
    ...["--host", `unix://${socket}`, "--containerd", containerd.socket, "--pidfile", join(folder, "docker.pid")],
    ...["--data-root", join(folder, "root"), "--exec-root", join(folder, "exec"), "--config-file", emptyConfig(folder)],
    ...["--storage-driver", "vfs", "--bridge", "none", "--iptables=false", "--ip-masq=false"],
  ]);
}

function emptyConfig(folder: string): string {
  const path = join(folder, "daemon.json");
  writeFileSync(path, "{}");
  return path;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(findProgram(program) ?? program, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? `exit ${status}`}: ${stderr}`);
}

/** Programs of the system's keeper are not on everybody's PATH. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

function newFolder(engine: string): string {
  // Short: the path of a socket has 107 bytes at most.
  const folder = mkdtempSync(join(tmpdir(), `plimsoll-${engine}-`));
  mkdirSync(join(folder, "tmp"));
  return folder;
}

async function startDaemon(
  folder: string,
  socket: string,
  environment: Readonly<Record<string, string>>,
  program: string,
  args: readonly string[],
): Promise<Daemon> {
  const log = join(folder, "log");
  const child = spawn("/bin/sh", ["-c", 'exec "$@" >"$0" 2>&1', log, findProgram(program) ?? program, ...args], {
    env: { ...process.env, ...environment, TMPDIR: join(folder, "tmp") },
    stdio: "ignore",
  });
  const daemon = { socket, environment, [Symbol.asyncDispose]: () => stop(child, folder) };
  const until = performance.now() + PATIENCE_MS;
  while (!(await answers(socket))) {
    if (child.exitCode !== null || performance.now() > until) {
      const words = readFileSync(log, "utf8").slice(-2000);
      await stop(child, folder);
      throw new Error(`${program} does not start: ${words}`);
    }
    await sleep(100);
  }
  return daemon;
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.on("error", () => resolve(false));
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const patience = new AbortController();
    await Promise.race([ended, sleep(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  }
  // What an engine mounted below its folder goes with it, or the folder would not.
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)).reverse()) run("umount", ["-l", mount]);
  rmSync(folder, { recursive: true, force: true });
}

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { ARCHIVED, archiveName, BUILT, UNPACKED } from "./image-names.ts";
import type { Snapshot, World } from "./world.ts";

const repository = resolve(import.meta.dirname, "../..");

/**
 * Builds the program and the images, makes archives of them, and unpacks their root file systems with umoci, so that
 * dpkg and Python can say by themselves what is in them.
 *
 * PLIMSOLL_TEST_IMAGES names a folder that keeps all this from run to run; without it, a temporary one is used.
 */
export default function setup(project: TestProject): () => void {
  refuseWithout(["mmdebstrap", "umoci", "skopeo", "jq", "zip", "unzip", "dpkg-query", "python3", "chromium"]);
  run("building the program", "npm", ["run", "--silent", "build"], { cwd: repository });

  const kept = process.env.PLIMSOLL_TEST_IMAGES;
  const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), "plimsoll-images-"));
  const stop = new AbortController();
  const clean = () => {
    stop.abort();
    if (!kept) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const layout = join(folder, "oci");
    const missing = BUILT.filter((name) => !tagsOf(layout).includes(name));
    if (missing.length > 0) {
      const script = join(import.meta.dirname, "images", "build.sh");
      run(`building images, which takes minutes: ${missing.join(" ")}`, "bash", [script, "-o", folder, ...missing]);
    }
    const testData = findTestData();
    const snapshot =
      testData === undefined ? undefined : buildSnapshot(join(folder, "snapshot"), testData, stop.signal);
    const derived = join(folder, "end-to-end");
    derive(layout, derived);
    const world: World = {
      repository,
      layout,
      archives: join(derived, "archives"),
      roots: join(derived, "roots"),
      python: findPython(),
      testData,
      ...(snapshot && { snapshot }),
    };
    project.provide("world", world);
  } catch (error) {
    clean();
    throw error;
  }
  return clean;
}

/**
 * Begins to build one for all tests, which takes most of a minute on one core: who wants it waits, see `giveSnapshot`.
 */
function buildSnapshot(folder: string, testData: string, signal: AbortSignal): Snapshot {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const snapshot = { dataDir: join(folder, "data"), builtMark: join(folder, "built") };
  const env = { ...process.env, PLIMSOLL_DATA_DIR: snapshot.dataDir };
  const program = join(repository, "bin/plimsoll");
  console.log("end-to-end: building a snapshot of all feeds, on the side");
  const child = spawn(program, ["--quiet", "db", "build", "--mirror", join(testData, "data/feeds")], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const tell = (text: string) => writeFileSync(snapshot.builtMark, text);
  child.on("error", ({ message }) => tell(message));
  child.on("exit", (code, by) => tell(code === 0 ? "" : `db build ended with ${by ?? code}`));
  signal.addEventListener("abort", () => child.kill("SIGKILL"));
  return snapshot;
}

/** Archives and unpacked roots, made anew when the layout is another than the one they were made from. */
function derive(layout: string, folder: string): void {
  const index = readFileSync(join(layout, "index.json"), "utf8");
  const stamp = join(folder, "made-from.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === index) return;
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["archives", "roots"]) mkdirSync(join(folder, name), { recursive: true });

  for (const name of ARCHIVED) {
    for (const kind of ["docker-archive", "oci-archive"] as const) {
      const target = `${kind}:${join(folder, "archives", archiveName(name, kind))}:registry.local/${name}:1.0`;
      run(`archiving ${name} as ${kind}`, "skopeo", ["copy", "--quiet", `oci:${layout}:${name}`, target]);
    }
  }
  for (const name of UNPACKED) {
    // `raw` leaves out the runtime's config.json, for which a user that the image does not know would be an error.
    const target = join(folder, "roots", name);
    run(`unpacking ${name}`, "umoci", ["--log", "error", "raw", "unpack", "--image", `${layout}:${name}`, target]);
  }
  writeFileSync(stamp, index);
}

function tagsOf(layout: string): string[] {
  if (!existsSync(join(layout, "index.json"))) return [];
  const { manifests } = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")) as {
    manifests: { annotations?: Record<string, string> }[];
  };
  return manifests.flatMap(({ annotations }) => annotations?.["org.opencontainers.image.ref.name"] ?? []);
}

function refuseWithout(programs: readonly string[]): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error("the end-to-end tests build images and fill disks, so they need root on a Debian machine");
  }
  const folders = (process.env.PATH ?? "").split(":");
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length > 0) throw new Error(`missing programs: ${missing.join(" ")}; apt-get install them`);
}

/** The first Python that has `packaging`; Debian's own has it from python3-packaging. */
function findPython(): string {
  const candidates = ["python3", "/usr/bin/python3"];
  const python = candidates.find((path) => spawnSync(path, ["-c", "import packaging.version"]).status === 0);
  if (python === undefined) throw new Error("no Python with `packaging`: apt-get install python3-packaging");
  return python;
}

function findTestData(): string | undefined {
  const folder = process.env.PLIMSOLL_TEST_DATA;
  if (folder) return resolve(folder);
  console.warn("PLIMSOLL_TEST_DATA is not set: what needs advisory feeds or package databases is skipped");
  return undefined;
}

function run(
  what: string,
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): void {
  const startedAt = Date.now();
  console.log(`end-to-end: ${what}`);
  const { status, error } = spawnSync(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
  if (error || status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `exit ${status}`}`);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (seconds > 5) console.log(`end-to-end: … ${seconds} s`);
}

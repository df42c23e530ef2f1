import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, inject } from "vitest";
import type { z } from "zod";
import { CvesDocument, SbomDocument } from "../../src/report/contracts.ts";

/** A place of its own for a run: cache, advisories and temporary files. Removed when it is disposed of. */
export interface Place extends Disposable {
  readonly folder: string;
  readonly cacheDir: string;
  readonly dataDir: string;
  readonly temporary: string;
}

export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-end-to-end-"));
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  return {
    folder,
    cacheDir: join(folder, "cache"),
    dataDir: join(folder, "data"),
    temporary,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Lets the place's runs share the program's compiled code, as a user's do: a run is over a quarter sooner. */
export function shareCode({ cacheDir }: Place): void {
  const code = join(dirname(inject("world").layout), "code");
  mkdirSync(code, { recursive: true });
  mkdirSync(cacheDir, { recursive: true });
  symlinkSync(code, join(cacheDir, "code"));
}

export interface Outcome {
  /** 128 and the signal's number where it was killed by one, as shells tell it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Until the program was gone. */
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: `bin/plimsoll`. */
  readonly command?: readonly [string, ...string[]];
  /** Gives it a process group of its own, as a shell on a terminal does, so that a signal can go to all of it. */
  readonly ownGroup?: boolean;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly outcome: Promise<Outcome>;
}

/** The environment of a user who has never seen this checkout. */
export function environmentOf(place: Place): Record<string, string> {
  return {
    PATH: (process.env.PATH ?? "")
      .split(":")
      .filter((folder) => !folder.endsWith("node_modules/.bin"))
      .join(":"),
    HOME: homedir(),
    TMPDIR: place.temporary,
    PLIMSOLL_CACHE_DIR: place.cacheDir,
    PLIMSOLL_DATA_DIR: place.dataDir,
  };
}

export function launcher(): string {
  return join(inject("world").repository, "bin", "plimsoll");
}

/** Starts the program without waiting for it. */
export function start(place: Place, args: readonly string[], options: RunOptions = {}): Running {
  const [program, ...first] = options.command ?? [launcher()];
  const startedAt = performance.now();
  const child = spawn(program, [...first, ...args], {
    cwd: options.cwd ?? place.folder,
    env: { ...environmentOf(place), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.ownGroup === true,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({
        code: code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 0),
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        milliseconds: performance.now() - startedAt,
      }),
    );
  });
  return { child, pid: child.pid ?? 0, outcome };
}

/** Runs the program to its end. */
export function plimsoll(place: Place, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return start(place, args, options).outcome;
}

/** `sbom --format json`, held to its contract. */
export async function sbomOf(place: Place, ...args: string[]): Promise<z.infer<typeof SbomDocument>> {
  const { code, stdout, stderr } = await plimsoll(place, ["sbom", "--format", "json", ...args]);
  expect(code, stderr).toBe(0);
  return SbomDocument.parse(JSON.parse(stdout));
}

/** `cves --format json`, held to its contract. */
export async function cvesOf(place: Place, ...args: string[]): Promise<z.infer<typeof CvesDocument>> {
  const { code, stdout, stderr } = await plimsoll(place, ["cves", "--format", "json", ...args]);
  expect(code, stderr).toBe(0);
  return CvesDocument.parse(JSON.parse(stdout));
}

/** Longer than a busy machine takes to build it. */
const MOST_BUILDING_MS = 170_000;

/** Puts a snapshot of all the feeds that the tests have in use; the first to ask may have to wait until it is built. */
export async function giveSnapshot(place: Place): Promise<void> {
  const { snapshot } = inject("world");
  if (snapshot === undefined) throw new Error("there is no test data to make a snapshot of");
  const startedAt = performance.now();
  while (!existsSync(snapshot.builtMark)) {
    if (performance.now() - startedAt > MOST_BUILDING_MS) throw new Error("the snapshot takes too long to build");
    await wait(250);
  }
  const failure = readFileSync(snapshot.builtMark, "utf8");
  if (failure !== "") throw new Error(`there is no snapshot: ${failure}`);
  cpSync(snapshot.dataDir, place.dataDir, { recursive: true });
}

/** Every file below a folder, by its path from there; none where there is no folder. */
export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  } catch {
    return [];
  }
}

import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, inject } from "vitest";
import { SbomDocument } from "../../../src/report/contracts.ts";
import { environmentOf, launcher, newPlace, type Outcome, type Place, shareCode, start } from "../plimsoll.ts";
import type { ArchiveRow, Asked } from "./archive-row.ts";
import type { Claim } from "./claims.ts";
import { Runner } from "./runner.ts";

/** A place where nothing is but what a row made, so that all that a run writes can be seen. */
export interface Room extends Place {
  /** What the row made. */
  readonly input: string;
  readonly home: string;
  readonly cwd: string;
}

export function newRoom(): Room {
  const place = newPlace();
  shareCode(place);
  const room = {
    ...place,
    input: join(place.folder, "input"),
    home: join(place.folder, "home"),
    cwd: join(place.folder, "cwd"),
  };
  for (const folder of [room.input, room.home, room.cwd]) mkdirSync(folder);
  return room;
}

export interface Watched extends Outcome {
  /** Resident memory at its peak. */
  readonly peakBytes: number;
}

/** Starts a program, and writes what memory it took at its peak: the system counts it, so no moment is missed. */
const WITH_PEAK = `
import os, sys
child = os.fork()
if child == 0: os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file: file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status) % 256)
`;

/** Runs `sbom` to its end, in a process of its own. */
export async function watch(room: Room, { reference, args = [], stdin }: Asked): Promise<Watched> {
  const peak = join(room.folder, "peak");
  const words = [inject("world").python, "-I", "-S", "-c", WITH_PEAK, peak, launcher(), "sbom", "--format", "json"];
  const command = ["sh", "-c", 'input=$1; shift; exec "$@" < "$input"', "sh", stdin ?? "/dev/null", ...words] as const;
  const { outcome } = start(room, [...args, reference], {
    command: [...command],
    cwd: room.cwd,
    env: { HOME: room.home },
  });
  const told = await outcome;
  const peakBytes = Number(readFileSync(peak, "utf8")) * 1024;
  rmSync(peak);
  return { ...told, peakBytes };
}

const MIB = 1024 * 1024;
const MOST_MEMORY = 500 * MIB;

const runner = new Runner(MOST_MEMORY);

afterAll(() => runner[Symbol.dispose]());

/**
 * The same in a process that is kept for all of them: a run is over in a third of the time. It has to leave nothing open,
 * by which a process of its own would not end.
 */
async function watchAmongOthers(room: Room, { reference, args = [] }: Asked): Promise<Watched> {
  const { open, ...outcome } = await runner.run({
    program: pathToFileURL(join(inject("world").repository, "dist", "main.js")).href,
    args: ["sbom", "--format", "json", ...args, reference],
    cwd: room.cwd,
    env: { ...environmentOf(room), HOME: room.home },
  });
  expect(open).toEqual([]);
  return outcome;
}

/** In the company of others first. What they left may be in the memory that is measured: alone it counts. */
async function watchSmall(room: Room, asked: Asked): Promise<Watched> {
  if (asked.stdin !== undefined) return await watch(room, asked);
  const outcome = await watchAmongOthers(room, asked);
  if (outcome.peakBytes < MOST_MEMORY) return outcome;
  rmSync(room.cacheDir, { recursive: true, force: true });
  return await watch(room, asked);
}

const MOST_MS = 20_000;
/** What is said to people must stay readable, whatever an image says. */
const MOST_SAID = 16 * 1024;

/** What holds for every run, whatever it is given. */
export function expectCivil(room: Room, before: readonly string[], outcome: Watched): void {
  const { code, stdout, stderr, milliseconds, peakBytes } = outcome;
  expect([0, 1], stderr.slice(0, 2000)).toContain(code);
  expect(stderr).not.toMatch(/\bINTERNAL\b|^\s+at .*\.[jt]s:\d+/m);
  expect(milliseconds).toBeLessThan(MOST_MS);
  expect(Math.round(peakBytes / MIB)).toBeLessThan(MOST_MEMORY / MIB);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above; JSON escapes all below a blank by itself.
  expect(/[\u0000-\u0009\u000b-\u001f]/.test(stdout)).toBe(false);
  // A name with a line break in it forges no line.
  expect(stderr).not.toMatch(/^\W*FORGED/m);
  expect(stderr.length).toBeLessThan(MOST_SAID);
  expect(listing(room.input)).toEqual(before);
  expect(strayIn(room)).toEqual([]);
}

/** Everything below a folder with its size, folders too. */
export function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const { size, mtimeMs } = lstatSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .sort();
}

/** What a run wrote outside its cache, or left half-done in it. */
function strayIn(room: Room): string[] {
  const own = ["input", "home", "cwd", "tmp", "cache"];
  const inCache = (name: string) => /^cache\/(layers|blobs|code)\b|^cache\/tmp$/.test(name);
  return readdirSync(room.folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => !own.includes(name) && !name.startsWith("input/") && !inCache(name),
  );
}

/** Makes a row's image, reads it, and holds the outcome to what is expected. */
export async function expectRow({ make, expected }: ArchiveRow, run = watch): Promise<void> {
  using room = newRoom();
  const asked = make(room.input);
  const before = listing(room.input);
  const outcome = await run(room, asked);
  expect(found(outcome)).toEqual(expected);
  expectCivil(room, before, outcome);
}

/** The same for one that is small, in the company of others; a file on standard input takes a process of its own. */
export async function expectSmallRow(row: ArchiveRow): Promise<void> {
  await expectRow(row, watchSmall);
}

/** What came of a run, in the words of a row. */
export function found({ code, stdout, stderr }: Outcome): unknown {
  if (code !== 0) return { error: /^ERROR (\w+):/m.exec(stderr)?.[1] ?? stderr };
  const { artifacts, problems } = SbomDocument.parse(JSON.parse(stdout));
  return {
    packages: artifacts.map(({ name, version }) => `${name}@${version}`).sort(),
    problems: [...new Set(problems.map(({ code }) => code))].sort(),
  };
}

/** Reads images one after the other with one cache. */
export async function expectClaims(
  { write, ...expected }: Claim,
  order: readonly ("first" | "second")[],
): Promise<void> {
  using room = newRoom();
  const askFor = write(room.input);
  const before = listing(room.input);
  for (const name of order) {
    const outcome = await watch(room, askFor(name));
    expect(found(outcome), name).toEqual(expected[name]);
    expectCivil(room, before, outcome);
  }
}

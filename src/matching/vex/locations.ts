import { glob, lstat, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTarEntries } from "../../advisories/tar-entries.ts";
import { codeOf, KnownError, messageOf, type Report } from "../../model/errors.ts";
import { documentsFor, INDEX_PATHS, isHubIndex } from "./hub.ts";
import { readVexDocument } from "./read-document.ts";
import type { VexReading, VexStatement } from "./statement.ts";
import type { Subject } from "./subject.ts";

/** What is read, and how much of it at most. */
export interface LocationOptions {
  readonly subject: Subject;
  readonly maxBytes: number;
  readonly report: Report;
}

/** More files are no folder of documents, but a disk. */
const MOST_FILES = 100_000;

const DOCUMENT = /\.(?:json|jsonl|vex|openvex)(?:\.gz)?$/i;
const TAR = /\.(?:tar|tar\.gz|tgz|tar\.zst)$/i;
/** Of files that one finds by looking, these promise to be VEX; others may be anything. */
const PROMISING = /vex|csaf/i;

/**
 * The statements of all documents at some places: a file, a folder with those below it, a pattern (`docs/*.vex.json`),
 * or a VEX repository (`index.json`) in a folder or a tar, of which only what is about the image is read. What is broken
 * is told and changes nothing.
 *
 * @throws {KnownError} `READ_FAILED` where there is nothing of that name: a typing error must not show what was to be hidden.
 */
export async function readVexLocations(
  places: readonly string[],
  options: LocationOptions,
): Promise<readonly VexStatement[]> {
  const statements: VexStatement[] = [];
  const seen = new Set<string>();
  for (const place of places) {
    for (const path of await pathsOf(place)) {
      if (seen.has(path)) continue;
      seen.add(path);
      const found = (await stat(path)).isDirectory()
        ? await readFolder(path, options)
        : TAR.test(path)
          ? await readTar(path, options)
          : await readNamed(path, options);
      statements.push(...found);
    }
  }
  return statements;
}

async function pathsOf(place: string): Promise<readonly string[]> {
  try {
    await stat(place);
    return [place];
  } catch (cause) {
    const paths: string[] = [];
    if (/[*?[{]/.test(place)) {
      for await (const path of glob(place)) {
        paths.push(path);
        if (paths.length > MOST_FILES) throw tooMany(place);
      }
    }
    if (paths.length > 0) return paths.sort();
    throw new KnownError("READ_FAILED", `${place}: there is no such file or folder`, { path: place }, cause);
  }
}

/** A file that was asked for by its name: that it is no VEX is told. */
async function readNamed(path: string, options: LocationOptions): Promise<readonly VexStatement[]> {
  const reading = await attempt(() => readFileBounded(path, options.maxBytes), path, options, true);
  return reading ? told(reading, path, options.report) : [];
}

async function attempt(
  read: () => Promise<Uint8Array>,
  source: string,
  { maxBytes, report }: LocationOptions,
  isPromised: boolean,
): Promise<VexReading | undefined> {
  try {
    const reading = readVexDocument(await read(), source, maxBytes);
    if (!reading && isPromised) {
      report({ code: "VEX_MALFORMED", message: `${source}: is neither OpenVEX nor CSAF nor CycloneDX with analyses` });
    }
    return reading;
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    if (isPromised || error.code === "LIMIT_EXCEEDED") report({ code: codeOf(error), message: messageOf(error) });
    return undefined;
  }
}

/** Broken statements by name, those without a usable product as a number. */
function told({ statements, broken, unnamed }: VexReading, source: string, report: Report): readonly VexStatement[] {
  for (const message of broken.slice(0, 10)) report({ code: "VEX_MALFORMED", message: `${source}: ${message}` });
  if (broken.length > 10) {
    report({ code: "VEX_MALFORMED", message: `${source}: ${broken.length - 10} more statements are broken` });
  }
  if (unnamed > 0) {
    const message = `${source}: ${unnamed} of its products have no name that a package or an image could be known by`;
    report({ code: "VEX_IGNORED", message });
  }
  return statements;
}

async function readFolder(folder: string, options: LocationOptions): Promise<readonly VexStatement[]> {
  const hub = await readHubFolder(folder, options);
  if (hub) return hub;
  const statements: VexStatement[] = [];
  let found = false;
  for (const path of await documentsBelow(folder)) {
    const reading = await attempt(
      () => readFileBounded(path, options.maxBytes),
      path,
      options,
      PROMISING.test(path.slice(folder.length)),
    );
    if (!reading) continue;
    found = true;
    statements.push(...told(reading, path, options.report));
  }
  if (!found) options.report({ code: "VEX_MALFORMED", message: `${folder}: there is no VEX document in the folder` });
  return statements;
}

/** Regular files alone: a link may lead in a circle, or out. */
async function documentsBelow(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  const pending = [folder];
  let entriesSeen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true })) {
      if (++entriesSeen > MOST_FILES) throw tooMany(folder);
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile() && DOCUMENT.test(entry.name)) paths.push(path);
    }
  }
  return paths.sort();
}

async function readHubFolder(folder: string, options: LocationOptions): Promise<readonly VexStatement[] | undefined> {
  for (const name of INDEX_PATHS) {
    const path = join(folder, name);
    const there = await lstat(path).catch(() => undefined);
    if (!there?.isFile()) continue;
    const index = parsed(await readFileBounded(path, options.maxBytes));
    if (!isHubIndex(index)) continue;
    const statements: VexStatement[] = [];
    for (const location of documentsFor(index, options.subject)) {
      const file = join(dirname(path), location);
      const reading = await attempt(() => readFileBounded(file, options.maxBytes), file, options, true);
      if (reading) statements.push(...told(reading, file, options.report));
    }
    return statements;
  }
  return undefined;
}

/** A tar is read twice: the index may stand behind the documents that it names. */
async function readTar(path: string, options: LocationOptions): Promise<readonly VexStatement[]> {
  const limits = { entries: MOST_FILES, entryBytes: options.maxBytes, totalBytes: 16 * 1024 ** 3 };
  const readEntries = async (wants: (name: string) => boolean, take: (name: string, bytes: Uint8Array) => unknown) => {
    try {
      for await (const { name, bytes } of readTarEntries(path, path, wants, options.report, limits))
        await take(name, bytes);
    } catch (error) {
      if (codeOf(error) !== "FEED_MALFORMED") throw error;
      throw new KnownError("VEX_MALFORMED", messageOf(error), { path }, error);
    }
  };
  const statements: VexStatement[] = [];
  let wanted: ReadonlySet<string> | undefined;
  try {
    await readEntries(isIndexPath, (name, bytes) => {
      const index = wanted ? undefined : parsed(bytes);
      if (!isHubIndex(index)) return;
      const folder = dirname(name);
      wanted = new Set(documentsFor(index, options.subject).map((location) => join(folder, location)));
    });
    const isHub = wanted !== undefined;
    await readEntries(
      (name) => (wanted ? wanted.has(join(name)) : DOCUMENT.test(name)),
      async (name, bytes) => {
        const source = `${path}: ${name}`;
        const reading = await attempt(async () => bytes, source, options, isHub || PROMISING.test(name));
        if (reading) statements.push(...told(reading, source, options.report));
      },
    );
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    options.report({ code: error.code, message: error.message });
  }
  return statements;
}

/** At the root, or in the one folder that an archive of a repository begins with. */
const isIndexPath = (name: string) => /^(?:[^/]+\/){0,2}index\.json$/.test(name);

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

async function readFileBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > maxBytes) {
        const message = `${path}: is larger than ${maxBytes} bytes; --limit vex-bytes=… allows more`;
        throw new KnownError("LIMIT_EXCEEDED", message, { path });
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof KnownError) throw cause;
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(cause)}`, { path }, cause);
  }
}

const tooMany = (place: string) =>
  new KnownError("LIMIT_EXCEEDED", `${place}: more than ${MOST_FILES} files; name the folder of the documents`, {});

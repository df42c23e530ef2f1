import type { Reader } from "../catalogers/cataloger.ts";
import type { TarHeader } from "../formats/tar-header.ts";
import { TarReader } from "../formats/tar-reader.ts";
import { type Compression, createInflater } from "../host/inflate.ts";
import { createSha256 } from "../host/sha256.ts";
import { FileTableBuilder, normalizeEntryPath, readWhiteout } from "../image/file-table.ts";
import { KnownError, messageOf, type Problem } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { HardLinks } from "./hard-links.ts";
import type { LayerEvidence, LayerReading } from "./layer-reading.ts";
import { type Alias, seenAs } from "./linked-roots.ts";

/** A layer's blob, which can be read again from its beginning. */
export type OpenBlob = () => AsyncIterable<Uint8Array>;

export interface LayerOptions {
  readonly readers: readonly Reader[];
  readonly limits: Limits;
  /** Read only what stands behind these links. */
  readonly aliases?: readonly Alias[] | undefined;
  /** Told of every piece of the blob that was read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads a layer in one pass: unpacks, hashes both the blob and the tar, lists every entry, and hands wanted files to
 * the readers. Nothing is kept of what nobody wants. A wanted path that is a hard link to an unwanted entry costs a
 * second pass over this layer.
 *
 * @throws {KnownError} What the blob throws, and `FILE_MALFORMED` or `IMAGE_INCOMPLETE` when it cannot be unpacked.
 */
export async function readLayer(open: OpenBlob, options: LayerOptions): Promise<LayerReading> {
  const { limits, onBytes = () => {} } = options;
  const walk = new LayerWalk(options);
  const { digest, diffId, uncompressedBytes, problem } = await unpack(open, walk.tar, limits, onBytes);
  if (problem) walk.reportLayer(problem);
  const links = walk.secondPass();
  if (links) await unpack(open, links, limits, () => {});
  return { digest, ...(diffId && { diffId }), uncompressedBytes, ...walk.result() };
}

/** Both digests of a layer, without looking inside. */
export async function hashLayer(
  open: OpenBlob,
  limits: Limits,
  onBytes: (bytes: number) => void = () => {},
): Promise<{ digest: string; diffId: string | undefined }> {
  const { digest, diffId } = await unpack(open, undefined, limits, onBytes);
  return { digest, diffId };
}

interface Unpacked {
  readonly digest: string;
  readonly diffId: string | undefined;
  readonly uncompressedBytes: number;
  /** Why the tar was not walked to its end. */
  readonly problem: Problem | undefined;
}

/** Media types lie, and archives have none: the first bytes tell how a blob is packed. */
function compressionOf(first: Uint8Array): Compression {
  if (first[0] === 0x1f && first[1] === 0x8b) return "gzip";
  // A zstd frame, or a skippable one, which some writers put first.
  if (first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd && first[0] === 0x28) return "zstd";
  if (((first[0] ?? 0) & 0xf0) === 0x50 && first[1] === 0x2a && first[2] === 0x4d && first[3] === 0x18) return "zstd";
  return "none";
}

async function unpack(
  open: OpenBlob,
  tar: TarReader | undefined,
  limits: Limits,
  onBytes: (bytes: number) => void,
): Promise<Unpacked> {
  const blobHash = createSha256();
  // A plain tar has one hash, not two: the blob's is the tar's.
  let tarHash: ReturnType<typeof createSha256> | undefined;
  let blobBytes = 0;
  let tarBytes = 0;
  let stopped: Problem | undefined;
  let broken: Problem | undefined;
  const onOutput = (output: Uint8Array) => {
    tarBytes += output.length;
    tarHash?.update(output);
    if (broken) return;
    try {
      tar?.push(output);
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      // The bytes are what the image says they are, but not a tar: what came before stands, the rest is told of.
      broken = { code: error.code, message: `layer: ${error.message}; nothing behind it could be read` };
    }
  };

  let inflater: ReturnType<typeof createInflater> | undefined;
  try {
    for await (const chunk of open()) {
      blobBytes += chunk.length;
      blobHash.update(chunk);
      onBytes(chunk.length);
      if (stopped) continue;
      if (!inflater) {
        const compression = compressionOf(chunk);
        if (compression !== "none") tarHash = createSha256();
        inflater = createInflater(compression, onOutput);
      }
      await inflater.push(chunk);
      stopped = overLimit(blobBytes, tarBytes, limits);
    }
    if (!stopped) await inflater?.end();
  } finally {
    inflater?.close();
  }
  if (!stopped && !broken) {
    try {
      tar?.end();
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      broken = { code: error.code, message: `layer: ${error.message}` };
    }
  }
  const digest = blobHash.digest();
  return {
    digest,
    diffId: stopped ? undefined : (tarHash?.digest() ?? digest),
    uncompressedBytes: tarBytes,
    problem: stopped ?? broken,
  };
}

function overLimit(blobBytes: number, tarBytes: number, limits: Limits): Problem | undefined {
  const tooLarge = tarBytes > limits.layerBytes;
  const tooDense = tarBytes > limits.expansionFloorBytes && tarBytes > blobBytes * limits.expansionRatio;
  if (!tooLarge && !tooDense) return undefined;
  const why = tooLarge
    ? `unpacks to more than ${limits.layerBytes} bytes`
    : `unpacks to more than ${limits.expansionRatio} times its size`;
  return {
    code: "LIMIT_EXCEEDED",
    message: `layer: ${why}; it was read up to byte ${tarBytes}, and its diff_id could not be verified`,
  };
}

/** Who wants a file, and by which path. */
interface Want {
  readonly readers: readonly Reader[];
  /** The path that the readers know; another than the file's own behind a link. */
  readonly as: string;
}

/** One pass over a layer's entries. */
class LayerWalk {
  readonly tar: TarReader;
  readonly #readers: readonly Reader[];
  readonly #limits: Limits;
  readonly #aliases: readonly Alias[] | undefined;
  readonly #table = new FileTableBuilder();
  readonly #links = new HardLinks<Want>();
  readonly #evidence = new Map<string, LayerEvidence[]>();
  readonly #problems: Problem[] = [];
  readonly #layerProblems: Problem[] = [];
  #problemsLeftOut = 0;
  #wantedBytes = 0;
  #entries = 0;
  #full = false;
  #wanted: (Want & { readonly path: string }) | undefined;

  constructor({ readers, limits, aliases }: LayerOptions) {
    this.#readers = readers;
    this.#limits = limits;
    this.#aliases = aliases;
    this.tar = new TarReader({
      onEntry: (header) => this.#onEntry(header),
      onContent: (_header, content) => {
        if (this.#wanted) this.#read(this.#wanted, this.#wanted.path, content);
      },
    });
  }

  report(problem: Problem): void {
    if (this.#problems.length < this.#limits.layerProblems) this.#problems.push(problem);
    else this.#problemsLeftOut++;
  }

  /** A problem of the layer as a whole, which always finds room. */
  reportLayer(problem: Problem): void {
    this.#layerProblems.push(problem);
  }

  #onEntry(header: TarHeader): boolean {
    const entry = this.#entries++;
    this.#wanted = undefined;
    if (this.#isFull()) return false;
    const path = this.#pathOf(header);
    if (path === undefined) return false;

    const whiteout = readWhiteout(path);
    if (whiteout === undefined) return false;
    if (whiteout !== "none") {
      this.#table.add({ ...whiteout, sizeBytes: 0, linkTarget: "" });
      return false;
    }

    // Whatever stood at the path before in this layer is gone.
    this.#evidence.delete(path);
    this.#links.replace(path);
    const { type } = header;
    const linkTarget = type === "hardlink" ? (normalizeEntryPath(header.linkTarget) ?? "") : header.linkTarget;
    const isLink = type === "symlink" || type === "hardlink";
    const sizeBytes = type === "file" ? header.sizeBytes : 0;
    this.#table.add({ path, type, sizeBytes, linkTarget: isLink ? linkTarget : "" });
    if (type !== "file" && type !== "hardlink" && type !== "other") return false;

    const want = this.#wantOf(path);
    if (type === "other") {
      if (want)
        this.report({ code: "FILE_MALFORMED", path, message: `${path}: an entry of a kind that no engine unpacks` });
      return false;
    }
    if (type === "hardlink") {
      this.#links.add(entry, path, linkTarget, want);
      return false;
    }
    const readers = want ? this.#withinBounds(path, want.readers, sizeBytes, header.sparse) : [];
    if (!want || readers.length === 0) return false;
    this.#wanted = { readers, as: want.as, path };
    return true;
  }

  #wantOf(path: string): Want | undefined {
    const as = this.#aliases ? seenAs(path, this.#aliases) : path;
    if (as === undefined) return undefined;
    const readers = this.#readers.filter((reader) => reader.wants(as));
    return readers.length === 0 ? undefined : { readers, as };
  }

  /** Says once which limit the layer's entries went over. */
  #isFull(): boolean {
    if (this.#full) return true;
    const { layerEntries, layerPathCharacters } = this.#limits;
    const what =
      this.#table.length >= layerEntries
        ? `${layerEntries} entries`
        : this.#table.characters >= layerPathCharacters
          ? `${layerPathCharacters} characters of paths`
          : undefined;
    if (what === undefined) return false;
    this.#full = true;
    this.reportLayer({ code: "LIMIT_EXCEEDED", message: `layer: more than ${what}; the entries behind were left out` });
    return true;
  }

  /** The entry's path in its one spelling; `undefined`, and a problem, when it cannot be one of the image. */
  #pathOf({ path, linkTarget }: TarHeader): string | undefined {
    const { pathCharacters } = this.#limits;
    const shown = JSON.stringify(path.slice(0, 100));
    const longest = Math.max(path.length, linkTarget.length);
    if (longest > pathCharacters) {
      this.report({ code: "LIMIT_EXCEEDED", message: `${shown}: a path or link of ${longest} characters` });
      return undefined;
    }
    const normal = normalizeEntryPath(path);
    if (normal === undefined) {
      this.report({ code: "FILE_ESCAPES", message: `${shown}: the entry leads out of the image` });
    }
    return normal;
  }

  #withinBounds(path: string, readers: readonly Reader[], sizeBytes: number, sparse: boolean): Reader[] {
    return readers.filter(({ maxFileBytes }) => {
      if (sparse) {
        this.report({
          code: "FILE_MALFORMED",
          path,
          message: `${path}: is stored as a sparse file, which was not read`,
        });
        return false;
      }
      const { layerWantedBytes } = this.#limits;
      const bound =
        sizeBytes > maxFileBytes
          ? `the ${maxFileBytes} that are read of such a file`
          : this.#wantedBytes + sizeBytes > layerWantedBytes
            ? `what is left of the ${layerWantedBytes} that are read of a layer`
            : undefined;
      if (bound === undefined) return true;
      this.report({ code: "LIMIT_EXCEEDED", path, message: `${path}: ${sizeBytes} bytes, more than ${bound}` });
      return false;
    });
  }

  #read({ readers, as }: Want, path: string, bytes: Uint8Array): void {
    this.#wantedBytes += bytes.length;
    let text: string | undefined;
    const decode = () => {
      text ??= new TextDecoder().decode(bytes);
      return text;
    };
    const found: LayerEvidence[] = [];
    for (const reader of readers) {
      try {
        const value = reader.read({ path: as, bytes, text: decode }, (problem) => this.report(problem));
        if (value !== undefined) found.push({ reader: reader.name, path, ...(as !== path && { as }), value });
      } catch (error) {
        // A reader that stumbles over one file must not hide the others.
        this.report({ code: "FILE_MALFORMED", path, message: `${path}: ${messageOf(error)}` });
      }
    }
    if (found.length > 0) this.#evidence.set(path, found);
  }

  /** What a second pass is for; `undefined` where none is needed. */
  secondPass(): TarReader | undefined {
    if (this.#links.size === 0) return undefined;
    const onLink = (want: Want, path: string, content: Uint8Array) => {
      const readers = this.#withinBounds(path, want.readers, content.length, false);
      if (readers.length > 0) this.#read({ readers, as: want.as }, path, content);
    };
    const report = (problem: Problem) => this.report(problem);
    return new TarReader(this.#links.visitor(onLink, this.#limits.layerWantedBytes, report));
  }

  result(): Pick<LayerReading, "table" | "evidence" | "problems"> {
    const leftOut: Problem[] =
      this.#problemsLeftOut === 0
        ? []
        : [{ code: "LIMIT_EXCEEDED", message: `layer: ${this.#problemsLeftOut} more problems were left out` }];
    return {
      table: this.#table.build(),
      evidence: [...this.#evidence.values()].flat(),
      problems: [...this.#layerProblems, ...this.#problems, ...leftOut],
    };
  }
}

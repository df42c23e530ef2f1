import { type Reader, SNIFFED_BYTES } from "../catalogers/cataloger.ts";
import { wantedFile } from "../catalogers/shared/wanted-file.ts";
import { type ByteSource, sourceOf } from "../formats/byte-source.ts";
import type { TarHeader } from "../formats/tar-header.ts";
import type { ContentSink, TarVisitor } from "../formats/tar-reader.ts";
import { FileTableBuilder, normalizeEntryPath, readWhiteout } from "../image/file-table.ts";
import { messageOf, type Problem } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { type CollectedContent, collectContent } from "./collected-content.ts";
import { evidenceSizeOf } from "./evidence-size.ts";
import { HardLinks } from "./hard-links.ts";
import type { LayerEvidence, LayerReading } from "./layer-reading.ts";
import { type Alias, aliasFinder } from "./linked-roots.ts";

/** Who wants a file, and by which path. */
interface Want {
  readonly readers: readonly Reader[];
  /** The path that the readers know; another than the file's own behind a link. */
  readonly as: string;
}

/** How a layer's entries are looked at. */
export interface WalkOptions {
  readonly readers: readonly Reader[];
  readonly limits: Limits;
  /** Read only what stands behind these links. */
  readonly aliases?: readonly Alias[] | undefined;
}

/** What hard links lead to is held until they come: the stores of pnpm and uv have 60 MB of package records at most. */
const HELD_BYTES = 128 * 1024 * 1024;

/** One pass over a layer's entries: lists each, and hands wanted files to the readers. */
export class LayerWalk {
  readonly visitor: TarVisitor;
  readonly #readers: readonly Reader[];
  readonly #limits: Limits;
  readonly #seenAs: (path: string) => string | undefined;
  readonly #table = new FileTableBuilder();
  readonly #links = new HardLinks<Want>();
  readonly #evidence = new Map<string, LayerEvidence[]>();
  readonly #problems: Problem[] = [];
  readonly #layerProblems: Problem[] = [];
  #problemsLeftOut = 0;
  #wantedBytes = 0;
  #evidenceBytes = 0;
  #entries = 0;
  #full = false;
  #open: CollectedContent | undefined;

  constructor({ readers, limits, aliases }: WalkOptions) {
    this.#readers = readers;
    this.#limits = limits;
    this.#seenAs = aliases ? aliasFinder(aliases) : (path) => path;
    this.visitor = {
      onEntry: (header) => this.#onEntry(header),
      onContent: () => {},
    };
  }

  report(problem: Problem): void {
    if (this.#problems.length < this.#limits.layerProblems) this.#problems.push(problem);
    else this.#problemsLeftOut++;
  }

  /** A problem of the layer as a whole, which always finds room. */
  reportLayer(problem: Problem): void {
    this.#layerProblems.push(problem);
  }

  #onEntry(header: TarHeader): ContentSink | false {
    const entry = this.#entries++;
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

    const want = this.#wantOf(path, header);
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
    return this.#sinkFor({ readers, as: want.as }, path, sizeBytes);
  }

  /** Collects a file, unless its first bytes say that nobody wants it. */
  #sinkFor({ readers, as }: Want, path: string, sizeBytes: number): ContentSink {
    let wanting = readers;
    let isSniffed = false;
    const content = collectContent(sizeBytes);
    this.#open?.close();
    this.#open = content;
    const sniff = () => {
      isSniffed = true;
      const head = content.read(0, SNIFFED_BYTES);
      wanting = wanting.filter((reader) => reader.sniff?.(head) ?? true);
    };
    return {
      write: (chunk) => {
        try {
          content.write(chunk);
        } catch (error) {
          // No room on the disk for one large file.
          content.close();
          this.report({ code: "READ_FAILED", path, message: `${path}: was not looked into: ${messageOf(error)}` });
          return "stop";
        }
        if (!isSniffed && content.sizeBytes >= Math.min(SNIFFED_BYTES, sizeBytes)) sniff();
        if (wanting.length > 0) return undefined;
        content.close();
        return "stop";
      },
      end: () => {
        if (!isSniffed) sniff();
        this.#read({ readers: wanting, as }, path, content);
        content.close();
      },
    };
  }

  #wantOf(path: string, { sizeBytes, mode, type }: TarHeader): Want | undefined {
    const as = this.#seenAs(path);
    if (as === undefined) return undefined;
    // Made once and not for each reader: this is asked for every entry of every layer.
    const facts = { sizeBytes, isExecutable: (mode & 0o111) !== 0 };
    const readers = this.#readers.filter(
      (reader) => (type === "file" || !reader.looksEverywhere) && reader.wants(as, facts),
    );
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
    const { fileBytes } = this.#limits;
    return readers.filter((reader) => {
      const maxFileBytes = Math.min(reader.maxFileBytes, fileBytes);
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
          : !reader.looksEverywhere && this.#wantedBytes + sizeBytes > layerWantedBytes
            ? `what is left of the ${layerWantedBytes} that are read of a layer`
            : undefined;
      if (bound === undefined) return true;
      this.report({ code: "LIMIT_EXCEEDED", path, message: `${path}: ${sizeBytes} bytes, more than ${bound}` });
      return false;
    });
  }

  #read({ readers, as }: Want, path: string, content: ByteSource): void {
    if (readers.some(({ looksEverywhere }) => !looksEverywhere)) this.#wantedBytes += content.sizeBytes;
    const file = wantedFile(as, content);
    const found: LayerEvidence[] = [];
    for (const reader of readers) {
      try {
        const value = reader.read(file, (problem) => this.report(problem));
        if (value !== undefined && this.#hasRoomFor(path, value))
          found.push({ reader: reader.name, path, ...(as !== path && { as }), value });
      } catch (error) {
        // A reader that stumbles over one file must not hide the others.
        this.report({ code: "FILE_MALFORMED", path, message: `${path}: ${messageOf(error)}` });
      }
    }
    if (found.length > 0) this.#evidence.set(path, found);
  }

  #hasRoomFor(path: string, value: unknown): boolean {
    const bytes = evidenceSizeOf(value);
    const most = this.#limits.evidenceBytes;
    if (this.#evidenceBytes + bytes > most) {
      const message = `${path}: says more than what is left of the ${most} bytes that are kept of a layer`;
      this.report({ code: "LIMIT_EXCEEDED", path, message });
      return false;
    }
    this.#evidenceBytes += bytes;
    return true;
  }

  /** What a second pass is for; `undefined` where none is needed. */
  secondPass(): TarVisitor | undefined {
    if (this.#links.size === 0) return undefined;
    const onLink = (want: Want, path: string, content: Uint8Array) => {
      const readers = this.#withinBounds(path, want.readers, content.length, false);
      const wanting = readers.filter((reader) => reader.sniff?.(content.subarray(0, SNIFFED_BYTES)) ?? true);
      if (wanting.length > 0) this.#read({ readers: wanting, as: want.as }, path, sourceOf(content));
    };
    const report = (problem: Problem) => this.report(problem);
    return this.#links.visitor(onLink, Math.min(this.#limits.layerWantedBytes, HELD_BYTES), report);
  }

  result(): Pick<LayerReading, "table" | "evidence" | "evidenceBytes" | "problems"> {
    // Of a tar that broke inside a file.
    this.#open?.close();
    const leftOut: Problem[] =
      this.#problemsLeftOut === 0
        ? []
        : [{ code: "LIMIT_EXCEEDED", message: `layer: ${this.#problemsLeftOut} more problems were left out` }];
    return {
      table: this.#table.build(),
      evidence: [...this.#evidence.values()].flat(),
      evidenceBytes: this.#evidenceBytes,
      problems: [...this.#layerProblems, ...this.#problems, ...leftOut],
    };
  }
}

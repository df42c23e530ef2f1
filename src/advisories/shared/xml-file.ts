import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { unpackBzip2 } from "../../formats/bzip2.ts";
import { type XmlItemsOptions, type XmlNode, xmlItems } from "../../formats/xml-items.ts";
import { createInflater } from "../../host/inflate.ts";
import { compressionOf } from "../../image/compression.ts";
import { KnownError, messageOf } from "../../model/errors.ts";

/** XML packs to a twentieth: the items of as much are held at once, which takes more time as well as memory. */
const CHUNK_BYTES = 16 * 1024;

/** Many times what the largest of today's is, unpacked. */
const MOST_BYTES = 8 * 1024 ** 3;

/** bzip2 is held packed as a whole. */
const MOST_BZIP2_BYTES = 512 * 1024 * 1024;

/** Of one item; a definition of SUSE's kernel has some ten thousand elements. */
const ITEM = { maxParts: 2_000_000, maxCharacters: 64 * 1024 * 1024 };

/** How such a file is made up. */
export interface XmlFileOptions extends Pick<XmlItemsOptions, "depth" | "within"> {
  /** Begins the messages. */
  readonly source: string;
  /** Name of the root. */
  readonly root: string;
}

/**
 * The items of an XML file, plain, gzip, zstd or bzip2, one after the other, in the memory of one of them.
 *
 * @throws {KnownError} `FEED_MALFORMED` when the file as a whole is no XML, has another root or breaks off,
 *   `LIMIT_EXCEEDED` when it holds too much.
 */
export async function* readXmlItems(
  path: string,
  { source, root, ...options }: XmlFileOptions,
): AsyncGenerator<XmlNode> {
  const items = xmlItems({ ...ITEM, ...options });
  const decoder = new TextDecoder("utf-8");
  let found: XmlNode[] = [];
  let totalBytes = 0;
  const write = (text: string) => {
    for (const item of items.write(text)) found.push(item);
    const name = items.root();
    if (name !== undefined && name !== root) throw new Error(`the document is a <${name}>, no <${root}>`);
  };
  const onOutput = (output: Uint8Array) => {
    totalBytes += output.length;
    if (totalBytes > MOST_BYTES) {
      throw new KnownError("LIMIT_EXCEEDED", `${source}: an XML file holds more than ${MOST_BYTES} bytes`);
    }
    write(decoder.decode(output, { stream: true }));
    return undefined;
  };

  let inflater: ReturnType<typeof createInflater> | undefined;
  try {
    for await (const chunk of chunksOf(path, source)) {
      inflater ??= createInflater(compressionOf(chunk), onOutput);
      await guarded(source, () => inflater?.push(chunk));
      const whole = found;
      found = [];
      yield* whole;
    }
    await guarded(source, async () => {
      await inflater?.end();
      write(decoder.decode());
      items.end();
    });
    yield* found;
  } finally {
    inflater?.close();
  }
}

/** bzip2 comes unpacked; what else packs a file is the inflater's. */
async function* chunksOf(path: string, source: string): AsyncGenerator<Uint8Array> {
  const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
  if (!(await isBzip2(path))) return yield* chunks;
  const { size } = await stat(path);
  if (size > MOST_BZIP2_BYTES)
    throw new KnownError("LIMIT_EXCEEDED", `${source}: larger than ${MOST_BZIP2_BYTES} bytes`);
  const pieces = unpackBzip2(await readFile(path), MOST_BYTES);
  for (;;) {
    let next: IteratorResult<Uint8Array> | undefined;
    await guarded(source, () => {
      next = pieces.next();
    });
    if (next === undefined || next.done) return;
    yield next.value;
  }
}

async function isBzip2(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
  return buffer.toString("latin1") === "BZh";
}

async function guarded(source: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof KnownError && cause.code === "LIMIT_EXCEEDED") throw cause;
    throw new KnownError("FEED_MALFORMED", `${source}: not a whole XML file: ${messageOf(cause)}`, {}, cause);
  }
}

import { createReadStream } from "node:fs";
import { type XmlItemsOptions, type XmlNode, xmlItems } from "../../formats/xml-items.ts";
import { createInflater } from "../../host/inflate.ts";
import { compressionOf } from "../../image/compression.ts";
import { KnownError, messageOf } from "../../model/errors.ts";

const CHUNK_BYTES = 256 * 1024;

/** Many times what the largest of today's is, unpacked. */
const MOST_BYTES = 8 * 1024 ** 3;

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
 * The items of an XML file, plain, gzip or zstd, one after the other, in the memory of one of them.
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
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>) {
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

async function guarded(source: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof KnownError && cause.code === "LIMIT_EXCEEDED") throw cause;
    throw new KnownError("FEED_MALFORMED", `${source}: not a whole XML file: ${messageOf(cause)}`, {}, cause);
  }
}

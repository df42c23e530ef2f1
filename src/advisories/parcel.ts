import { createHash, type KeyObject } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Duplex, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { KnownError, messageOf } from "../model/errors.ts";
import { fingerprintOfKey, isSignedBy, type Signature, signBytes } from "./signing.ts";
import { packSnapshot, unpackSnapshot } from "./snapshot-records.ts";
import { SCHEMA_VERSION } from "./snapshot-schema.ts";
import { writeFailed } from "./write-failed.ts";

// A snapshot, or the patch from one to the next, in one file that can be carried to another machine: three lines of
// text and then the bytes, packed by zstd. Of a snapshot these are its records, from which its file is made again; older
// parcels, which name no form, have the file itself.
//
//   plimsoll-advisories/2         1, where it holds a file as it is
//   {"kind":"snapshot","to":"…","schema":2,…}
//   {"key":"…","value":"…"}       the signature of the line above, which names the hash of the rest; or {}
//   …

const FORMAT = "plimsoll-advisories/";

/** Who knows the first only would take records for the file itself. */
const FORMATS = { file: `${FORMAT}1`, records: `${FORMAT}2` } as const;

/** Three lines; whatever is longer was not written by us. */
const MOST_HEAD_BYTES = 64 * 1024;

/** Ten times what all sources take today. */
const MOST_BYTES = 8 * 1024 ** 3;

/** Of a patch, which is small; of records, which are packed once and fetched by many. */
const PARAMS = {
  patch: { [constants.ZSTD_c_compressionLevel]: 15, [constants.ZSTD_c_checksumFlag]: 1 },
  // As far back as every reader goes without being told: two sources often say the same. Level 19 would save another
  // eighth, and take a minute more.
  records: {
    [constants.ZSTD_c_compressionLevel]: 12,
    [constants.ZSTD_c_windowLog]: 27,
    [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
};

/** On whose word the bytes of a file depend: the same records are packed otherwise by another zlib. */
export const MADE_BY = `sqlite ${process.versions.sqlite}, zlib ${process.versions.zlib}, ${process.arch}`;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Header = z.object({
  kind: z.enum(["snapshot", "delta"]),
  /** Of a delta: the id of the snapshot that it is for. */
  from: Sha256.optional(),
  /** Id of the snapshot that comes of it. */
  to: Sha256,
  schema: z.int(),
  /** How a snapshot is packed; absent: its file as it is. */
  form: z.enum(["records"]).optional(),
  /** Where a snapshot is made again of its records: what made it, and the hash of what was packed. */
  madeBy: z.string().optional(),
  contents: Sha256.optional(),
  builtAt: z.iso.datetime(),
  /** When the sources were last asked for news. */
  checkedAt: z.iso.datetime(),
  /** Of what is packed. */
  bytes: z.int().nonnegative(),
  /** Of the packed bytes. */
  sha256: Sha256,
});

/** What a parcel holds. */
export type ParcelHeader = z.infer<typeof Header>;

const SignatureLine = z.object({ key: Sha256, value: z.string() }).partial();

/** What a parcel is, before its bytes are read. */
export interface ParcelHead {
  readonly header: ParcelHeader;
  readonly signature?: Signature;
  /** Where the packed bytes begin. */
  readonly offset: number;
}

export interface WriteParcel
  extends Omit<ParcelHeader, "bytes" | "sha256" | "schema" | "form" | "madeBy" | "contents"> {
  /** File whose bytes are packed. */
  readonly content: string;
  /** Signs it, where given. */
  readonly key?: KeyObject | undefined;
}

/**
 * Writes a parcel in one step: at the path is the whole of it or what was there before.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function writeParcel(path: string, { content, key, ...rest }: WriteParcel): Promise<ParcelHeader> {
  const [packed, whole] = [`${path}.packed`, `${path}.new`];
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    const contents = createHash("sha256");
    const count = observe((chunk) => {
      bytes += chunk.length;
      contents.update(chunk);
    });
    const isSnapshot = rest.kind === "snapshot";
    await pipeline(
      isSnapshot ? packSnapshot(content) : createReadStream(content),
      count,
      createZstdCompress({ params: isSnapshot ? PARAMS.records : PARAMS.patch }),
      observe((chunk) => void hash.update(chunk)),
      createWriteStream(packed),
    );
    const header: ParcelHeader = {
      ...rest,
      schema: SCHEMA_VERSION,
      ...(isSnapshot && { form: "records" as const, madeBy: MADE_BY, contents: contents.digest("hex") }),
      bytes,
      sha256: hash.digest("hex"),
    };
    const line = JSON.stringify(header);
    const signature = key ? signBytes(Buffer.from(line), key) : {};
    await using file = await open(whole, "w");
    await file.write(`${FORMATS[header.form ?? "file"]}\n${line}\n${JSON.stringify(signature)}\n`);
    for await (const chunk of createReadStream(packed)) await file.write(chunk);
    await file.sync();
    await rename(whole, path);
    return header;
  } catch (error) {
    throw writeFailed(path, error);
  } finally {
    await Promise.all([packed, whole].map((one) => rm(one, { force: true })));
  }
}

/**
 * What a parcel says of itself.
 *
 * @throws {KnownError} `READ_FAILED`, `SNAPSHOT_DAMAGED` when it is none or of a newer form.
 */
export async function readParcelHead(path: string): Promise<ParcelHead> {
  const head = new Uint8Array(MOST_HEAD_BYTES);
  let length: number;
  try {
    await using file = await open(path);
    ({ bytesRead: length } = await file.read(head, 0, head.length, 0));
  } catch (error) {
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(error)}`, { path }, error);
  }
  const bytes = Buffer.from(head.buffer, 0, length);
  const lines: string[] = [];
  let offset = 0;
  while (lines.length < 3) {
    const end = bytes.indexOf(0x0a, offset);
    if (end < 0) throw damaged(path, "not a file of `plimsoll db export` or `db delta`");
    lines.push(bytes.toString("utf8", offset, end));
    offset = end + 1;
  }
  const [magic = "", line = "", signed = ""] = lines;
  if (!Object.values<string>(FORMATS).includes(magic)) {
    const isNewer = magic.startsWith(FORMAT);
    throw damaged(
      path,
      isNewer ? `${magic} needs a newer Plimsoll` : "not a file of `plimsoll db export` or `db delta`",
    );
  }
  try {
    const header = Header.parse(JSON.parse(line));
    if (header.schema > SCHEMA_VERSION) throw damaged(path, "was made by a newer Plimsoll, and needs one");
    const { key, value } = SignatureLine.parse(JSON.parse(signed));
    return { header, ...(key !== undefined && value !== undefined && { signature: { key, value } }), offset };
  } catch (error) {
    throw error instanceof KnownError ? error : damaged(path, `a broken head: ${messageOf(error)}`);
  }
}

/**
 * Refuses a parcel that was not signed by a key.
 *
 * @throws {KnownError} `SIGNATURE_INVALID`
 */
export async function verifyParcel(path: string, { signature, header }: ParcelHead, key: KeyObject): Promise<void> {
  const wanted = `the key ${fingerprintOfKey(key).slice(0, 16)}`;
  const refuse = (what: string) => new KnownError("SIGNATURE_INVALID", `${path}: ${what}`, { path });
  if (signature === undefined) throw refuse(`is not signed, and ${wanted} is asked for`);
  if (signature.key !== fingerprintOfKey(key)) {
    throw refuse(`is signed by the key ${signature.key.slice(0, 16)}, and ${wanted} is asked for`);
  }
  if (!isSignedBy(Buffer.from(await headerLine(path)), signature, key)) {
    throw refuse(`its signature does not fit; it was altered after ${header.builtAt}, or is none of ${wanted}`);
  }
}

/** The bytes that are signed, as they stand in the file. */
async function headerLine(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_HEAD_BYTES), 0, MOST_HEAD_BYTES, 0);
  return buffer.toString("utf8", 0, bytesRead).split("\n", 2)[1] ?? "";
}

/**
 * Unpacks a parcel into a file, and holds it to what its head says.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED`, `WRITE_FAILED`; nothing is left of the file then.
 */
export async function unpackParcel(path: string, { header, offset }: ParcelHead, target: string): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  const bounded = observe((chunk) => {
    bytes += chunk.length;
    if (bytes > Math.min(header.bytes, MOST_BYTES)) throw damaged(path, "holds more than it says");
  });
  try {
    const into =
      header.form === "records"
        ? Duplex.from((pieces: AsyncIterable<Uint8Array>) => unpackSnapshot(pieces, target))
        : createWriteStream(target);
    await pipeline(
      createReadStream(path, { start: offset }),
      observe((chunk) => void hash.update(chunk)),
      createZstdDecompress(),
      bounded,
      into,
    );
    if (hash.digest("hex") !== header.sha256) throw damaged(path, "its bytes are not those that its head names");
    if (bytes !== header.bytes) throw damaged(path, "holds less than it says");
  } catch (error) {
    await rm(target, { force: true });
    if (error instanceof KnownError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith("ZSTD") || code?.startsWith("Z_")
      ? damaged(path, messageOf(error))
      : writeFailed(target, error);
  }
}

function observe(look: (chunk: Uint8Array) => void): Transform {
  return new Transform({
    transform(chunk: Uint8Array, _, done) {
      try {
        look(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

function damaged(path: string, what: string): KnownError {
  return new KnownError("SNAPSHOT_DAMAGED", `${path}: ${what}`, { path });
}

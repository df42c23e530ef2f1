import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Duplex, Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { KnownError, messageOf } from "../model/errors.ts";
import { type ParcelDraft, type ParcelHeader, readHeader, readSignature, schemaOf } from "./parcel-header.ts";
import { fingerprintOfKey, isSignedBy, type Signature, signBytes } from "./signing.ts";
import { packSnapshot, unpackSnapshot } from "./snapshot-records.ts";
import { writeFailed } from "./write-failed.ts";

// What can be carried to another machine: a snapshot, the patch from one to the next, or the scores beside it. Each is
// packed by zstd, and is told of by a line that names the hash of the packed bytes, and that is signed. In a registry
// the bytes are a blob and the line is an annotation. A file has three lines of text, and then the bytes:
//
//   plimsoll-advisories/1
//   {"kind":"snapshot","to":"…","schema":3,…}
//   {"key":"…","value":"…"}       the signature of the line above; or {}
//   …
//
// It is form 2 where a snapshot is packed as its records, from which its file is made again (form 1 has the file itself),
// and where scores go along: they follow in the same way behind the bytes.

const FORM = "plimsoll-advisories/";
/** One thing in a file, packed as it is; records, or several things, each with its length. */
const [SINGLE, SEVERAL] = [`${FORM}1`, `${FORM}2`];

/** Three lines; whatever is longer was not written by us. */
const MOST_HEAD_BYTES = 64 * 1024;

/** In one file. */
const MOST_PARCELS = 4;

/** Ten times what all sources take today. */
const MOST_BYTES = 8 * 1024 ** 3;

/** Of a file, which is small; of records, which are packed once and fetched by many. */
const PARAMS = {
  file: { [constants.ZSTD_c_compressionLevel]: 15, [constants.ZSTD_c_checksumFlag]: 1 },
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

/** Packed bytes, and what is said of them. */
export interface Parcel {
  /** What to call the place that it is from in a message. */
  readonly place: string;
  readonly header: ParcelHeader;
  /** The header as it stands there: what is signed. */
  readonly line: string;
  readonly signature?: Signature;
  /** Where the packed bytes lie; `end` is the first byte behind them. */
  readonly packed: { readonly path: string; readonly start: number; readonly end: number };
}

export interface PackOptions {
  /** File whose bytes are packed. */
  readonly content: string;
  /** File for the packed bytes; the caller removes it. */
  readonly target: string;
  /** Signs it, where given. */
  readonly key?: KeyObject | undefined;
  /** Taken in place of a new signature where it fits: some keys never sign twice alike. */
  readonly known?: readonly Signature[];
}

/**
 * Packs a file.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function pack(draft: ParcelDraft, options: PackOptions): Promise<Parcel> {
  const { content, target } = options;
  const hash = createHash("sha256");
  let [bytes, packedBytes] = [0, 0];
  const contents = createHash("sha256");
  const isSnapshot = draft.kind === "snapshot";
  try {
    await pipeline(
      isSnapshot ? packSnapshot(content) : createReadStream(content),
      observe((chunk) => {
        bytes += chunk.length;
        contents.update(chunk);
      }),
      createZstdCompress({ params: isSnapshot ? PARAMS.records : PARAMS.file }),
      observe((chunk) => {
        packedBytes += chunk.length;
        hash.update(chunk);
      }),
      createWriteStream(target),
    );
  } catch (error) {
    throw writeFailed(target, error);
  }
  const { kind, to, builtAt, checkedAt, ...more } = draft;
  const sizes = { bytes, packed: packedBytes, sha256: hash.digest("hex") };
  const records = isSnapshot && ({ form: "records", madeBy: MADE_BY, contents: contents.digest("hex") } as const);
  const head = { kind, to, schema: schemaOf(kind), ...records, builtAt, checkedAt, ...sizes, ...more };
  const header = head as ParcelHeader;
  const line = JSON.stringify(header);
  const signature = signatureOf(line, options);
  return {
    place: target,
    header,
    line,
    ...(signature && { signature }),
    packed: { path: target, start: 0, end: packedBytes },
  };
}

function isOfRecords(header: ParcelHeader): boolean {
  return header.kind === "snapshot" && header.form === "records";
}

function signatureOf(line: string, { key, known = [] }: PackOptions): Signature | undefined {
  if (key === undefined) return undefined;
  const bytes = Buffer.from(line);
  const publicKey = createPublicKey(key);
  return known.find((one) => isSignatureOf(bytes, one, publicKey)) ?? signBytes(bytes, key);
}

/**
 * Writes parcels into one file, in one step: at the path is the whole of it or what was there before.
 *
 * @throws {KnownError} `WRITE_FAILED`
 */
export async function writeParcels(path: string, parcels: readonly Parcel[]): Promise<void> {
  const whole = `${path}.new`;
  try {
    await using file = await open(whole, "w");
    const form = parcels.length > 1 || parcels.some(({ header }) => isOfRecords(header)) ? SEVERAL : SINGLE;
    for (const { line, signature, packed } of parcels) {
      await file.write(`${form}\n${line}\n${JSON.stringify(signature ?? {})}\n`);
      for await (const chunk of streamOf(packed)) await file.write(chunk);
    }
    await file.sync();
    await rename(whole, path);
  } catch (error) {
    throw writeFailed(path, error);
  } finally {
    await rm(whole, { force: true });
  }
}

/**
 * What is in a file, before its bytes are read.
 *
 * @throws {KnownError} `READ_FAILED`, `SNAPSHOT_DAMAGED` when it is none of ours or of a newer form.
 */
export async function readParcels(path: string): Promise<Parcel[]> {
  const parcels: Parcel[] = [];
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    for (let start = 0; start < size || parcels.length === 0; ) {
      if (parcels.length === MOST_PARCELS) throw damaged(path, `holds more than ${MOST_PARCELS} things`);
      const head = Buffer.alloc(MOST_HEAD_BYTES);
      const { bytesRead } = await file.read(head, 0, head.length, start);
      const parcel = parseHead(path, head.subarray(0, bytesRead), start, size);
      parcels.push(parcel);
      start = parcel.packed.end;
    }
  } catch (error) {
    if (error instanceof KnownError) throw error;
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(error)}`, { path }, error);
  }
  return parcels;
}

function parseHead(path: string, bytes: Buffer, start: number, size: number): Parcel {
  const lines: string[] = [];
  let offset = 0;
  while (lines.length < 3) {
    const end = bytes.indexOf(0x0a, offset);
    if (end < 0) throw damaged(path, NOT_OURS);
    lines.push(bytes.toString("utf8", offset, end));
    offset = end + 1;
  }
  const [form = "", line = "", signed = ""] = lines;
  if (form !== SINGLE && form !== SEVERAL) {
    throw damaged(path, form.startsWith(FORM) ? `${form} needs a newer Plimsoll` : NOT_OURS);
  }
  const header = readHeader(line, path);
  const signature = readSignature(signed, path);
  const first = start + offset;
  const end = form === SINGLE ? size : first + (header.packed ?? Number.NaN);
  if (!(end <= size)) throw damaged(path, "is cut off");
  return { place: path, header, line, ...(signature && { signature }), packed: { path, start: first, end } };
}

const NOT_OURS = "not a file of `plimsoll db export` or `db delta`";

/**
 * Refuses what was not signed by a key.
 *
 * @throws {KnownError} `SIGNATURE_INVALID`
 */
export function verifyParcel({ place, header, line, signature }: Omit<Parcel, "packed">, key: KeyObject): void {
  const wanted = `the key ${fingerprintOfKey(key).slice(0, 16)}`;
  const refuse = (what: string) => new KnownError("SIGNATURE_INVALID", `${place}: ${what}`, { path: place });
  if (signature === undefined) throw refuse(`is not signed, and ${wanted} is asked for`);
  if (signature.key !== fingerprintOfKey(key)) {
    throw refuse(`is signed by the key ${signature.key.slice(0, 16)}, and ${wanted} is asked for`);
  }
  if (!isSignatureOf(Buffer.from(line), signature, key)) {
    throw refuse(`its signature does not fit; it was altered after ${header.builtAt}, or is none of ${wanted}`);
  }
}

function isSignatureOf(bytes: Uint8Array, signature: Signature, key: KeyObject): boolean {
  return signature.key === fingerprintOfKey(key) && isSignedBy(bytes, signature, key);
}

/**
 * Unpacks a parcel into a file, and holds it to what its head says.
 *
 * @throws {KnownError} `SNAPSHOT_DAMAGED`, `WRITE_FAILED`; nothing is left of the file then.
 */
export async function unpackParcel({ place, header, packed }: Parcel, target: string): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  const bounded = observe((chunk) => {
    bytes += chunk.length;
    if (bytes > Math.min(header.bytes, MOST_BYTES)) throw damaged(place, "holds more than it says");
  });
  try {
    await pipeline(
      streamOf(packed),
      observe((chunk) => void hash.update(chunk)),
      createZstdDecompress(),
      bounded,
      isOfRecords(header)
        ? Duplex.from((pieces: AsyncIterable<Uint8Array>) => unpackSnapshot(pieces, target))
        : createWriteStream(target),
    );
    if (hash.digest("hex") !== header.sha256) throw damaged(place, "its bytes are not those that its head names");
    if (bytes !== header.bytes) throw damaged(place, "holds less than it says");
  } catch (error) {
    await rm(target, { force: true });
    if (error instanceof KnownError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw code?.startsWith("ZSTD") || code?.startsWith("Z_")
      ? damaged(place, messageOf(error))
      : writeFailed(target, error);
  }
}

function streamOf({ path, start, end }: Parcel["packed"]) {
  // The end that a stream takes is its last byte; there is none before the first.
  return end > start ? createReadStream(path, { start, end: end - 1 }) : Readable.from([]);
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

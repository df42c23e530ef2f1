import { concatBytes } from "../formats/concat-bytes.ts";
import { jsonStream } from "../formats/json-stream.ts";
import { KnownError, messageOf, type Report } from "../model/errors.ts";
import type { Limits } from "../model/limits.ts";
import { cycloneDxXmlReader } from "./cyclonedx/read-xml.ts";
import { documentPlan } from "./document-plan.ts";
import { unwrapAttestation } from "./in-toto/unwrap.ts";
import { tagValueReader } from "./spdx2/read-tag-value.ts";

/** Takes the bytes of a document piece by piece. */
export interface DocumentReader {
  readonly write: (chunk: Uint8Array) => void;
  /** What is read of it, in the shape of the JSON form; `undefined` where it has no form that is known. */
  readonly end: () => unknown;
}

/** One package, or the payload of an envelope; honest packages have some kilobytes. */
const MOST_VALUE_BYTES = 128 * 1024 * 1024;
/** Components within components within a document. */
const MOST_LEVELS = 10_000;
/** In front of the first tag there may be a licence, as a comment. */
const MOST_INTRODUCTION = 10_000;

/**
 * Reads a document of any form, which its first characters tell, without holding all of it: what nobody reads is
 * dropped as it passes.
 *
 * @throws {KnownError} from `write` and `end`: `FILE_MALFORMED` and `LIMIT_EXCEEDED`, in words that go behind a name.
 */
export function documentReader(report: Report, limits: Pick<Limits, "sbomValues">): DocumentReader {
  let reader: DocumentReader | undefined;
  /** What came until the form is known. */
  let head: Uint8Array = new Uint8Array();

  const goOn = (isAll: boolean) => {
    reader = readerFor(head, report, limits, isAll);
    reader?.write(head);
    if (reader) head = new Uint8Array();
  };
  return {
    write: (chunk) =>
      inWords(() => {
        if (reader) return reader.write(chunk);
        head = withoutSpace(concatBytes([head, chunk], head.length + chunk.length));
        goOn(false);
      }),
    end: () =>
      inWords(() => {
        if (!reader) goOn(true);
        if (!reader && head.length === 0) throw new KnownError("FILE_MALFORMED", "is empty");
        return reader?.end();
      }),
  };
}

function readerFor(
  head: Uint8Array,
  report: Report,
  limits: Pick<Limits, "sbomValues">,
  isAll: boolean,
): DocumentReader | undefined {
  const [first] = head;
  if (first === undefined) return undefined;
  if (first === 0x7b) return jsonReader(report, limits);
  if (first === 0x3c) {
    const bounds = { elements: limits.sbomValues, characters: MOST_VALUE_BYTES };
    return ofCharacters(cycloneDxXmlReader(bounds));
  }
  if (!isAll && head.length < MOST_INTRODUCTION) return undefined;
  const start = new TextDecoder().decode(head.subarray(0, MOST_INTRODUCTION));
  const isTagValue = /^(?:#[^\n]*\n|\s)*SPDXVersion:/.test(start);
  return isTagValue ? ofCharacters(tagValueReader(report, MOST_VALUE_BYTES)) : NOTHING;
}

/** Of what is no form that is known, the rest is not looked at. */
const NOTHING: DocumentReader = { write: () => {}, end: () => undefined };

function jsonReader(report: Report, { sbomValues }: Pick<Limits, "sbomValues">): DocumentReader {
  // An envelope holds a document in a text.
  const newStream = () =>
    jsonStream(documentPlan(), { valueBytes: MOST_VALUE_BYTES, depth: MOST_LEVELS, values: sbomValues });
  const stream = newStream();
  return {
    write: (chunk) => stream.write(chunk),
    end() {
      const inner = unwrapAttestation(stream.end(), (pieces) => {
        const within = newStream();
        let isFirst = true;
        for (const bytes of pieces) {
          within.write(isFirst ? withoutSpace(bytes) : bytes);
          isFirst = false;
        }
        return within.end();
      });
      if (typeof inner !== "string") return inner;
      const reader = tagValueReader(report, MOST_VALUE_BYTES);
      reader.write(inner);
      return reader.end();
    },
  };
}

/** Bytes that are no UTF-8 are read as what they are not, but the rest stands. */
function ofCharacters(reader: { readonly write: (text: string) => void; readonly end: () => unknown }): DocumentReader {
  const decoder = new TextDecoder();
  return {
    write: (chunk) => reader.write(decoder.decode(chunk, { stream: true })),
    end() {
      reader.write(decoder.decode());
      return reader.end();
    },
  };
}

const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d, 0x0c, 0x0b]);

/** Without a byte order mark, and space, in front. */
function withoutSpace(bytes: Uint8Array): Uint8Array {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (SPACE.has(bytes[at] ?? 0)) at++;
  return bytes.subarray(at);
}

function inWords<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof KnownError)) throw new KnownError("FILE_MALFORMED", messageOf(cause), {}, cause);
    if (cause.code !== "LIMIT_EXCEEDED" || !/ (?:values|elements)$/.test(cause.message)) throw cause;
    throw new KnownError(cause.code, `${cause.message}; --limit sbom-values=… allows more`, cause.details, cause);
  }
}

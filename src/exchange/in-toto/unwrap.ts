import { fieldsOf, textIn } from "../field.ts";

/** Kinds of envelopes within each other: a bundle, its DSSE envelope, a statement, cosign's own wrapping. */
const MOST_WRAPPINGS = 6;

/**
 * The document within an attestation, and all others as they are: a text where that is no JSON.
 * Source: https://github.com/in-toto/attestation/tree/main/spec, https://github.com/secure-systems-lab/dsse
 *
 * @param read What is kept of a JSON text.
 * @throws whatever `read` throws, and `Error` where a payload is no base64.
 */
export function unwrapAttestation(document: unknown, read: (bytes: Iterable<Uint8Array>) => unknown): unknown {
  let inner = document;
  for (let i = 0; i < MOST_WRAPPINGS; i++) {
    const next = oneWrappingLess(inner, read);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

function oneWrappingLess(document: unknown, read: (bytes: Iterable<Uint8Array>) => unknown): unknown {
  const { dsseEnvelope, predicate, Data } = fieldsOf(document);
  if (dsseEnvelope !== undefined) return dsseEnvelope;
  const payload = textIn(document, "payload");
  if (payload !== undefined && textIn(document, "payloadType") !== undefined) return read(fromBase64(payload));
  if (textIn(document, "predicateType") !== undefined && predicate !== undefined) return predicate;
  // Cosign before 2.0 put the document under a name, as a text or as it is. SPDX has a form that is no JSON.
  if (typeof Data === "string") return Data.trimStart().startsWith("{") ? read([new TextEncoder().encode(Data)]) : Data;
  return Data;
}

const PIECE_CHARACTERS = 1024 * 1024;

/** The bytes that a text stands for, in pieces: it may have a hundred megabytes. */
function* fromBase64(text: string): Generator<Uint8Array> {
  let rest = "";
  for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
    const piece = text
      .slice(at, at + PIECE_CHARACTERS)
      .replaceAll("-", "+")
      .replaceAll("_", "/");
    const characters = rest + piece.replaceAll(/\s+/g, "");
    const isLast = at + PIECE_CHARACTERS >= text.length;
    // Four characters are three bytes.
    const end = isLast ? characters.length : characters.length - (characters.length % 4);
    rest = characters.slice(end);
    const binary = atob(characters.slice(0, end));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    yield bytes;
  }
}

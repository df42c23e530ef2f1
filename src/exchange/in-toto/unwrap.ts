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
export function unwrapAttestation(document: unknown, read: (bytes: Uint8Array) => unknown): unknown {
  let inner = document;
  for (let i = 0; i < MOST_WRAPPINGS; i++) {
    const next = oneWrappingLess(inner, read);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

function oneWrappingLess(document: unknown, read: (bytes: Uint8Array) => unknown): unknown {
  const { dsseEnvelope, predicate, Data } = fieldsOf(document);
  if (dsseEnvelope !== undefined) return dsseEnvelope;
  const payload = textIn(document, "payload");
  if (payload !== undefined && textIn(document, "payloadType") !== undefined) return read(fromBase64(payload));
  if (textIn(document, "predicateType") !== undefined && predicate !== undefined) return predicate;
  // Cosign before 2.0 put the document under a name, as a text or as it is. SPDX has a form that is no JSON.
  if (typeof Data === "string") return Data.trimStart().startsWith("{") ? read(new TextEncoder().encode(Data)) : Data;
  return Data;
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

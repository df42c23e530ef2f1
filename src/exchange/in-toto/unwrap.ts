import { fieldsOf, textIn } from "../field.ts";

/** Kinds of envelopes within each other: a bundle, its DSSE envelope, a statement, cosign's own wrapping. */
const MOST_WRAPPINGS = 6;

/**
 * The document within an attestation, and all others as they are.
 * Source: https://github.com/in-toto/attestation/tree/main/spec, https://github.com/secure-systems-lab/dsse
 *
 * @throws {SyntaxError} where a payload is no JSON.
 */
export function unwrapAttestation(document: unknown): unknown {
  let inner = document;
  for (let i = 0; i < MOST_WRAPPINGS; i++) {
    const next = oneWrappingLess(inner);
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

function oneWrappingLess(document: unknown): unknown {
  const { dsseEnvelope, predicate, Data } = fieldsOf(document);
  if (dsseEnvelope !== undefined) return dsseEnvelope;
  const payload = textIn(document, "payload");
  if (payload !== undefined && textIn(document, "payloadType") !== undefined) return JSON.parse(fromBase64(payload));
  if (textIn(document, "predicateType") !== undefined && predicate !== undefined) return predicate;
  // Cosign before 2.0 put the document under a name, as a text or as it is.
  if (Data !== undefined) return typeof Data === "string" ? parsedOr(Data) : Data;
  return undefined;
}

/** SPDX has a form that is no JSON. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fromBase64(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

import { KnownError } from "../../model/errors.ts";
import { parseImageName } from "../reference.ts";

/** What engines are asked for. */
export interface LocalName {
  /** Spellings to try, in this order. */
  readonly spellings: readonly string[];
  /** Hex digits that the image's id has to begin with: what was asked for is an id, not a name. */
  readonly idPrefix?: string;
}

/**
 * Reads `NAME[:TAG|@DIGEST]`, `sha256:…`, or the first digits of an id.
 *
 * @param reference  As it was asked for, for the message.
 * @throws {KnownError} `REFERENCE_INVALID`
 */
export function parseLocalName(text: string, reference: string): LocalName {
  const idPrefix = /^sha256:([0-9a-f]{2,64})$/.exec(text)?.[1];
  // Podman's API knows ids that are cut off by their digits alone.
  if (idPrefix !== undefined) return { spellings: [idPrefix], idPrefix };
  const name = /^[\w[][\w.:@/\][-]*$/.test(text) && !text.includes("..") ? parseImageName(text) : undefined;
  if (!name) {
    throw new KnownError("REFERENCE_INVALID", `'${reference}': '${text}' is no name of an image, and no id`, {
      reference,
    });
  }
  if (name.tag === undefined || name.digest === undefined) return { spellings: [text] };
  // Not every engine takes a tag and a digest; the digest says it all.
  return { spellings: [text, text.replace(`:${name.tag}@`, "@")] };
}

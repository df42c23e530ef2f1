/** A call takes only so many arguments. */
const PART = 8192;

/** Bytes as text, each the character of its number: what is no text comes through, and positions stay what they are. */
export function latin1Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return text;
}

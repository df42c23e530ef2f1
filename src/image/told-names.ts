import { printable } from "./registry/printable.ts";

/** As many as a person reads. */
const MOST_NAMES = 20;

/** Names that a place or an image gives itself, for a message: a stranger wrote them, and there may be thousands. */
export function tellNames(names: readonly string[], separator = ", "): string {
  const told = names.slice(0, MOST_NAMES).map(printable);
  const more = names.length - told.length;
  return [...told, ...(more > 0 ? [`… and ${more} more`] : [])].join(separator);
}

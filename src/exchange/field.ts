// Fields of documents that strangers wrote: anything may be anything.

/** The fields of an object; none of what is no object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The items of a list; none of what is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A field that is a text and not empty. */
export function textIn(value: unknown, key: string): string | undefined {
  const text = Object.hasOwn(fieldsOf(value), key) ? fieldsOf(value)[key] : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A field that counts something. */
export function numberIn(value: unknown, key: string): number | undefined {
  const number = Object.hasOwn(fieldsOf(value), key) ? fieldsOf(value)[key] : undefined;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The texts in a list. */
export function textsIn(value: unknown, key: string): string[] {
  return listOf(fieldsOf(value)[key]).filter((item) => typeof item === "string");
}

/** A fact that a format has no field for: a namespaced name, and a text. */
export interface Property {
  readonly name: string;
  readonly value: string;
}

/** What the names of our own properties begin with. */
export const OURS = "plimsoll:";

type Kind = "text" | "number" | "boolean";

/** Scalar fields of a record, and what they are. */
export type FieldKinds<Record> = { readonly [Key in keyof Record]?: Kind };

/** Writes a record's scalar fields, those that are there, as `PREFIX:FIELD`. */
export function writeFields<Value extends object>(
  prefix: string,
  value: Value | undefined,
  kinds: FieldKinds<Value>,
): Property[] {
  if (value === undefined) return [];
  return Object.keys(kinds).flatMap((key) => {
    const field: unknown = value[key as keyof Value];
    return field === undefined ? [] : [{ name: `${prefix}:${key}`, value: String(field) }];
  });
}

/** Reads them again; what is not of its kind is left out. */
export function readFields<Value extends object>(
  prefix: string,
  texts: ReadonlyMap<string, string>,
  kinds: FieldKinds<Value>,
): Partial<Value> {
  const fields = Object.entries(kinds).flatMap(([key, kind]): [string, unknown][] => {
    const text = texts.get(`${prefix}:${key}`);
    const value = text === undefined ? undefined : scalarOf(text, kind as Kind);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(fields) as Partial<Value>;
}

/** A text as the kind that it should be; `undefined` where it is not. */
export function scalarOf(text: string, kind: Kind): string | number | boolean | undefined {
  if (kind === "text") return text;
  if (kind === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The first value of each name. */
export function firstValues(properties: readonly Property[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { name, value } of properties) if (!texts.has(name)) texts.set(name, value);
  return texts;
}

/** All values of one name, in their order. */
export function valuesOf(properties: readonly Property[], name: string): string[] {
  return properties.filter((property) => property.name === name).map(({ value }) => value);
}

import { DROP, type JsonPlan, KEEP } from "../formats/json-stream.ts";
import { fieldsOf } from "./field.ts";

/** What is kept of a document's fields while it passes, by their keys; all others are dropped. */
export type KeptFields = Readonly<Record<string, JsonPlan>>;

/** Only these fields of an object, each as its plan says. */
export function only(fields: KeptFields): JsonPlan {
  return { kind: "fields", of: (key) => (Object.hasOwn(fields, key) ? (fields[key] ?? DROP) : DROP) };
}

/** A list, of which each item is made smaller. */
export function each(keep: (item: unknown) => unknown): JsonPlan {
  return { kind: "items", item: KEEP, keep };
}

/** An object with these of its fields; what is no object stays what it is, for others to tell of. */
export function pick(value: unknown, keys: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const fields = fieldsOf(value);
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (Object.hasOwn(fields, key)) picked[key] = fields[key];
  return picked;
}

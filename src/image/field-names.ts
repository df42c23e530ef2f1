import { z } from "zod";

/** A field of a document that is not spelled as its format says. */
export interface OddField {
  readonly written: string;
  /** What engines take it for. */
  readonly meant: string;
}

/**
 * Finds a field whose name differs only in its letters' case from one that we read. Engines read JSON with Go's
 * encoding/json, to which `LAYERS` is `layers`, and of two that differ so the later one counts: they would run other
 * layers than those that we show.
 *
 * Source: https://pkg.go.dev/encoding/json#Unmarshal
 */
export function findOddField(schema: unknown, value: unknown): OddField | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return findOddField(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const item of value) {
      const odd = findOddField(schema.element, item);
      if (odd) return odd;
    }
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = schema.shape;
  const meanings = new Map(Object.keys(fields).map((name) => [fold(name), name]));
  for (const [written, inner] of Object.entries(value)) {
    const meant = meanings.get(fold(written));
    if (meant === undefined) continue;
    if (meant !== written) return { written, meant };
    const odd = findOddField(fields[meant], inner);
    if (odd) return odd;
  }
  return undefined;
}

/** One spelling for all that Go takes for the same: `ſ` is an `s` and the Kelvin sign a `k`, too. */
function fold(name: string): string {
  return name.toUpperCase().toLowerCase();
}

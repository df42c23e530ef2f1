import { fieldsOf } from "./json-fields.ts";

/** Names with what is asked of their version. */
export type Asks = readonly (readonly [name: string, range: string])[];

/** What a package.json asks for. */
export interface NpmAsks {
  readonly production: Asks;
  readonly optional: Asks;
  readonly development: Asks;
}

const MOST_ASKS = 5000;

/** The names and ranges of an object; ranges that are no text are empty. */
export function asksOf(value: unknown): [name: string, range: string][] {
  return Object.entries(fieldsOf(value))
    .slice(0, MOST_ASKS)
    .map(([name, range]) => [name, typeof range === "string" ? range : ""]);
}

/** What a package.json asks for, or a record of one in a lock file. */
export function npmAsks(manifest: unknown): NpmAsks {
  const fields = fieldsOf(manifest);
  const optional = asksOf(fields.optionalDependencies);
  const names = new Set(optional.map(([name]) => name));
  return {
    production: [...asksOf(fields.dependencies), ...asksOf(fields.peerDependencies)].filter(
      ([name]) => !names.has(name),
    ),
    optional,
    development: asksOf(fields.devDependencies),
  };
}

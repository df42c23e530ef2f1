import type { Package } from "../model/package.ts";
import { distributionTypes } from "./purl-types.ts";

/** A name with its namespace, for formats that have no field of its own for that: `@babel/core`, `vendor/package`. */
export function fullName({ type, namespace, name }: Pick<Package, "type" | "namespace" | "name">): string {
  if (!namespace || distributionTypes.has(type)) return name;
  return type === "maven" ? `${namespace}:${name}` : `${namespace}/${name}`;
}

import type { Package } from "../model/package.ts";
import type { PackageUrl } from "../model/purl.ts";
import { distributionTypes } from "./purl-types.ts";

/** A name with its namespace, for formats that have no field of its own for that: `@babel/core`, `vendor/package`. */
export function fullName({ type, namespace, name }: Pick<Package, "type" | "namespace" | "name">): string {
  if (!namespace || distributionTypes.has(type)) return name;
  return type === "maven" ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** The name alone, where a document has it with its namespace. */
export function bareName(name: string, parts: PackageUrl | undefined): string {
  const { namespace = "" } = parts ?? {};
  const isWhole = namespace !== "" && /^[/:]/.test(name.slice(namespace.length));
  return isWhole && name.toLowerCase().startsWith(namespace.toLowerCase()) ? name.slice(namespace.length + 1) : name;
}

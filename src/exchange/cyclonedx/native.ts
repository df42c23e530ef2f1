import { isListedId } from "../../licences/listed-ids.ts";
import type { Scope } from "../../model/package.ts";
import { bareName } from "../package-name.ts";
import { checksumOf, type PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import type { CdxComponent } from "./document.ts";

/** Our words for what a package is there for, in those of CycloneDX. */
export const SCOPES: Readonly<Record<Scope, string>> = {
  production: "required",
  optional: "optional",
  development: "excluded",
};

const SCOPE_OF = new Map(Object.entries(SCOPES).map(([ours, theirs]) => [theirs, ours as Scope]));

/** What the fields of a component say, its properties left aside. */
export function packageOfComponent(component: CdxComponent): PartialPackage {
  const { authors, author, supplier, group, name, version, description, hashes, externalReferences } = component;
  const parts = parsedPurl(component.purl);
  const who = authors?.map((person) => person.name).join(", ") || author || supplier?.name;
  const homepage = externalReferences?.find(({ type }) => type === "website")?.url;
  const scope = SCOPE_OF.get(component.scope ?? "");
  const checksums = hashes?.flatMap(({ alg, content }) => checksumOf(alg, content) ?? []) ?? [];
  const paths = component.evidence?.occurrences.map(({ location }) => location.replace(/^\//, "")) ?? [];
  return {
    name: bareName(name, parts),
    ...(group && { namespace: group }),
    ...(version && { version }),
    ...ofPurl(parts, component.purl),
    ...licensesOf(component),
    ...(who && { author: who }),
    ...(description && { description }),
    ...(homepage && { homepage }),
    ...(scope && { scope }),
    ...(checksums.length > 0 && { checksums }),
    ...(paths.length > 0 && { locations: paths.map((path) => ({ path, layer: { ordinal: 0, diffId: "" } })) }),
  };
}

function licensesOf({ licenses = [] }: CdxComponent): PartialPackage {
  const texts = licenses.flatMap((entry) => entry.expression ?? entry.license?.id ?? entry.license?.name ?? []);
  const [only] = licenses;
  if (licenses.length === 1 && only?.expression) return { licenses: texts, license: only.expression };
  const all = texts.length > 0 && texts.every(isListedId);
  return { licenses: texts, ...(all && { license: texts.join(" AND ") }) };
}

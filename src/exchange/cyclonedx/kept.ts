import { DROP, KEEP } from "../../formats/json-stream.ts";
import { fieldsOf, listOf, textIn } from "../field.ts";
import { each, type KeptFields, only, pick } from "../kept.ts";

/** Kinds of components that are packages; files, devices and services are none. */
const PACKAGES = new Set(["library", "application", "framework", "firmware", "machine-learning-model", "platform"]);

/** Whether a component is a package by its kind; one without a kind is. */
export function isPackageKind(component: unknown): boolean {
  return PACKAGES.has(textIn(component, "type") ?? "library");
}

/** Whether a component is the operating system. */
export function isSystem(component: unknown): boolean {
  return textIn(component, "type") === "operating-system";
}

/** What is read of a CycloneDX document in JSON. */
export const CYCLONEDX: KeptFields = {
  bomFormat: KEEP,
  metadata: only({
    component: { kind: "fields", of: (key) => (key === "components" ? DROP : KEEP) },
    properties: KEEP,
    lifecycles: KEEP,
  }),
  components: each(keptComponent),
  dependencies: each((one) => pick(one, ["ref", "dependsOn"])),
};

const FIELDS = [
  "type",
  "bom-ref",
  "author",
  "authors",
  "supplier",
  "publisher",
  "group",
  "name",
  "version",
  "description",
  "scope",
  "purl",
  "hashes",
  "licenses",
  "externalReferences",
  "properties",
  "components",
];

/** A component with what is read of it, and those within it, to any depth; the files among them are dropped. */
export function keptComponent(component: unknown): unknown {
  const [kept] = keptAmong([component]);
  const pending = [kept];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const { components } = fieldsOf(one);
    if (!Array.isArray(components)) continue;
    const inner = keptAmong(components);
    (one as Record<string, unknown>).components = inner;
    for (const next of inner) pending.push(next);
  }
  return kept;
}

function keptAmong(components: readonly unknown[]): unknown[] {
  return components.flatMap((one) => {
    const { components: inner, evidence, licenses } = fieldsOf(one);
    if (!isPackageKind(one) && !isSystem(one) && listOf(inner).length === 0) return [];
    const kept = pick(one, FIELDS);
    if (licenses !== undefined) (kept as Record<string, unknown>).licenses = listOf(licenses).map(withoutText);
    const { occurrences } = fieldsOf(evidence);
    if (occurrences !== undefined) (kept as Record<string, unknown>).evidence = { occurrences };
    return [kept];
  });
}

/** Licences come with their whole text, or a picture of it. */
function withoutText(entry: unknown): unknown {
  const { license } = fieldsOf(entry);
  return license === undefined ? entry : { license: pick(license, ["id", "name", "url"]) };
}

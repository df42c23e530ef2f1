import { fieldsOf, listOf, textIn } from "../field.ts";
import { foreignFacts } from "../foreign-properties.ts";
import { foreignDigests, foreignSystem } from "../foreign-target.ts";
import { distributionOfProperties, imageOfProperties, problemsOfProperties } from "../image-properties.ts";
import { addNeed, linksOf, newLinks } from "../links.ts";
import { withProperties } from "../package-properties.ts";
import type { Property } from "../property.ts";
import type { SbomParts, SbomReader } from "../reading.ts";
import { isImagePurl } from "../root.ts";
import { sha256DigestOf } from "../target.ts";
import type { CdxComponent, CdxLicense } from "./document.ts";
import { isPackageKind, isSystem } from "./kept.ts";
import { packageOfComponent } from "./native.ts";

/** Reads a CycloneDX document of any version. */
export const readCycloneDx: SbomReader = (document): SbomParts => {
  const { metadata, components, dependencies } = fieldsOf(document);
  const root = fieldsOf(metadata).component;
  const all = componentsBelow(components);
  const system = all.find(isSystem);
  const isPackage = (one: unknown) => isPackageKind(one) && !isLockFile(one) && !isImagePurl(textIn(one, "purl"));

  const purls = new Map(
    all.flatMap((one): [string, string][] => {
      const [ref, purl] = [textIn(one, "bom-ref"), textIn(one, "purl")];
      return ref !== undefined && purl !== undefined ? [[ref, purl]] : [];
    }),
  );
  const links = newLinks();
  for (const entry of listOf(dependencies)) {
    const ref = textIn(entry, "ref");
    if (ref === undefined) continue;
    addNeed(links, ref, undefined);
    for (const needed of listOf(fieldsOf(entry).dependsOn)) if (typeof needed === "string") addNeed(links, ref, needed);
  }

  const packages = all.filter(isPackage).map((one) => {
    const component = componentIn(one);
    const properties = component.properties ?? [];
    const native = { ...packageOfComponent(component), ...foreignFacts(properties) };
    return {
      ...withProperties(native, properties),
      ...withoutOwner(linksOf(links, component["bom-ref"] ?? "", purls)),
    };
  });
  return {
    packages,
    image: imageOf(root),
    distribution: system === undefined ? undefined : systemOf(system),
    problems: problemsOfProperties(propertiesIn(metadata)),
    subject: textIn(root, "purl"),
    isOfSources: isOfSources(fieldsOf(metadata).lifecycles),
  };
};

/** A document may say in which phases of a product's life it holds. Source: https://cyclonedx.org/docs/1.6/json/ */
function isOfSources(lifecycles: unknown): boolean {
  const phases = listOf(lifecycles).flatMap((one) => textIn(one, "phase") ?? []);
  return phases.length > 0 && phases.every((phase) => phase === "design" || phase === "pre-build");
}

/** CycloneDX has no field for an owner: it is told by a property. */
const withoutOwner = ({ dependsOn }: { dependsOn?: string[] }) => (dependsOn === undefined ? {} : { dependsOn });

/** Trivy lists the files that it read as applications. */
const isLockFile = (one: unknown) =>
  textIn(one, "purl") === undefined && propertiesIn(one).some(({ name }) => name === "aquasecurity:trivy:Class");

/** Components may hold components, to any depth. */
function componentsBelow(list: unknown): unknown[] {
  const found: unknown[] = [];
  const pending = [...listOf(list)].reverse();
  while (pending.length > 0) {
    const one = pending.pop();
    found.push(one);
    for (const inner of listOf(fieldsOf(one).components).toReversed()) pending.push(inner);
  }
  return found;
}

/** A component with the fields that are read, each of the kind that it should be. */
function componentIn(value: unknown): CdxComponent {
  const fields = fieldsOf(value);
  const text = (key: string) => {
    const found = textIn(value, key);
    return found === undefined ? {} : { [key]: found };
  };
  const supplier = textIn(fields.supplier, "name") ?? textIn(value, "publisher");
  const authors = listOf(fields.authors).flatMap((one) => textIn(one, "name") ?? textIn(one, "email") ?? []);
  return {
    type: "library",
    name: "",
    ...["type", "bom-ref", "author", "group", "name", "version", "description", "scope", "purl"].reduce(
      (all, key) => Object.assign(all, text(key)),
      {},
    ),
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...(authors.length > 0 && { authors: authors.map((name) => ({ name })) }),
    hashes: listOf(fields.hashes).map((hash) => ({
      alg: textIn(hash, "alg") ?? "",
      content: textIn(hash, "content") ?? "",
    })),
    licenses: listOf(fields.licenses).map(licenseIn),
    externalReferences: listOf(fields.externalReferences).flatMap((one) => {
      const url = textIn(one, "url");
      return url === undefined ? [] : [{ type: textIn(one, "type") ?? "", url }];
    }),
    properties: propertiesIn(value),
    evidence: {
      occurrences: listOf(fieldsOf(fields.evidence).occurrences).flatMap((one) => {
        const location = textIn(one, "location");
        return location === undefined ? [] : [{ location }];
      }),
    },
  };
}

function licenseIn(value: unknown): CdxLicense {
  const expression = textIn(value, "expression");
  if (expression !== undefined) return { expression };
  const { license } = fieldsOf(value);
  const [id, name] = [textIn(license, "id"), textIn(license, "name") ?? textIn(license, "url")];
  return { license: { ...(id !== undefined && { id }), ...(name !== undefined && { name }) } };
}

function propertiesIn(value: unknown): Property[] {
  return listOf(fieldsOf(value).properties).flatMap((one) => {
    const name = textIn(one, "name");
    return name === undefined ? [] : [{ name, value: textIn(one, "value") ?? "" }];
  });
}

function imageOf(root: unknown): SbomParts["image"] {
  const properties = propertiesIn(root);
  const { names, digests = {}, ...ours } = imageOfProperties(properties);
  const name = textIn(root, "name");
  const version = textIn(root, "version");
  const digest = sha256DigestOf(version) ?? sha256DigestOf(textIn(root, "purl"));
  const trivyId = properties.find((one) => one.name === "aquasecurity:trivy:ImageID")?.value;
  return {
    ...ours,
    names: names.length > 0 ? names : name === undefined ? [] : [name],
    digests: foreignDigests(digests, { manifest: digest, config: trivyId }),
  };
}

function systemOf(system: unknown) {
  const [id, version, about] = [textIn(system, "name"), textIn(system, "version"), textIn(system, "description")];
  return distributionOfProperties(propertiesIn(system)) ?? foreignSystem({ id, version, about });
}

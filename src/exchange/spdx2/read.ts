import type { Scope } from "../../model/package.ts";
import { fieldsOf, listOf, textIn } from "../field.ts";
import { foreignFacts } from "../foreign-properties.ts";
import { foreignDigests, foreignSystem } from "../foreign-target.ts";
import { distributionOfProperties, imageOfProperties, problemsOfProperties } from "../image-properties.ts";
import { addNeed, linksOf, newLinks } from "../links.ts";
import { splitOnce, withProperties } from "../package-properties.ts";
import type { Property } from "../property.ts";
import type { SbomParts, SbomReader } from "../reading.ts";
import { findRoot, isImagePurl } from "../root.ts";
import { sha256DigestOf } from "../target.ts";
import type { Spdx2Package } from "./document.ts";
import { isOfSystem, SCOPES } from "./kept.ts";
import { packageOfSpdx2 } from "./native.ts";

/** Reads an SPDX 2.2 or 2.3 document, whichever form it came in. */
export const readSpdx2: SbomReader = (document): SbomParts => {
  const fields = fieldsOf(document);
  const all = listOf(fields.packages);
  const texts = new Map(
    listOf(fields.hasExtractedLicensingInfos).flatMap((one): [string, string][] => {
      const [id, text] = [textIn(one, "licenseId"), textIn(one, "extractedText")];
      return id === undefined || text === undefined ? [] : [[id, text]];
    }),
  );
  const described = new Set(listOf(fields.documentDescribes).filter((id) => typeof id === "string"));
  const purls = new Map(
    all.flatMap((one): [string, string][] => {
      const [id, purl] = [textIn(one, "SPDXID"), purlOf(one)];
      return id === undefined || purl === undefined ? [] : [[id, purl]];
    }),
  );
  const links = newLinks();
  const scopes = new Map<string, Scope>();
  const builtFrom = new Map<string, string[]>();
  for (const one of listOf(fields.relationships)) {
    const [from, kind, to] = [
      textIn(one, "spdxElementId"),
      textIn(one, "relationshipType"),
      textIn(one, "relatedSpdxElement"),
    ];
    if (from === undefined || to === undefined) continue;
    if (kind === "DESCRIBES") described.add(to);
    if (kind === "DESCRIBED_BY") described.add(from);
    if (kind === "DEPENDS_ON") addNeed(links, from, to === "NONE" ? undefined : to);
    if (kind === "DEPENDENCY_OF") addNeed(links, to, from);
    const scope = SCOPES.get(kind ?? "");
    if (scope !== undefined) scopes.set(from, scope);
    if (kind === "GENERATED_FROM") addTo(builtFrom, purls.get(from), purls.get(to));
    const owns = kind === "CONTAINS" || isSyftsOwner(one);
    if (owns && ownerOf(from, purls) !== undefined) links.owners.set(to, from);
  }

  const isSystem = (one: unknown) => /^OPERATING[-_]SYSTEM$/.test(textIn(one, "primaryPackagePurpose") ?? "");
  const system = all.find(isSystem);
  const isDescribed = (one: unknown) => described.has(textIn(one, "SPDXID") ?? "");
  const root = findRoot(all.filter(isDescribed), purlOf, isContainer) ?? all.find(isContainer);
  const isPackage = (one: unknown) =>
    one !== root && !isSystem(one) && !isContainer(one) && !isImagePurl(purlOf(one)) && !isLockFile(one);

  // Who is needed to run is there for that, whoever else needs it.
  for (const id of scopes.size > 0 ? [...links.needs.values()].flat() : []) scopes.delete(id);

  const packages = all.filter(isPackage).map((one) => {
    const pkg = packageIn(one);
    const properties = propertiesIn(one);
    const id = textIn(one, "SPDXID") ?? "";
    const native = { ...packageOfSpdx2(pkg, texts), ...foreignFacts(properties) };
    const { dependsOn } = linksOf(links, id, purls);
    const owned = withProperties(native, ofTools(properties));
    const owner = owned.owner ?? ownerOf(links.owners.get(id), purls);
    const scope = owned.scope ?? scopes.get(id);
    return {
      ...owned,
      ...(dependsOn && { dependsOn }),
      ...(owner !== undefined && { owner }),
      ...(scope && { scope }),
    };
  });
  const [only, ...others] = all.filter(isDescribed);
  const subject = purlOf(root ?? (others.length === 0 ? only : undefined));
  return {
    packages,
    image: imageOf(root, textIn(document, "name")),
    distribution: system === undefined ? undefined : systemOf(system),
    problems: problemsOfProperties(propertiesIn(document)),
    subject,
    // GitHub exports what a repository's manifests ask for.
    isOfSources: subject?.startsWith("pkg:github/") === true,
    builtFrom,
  };
};

function addTo(lists: Map<string, string[]>, key: string | undefined, value: string | undefined): void {
  if (key === undefined || value === undefined) return;
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Syft says it in the words of its own form. */
const isSyftsOwner = (one: unknown) =>
  textIn(one, "relationshipType") === "OTHER" &&
  textIn(one, "comment")?.startsWith("ownership-by-file-overlap") === true;

/** An image contains its packages as well, and does not own them in this sense. */
function ownerOf(id: string | undefined, purls: ReadonlyMap<string, string>): string | undefined {
  const purl = purls.get(id ?? "");
  return isOfSystem(purl) ? purl : undefined;
}

const isContainer = (one: unknown) => textIn(one, "primaryPackagePurpose") === "CONTAINER";

/** Trivy lists the files that it read as packages. */
const isLockFile = (one: unknown) =>
  purlOf(one) === undefined && propertiesIn(one).some(({ name, value }) => name === "Class" && value.endsWith("-pkgs"));

/** Notes of Trivy have names without a prefix, and are no facts of ours. */
const ofTools = (properties: readonly Property[]) => properties.filter(({ name }) => name.includes(":"));

function purlOf(value: unknown): string | undefined {
  return listOf(fieldsOf(value).externalRefs)
    .filter((one) => textIn(one, "referenceType") === "purl")
    .map((one) => textIn(one, "referenceLocator"))
    .find((purl) => purl !== undefined);
}

function packageIn(value: unknown): Partial<Spdx2Package> {
  const fields = fieldsOf(value);
  const keys = [
    "SPDXID",
    "name",
    "versionInfo",
    "supplier",
    "originator",
    "homepage",
    "sourceInfo",
    "licenseConcluded",
    "licenseDeclared",
    "summary",
  ];
  const purl = purlOf(value);
  const summary = textIn(value, "summary") ?? textIn(value, "description");
  return {
    ...Object.fromEntries(keys.flatMap((key) => (textIn(value, key) === undefined ? [] : [[key, textIn(value, key)]]))),
    ...(summary !== undefined && { summary }),
    checksums: listOf(fields.checksums).map((one) => ({
      algorithm: textIn(one, "algorithm") ?? "",
      checksumValue: textIn(one, "checksumValue") ?? "",
    })),
    ...(purl !== undefined && {
      externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
    }),
  };
}

/** `NAME: VALUE`, as Trivy and we write notes. */
function propertiesIn(value: unknown): Property[] {
  return listOf(fieldsOf(value).annotations).flatMap((one) => {
    const [name, text] = splitOnce(textIn(one, "comment") ?? "", ": ");
    return /^[^\s]+$/.test(name) ? [{ name, value: text }] : [];
  });
}

function imageOf(root: unknown, documentName: string | undefined): SbomParts["image"] {
  const properties = propertiesIn(root);
  const { names, digests = {}, ...ours } = imageOfProperties(properties);
  const name = textIn(root, "name") ?? documentName;
  const digest = sha256DigestOf(textIn(root, "versionInfo")) ?? sha256DigestOf(purlOf(root));
  const trivyId = sha256DigestOf(properties.find((one) => one.name === "ImageID")?.value);
  return {
    ...ours,
    names: names.length > 0 ? names : name === undefined ? [] : [name],
    digests: foreignDigests(digests, { manifest: digest, config: trivyId }),
  };
}

function systemOf(system: unknown) {
  const [id, version, about] = [textIn(system, "name"), textIn(system, "versionInfo"), textIn(system, "summary")];
  return distributionOfProperties(propertiesIn(system)) ?? foreignSystem({ id, version, about });
}

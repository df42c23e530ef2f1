import type { Package } from "../../model/package.ts";
import { numberIn, textIn } from "../field.ts";
import type { PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import type { SyftArtifact } from "./document.ts";

/** What the fields of an artifact say. */
export function packageOfArtifact(artifact: Partial<SyftArtifact>): PartialPackage {
  const { name = "", version, purl, foundBy, licenses = [], metadata = {} } = artifact;
  const parts = parsedPurl(purl);
  const expressions = licenses.map(({ spdxExpression }) => spdxExpression).filter(Boolean);
  return {
    // With a namespace, the name is more than the package URL's.
    name: parts?.name ?? name,
    ...(version && { version }),
    ...ofPurl(parts, purl),
    ...(version && { version }),
    ...(foundBy && { foundBy }),
    licenses: licenses.map(({ value }) => value),
    ...(expressions.length > 0 && expressions.length === licenses.length && { license: joined(expressions) }),
    ...factsOf(artifact.metadataType ?? "", metadata),
    ...sourceIn(metadata, version),
  };
}

const joined = (expressions: readonly string[]) =>
  expressions.length === 1
    ? expressions[0]
    : expressions.map((text) => (text.includes(" ") ? `(${text})` : text)).join(" AND ");

type Metadata = Readonly<Record<string, unknown>>;
type Facts = Pick<PartialPackage, "author" | "description" | "homepage" | "installedSizeBytes" | "sizeBytes">;

/** Fields of Syft's records of each kind. Source: https://github.com/anchore/syft/tree/main/syft/pkg */
const FACTS: Readonly<
  Record<string, (metadata: Metadata) => { readonly [Key in keyof Facts]: Facts[Key] | undefined }>
> = {
  "dpkg-db-entry": (data) => ({
    author: textIn(data, "maintainer"),
    installedSizeBytes: times1024(numberIn(data, "installedSize")),
  }),
  "apk-db-entry": (data) => ({
    author: textIn(data, "maintainer"),
    description: textIn(data, "description"),
    homepage: textIn(data, "url"),
    sizeBytes: numberIn(data, "size"),
    installedSizeBytes: numberIn(data, "installedSize"),
  }),
  "rpm-db-entry": (data) => ({ author: textIn(data, "vendor"), installedSizeBytes: numberIn(data, "size") }),
  "javascript-npm-package": (data) => ({
    author: textIn(data, "author"),
    description: textIn(data, "description"),
    homepage: textIn(data, "homepage"),
  }),
  "python-package": (data) => {
    const [name, address] = [textIn(data, "author"), textIn(data, "authorEmail")];
    return { author: name && address ? `${name} <${address}>` : (name ?? address) };
  },
};

function factsOf(type: string, metadata: Metadata): PartialPackage {
  const facts = Object.hasOwn(FACTS, type) ? FACTS[type]?.(metadata) : undefined;
  // Syft writes what it does not know as an empty text or 0.
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => Boolean(value)));
}

const times1024 = (kibibytes: number | undefined) => (kibibytes === undefined ? undefined : kibibytes * 1024);

function sourceIn(metadata: Metadata, version: string | undefined): { source?: Package["source"] & object } {
  const name = textIn(metadata, "source") ?? textIn(metadata, "originPackage");
  const sourceVersion = textIn(metadata, "sourceVersion") ?? version;
  return name && sourceVersion ? { source: { name, version: sourceVersion } } : {};
}

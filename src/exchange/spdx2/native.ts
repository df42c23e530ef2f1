import { checksumOf, type PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";
import type { Spdx2Package } from "./document.ts";

/** `Person: A (a@b.c)` and `Organization: A`; nobody is named by `NOASSERTION`. */
const ACTOR = /^(?:Person|Organization|Tool): ?([^(]*?)(?: ?\(([^()]*)\))?$/;

/** What the fields of a package say, its annotations left aside. */
export function packageOfSpdx2(pkg: Partial<Spdx2Package>, licenseTexts: ReadonlyMap<string, string>): PartialPackage {
  const { name = "", versionInfo, homepage, summary, checksums = [], externalRefs = [] } = pkg;
  const purl = externalRefs.find(({ referenceType }) => referenceType === "purl")?.referenceLocator;
  const who = actorOf(pkg.originator) ?? actorOf(pkg.supplier);
  const sums = checksums.flatMap(({ algorithm, checksumValue }) => checksumOf(algorithm, checksumValue) ?? []);
  const source = /^built package from: (\S+) (\S+)$/.exec(pkg.sourceInfo ?? "");
  return {
    name,
    ...(versionInfo && { version: versionInfo }),
    ...ofPurl(parsedPurl(purl), purl),
    ...(source?.[1] && source[2] && { source: { name: source[1], version: source[2] } }),
    ...licensesOf(pkg, licenseTexts),
    ...(who && { author: who }),
    ...(summary && { description: summary }),
    ...(isSaid(homepage) && { homepage }),
    ...(sums.length > 0 && { checksums: sums }),
  };
}

const isSaid = (text: string | undefined): text is string =>
  text !== undefined && text !== "" && text !== "NOASSERTION" && text !== "NONE";

function actorOf(text: string | undefined): string | undefined {
  const [, name, email] = ACTOR.exec(text ?? "") ?? [];
  return name ? (email ? `${name} <${email}>` : name) : undefined;
}

function licensesOf(pkg: Partial<Spdx2Package>, texts: ReadonlyMap<string, string>): PartialPackage {
  const expression = [pkg.licenseDeclared, pkg.licenseConcluded].find(isSaid);
  if (expression === undefined) return { licenses: [] };
  // Licences that all hold are a list; what has a choice in it is one text.
  const parts = /[()]| OR | or /.test(expression) ? [expression] : expression.split(/ (?:AND|and) /);
  return { licenses: parts.map((part) => texts.get(part) ?? part), license: expression };
}

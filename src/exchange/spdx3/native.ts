import { fieldsOf, listOf, textIn } from "../field.ts";
import { checksumOf, type PartialPackage } from "../package-properties.ts";
import { parsedPurl } from "../parsed-purl.ts";
import { ofPurl } from "../purl-facts.ts";

/** What other elements say of one, found by their ids. */
export interface Spdx3Surroundings {
  /** Names of agents. */
  readonly agents: ReadonlyMap<string, string>;
  /** Declared licence expressions, by the package's id. */
  readonly licenses: ReadonlyMap<string, string>;
  /** Texts of licences that SPDX does not list, by `LicenseRef-…`. */
  readonly licenseTexts: ReadonlyMap<string, string>;
}

/** What the fields of a package element say, its extension left aside. */
export function packageOfSpdx3(
  element: unknown,
  { agents, licenses, licenseTexts }: Spdx3Surroundings,
): PartialPackage {
  const purl = textIn(element, "software_packageUrl") ?? purlIn(element);
  const version = textIn(element, "software_packageVersion");
  const homepage = textIn(element, "software_homePage");
  const description = textIn(element, "description") ?? textIn(element, "summary");
  const fields = fieldsOf(element);
  const [agent = textIn(element, "suppliedBy")] = listOf(fields.originatedBy);
  const author = typeof agent === "string" ? agents.get(agent) : undefined;
  const license = licenses.get(textIn(element, "spdxId") ?? "");
  const checksums = listOf(fields.verifiedUsing).flatMap(
    (hash) => checksumOf(textIn(hash, "algorithm") ?? "", textIn(hash, "hashValue") ?? "") ?? [],
  );
  return {
    name: textIn(element, "name") ?? "",
    ...(version && { version }),
    ...ofPurl(parsedPurl(purl), purl),
    ...(license === undefined
      ? { licenses: [] }
      : { licenses: license.split(" AND ").map((part) => licenseTexts.get(part) ?? part), license }),
    ...(author && { author }),
    ...(description && { description }),
    ...(homepage && { homepage }),
    ...(checksums.length > 0 && { checksums }),
  };
}

/** A package URL among the names that an element goes by. */
export function purlIn(element: unknown): string | undefined {
  return listOf(fieldsOf(element).externalIdentifier)
    .filter((one) => textIn(one, "externalIdentifierType") === "packageUrl")
    .map((one) => textIn(one, "identifier"))
    .find((text) => text !== undefined);
}

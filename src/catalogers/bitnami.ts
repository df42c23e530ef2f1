import { parsePurl } from "../model/purl.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

const DOCUMENT = /^opt\/bitnami\/(?:[^/]+\/)?\.spdx-[^/]+\.spdx$/;

/** What SPDX writes where nothing is said. */
const NOTHING = ["NONE", "NOASSERTION"];

/** Software that Bitnami builds into its images: an SPDX document beside each. */
export const bitnami = defineCataloger<PackageList>({
  name: "bitnami",
  version: 1,
  describes: "Software of Bitnami's images, by the SPDX documents in `/opt/bitnami`",
  specification: "https://spdx.github.io/spdx-spec/v2.3/",
  purlType: "bitnami",
  evidences: "installed",
  gives: ["licenses", "author", "architecture", "dependsOn", "direct"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => path.startsWith("opt/bitnami/") && DOCUMENT.test(path),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    const { packages, relationships, documentDescribes } = fieldsOf(json);
    const needs = new Map<string, string[]>();
    for (const value of itemsOf(relationships)) {
      const { spdxElementId, relationshipType, relatedSpdxElement } = fieldsOf(value);
      const [from, to] = [textOf(spdxElementId), textOf(relatedSpdxElement)];
      if (from === undefined || to === undefined) continue;
      if (relationshipType !== "CONTAINS" && relationshipType !== "DEPENDS_ON") continue;
      const list = needs.get(from);
      if (list) list.push(to);
      else needs.set(from, [to]);
    }
    const collector = collectPackages(file, report);
    for (const value of itemsOf(packages)) {
      const pkg = fieldsOf(value);
      const purl = referenceOf(pkg.externalRefs, "purl");
      // A heading over what an application has in it.
      if (purl === undefined) continue;
      const id = textOf(pkg.SPDXID) ?? "";
      const supplier = said(pkg.supplier)?.replace(/^(?:Organization|Person): /, "");
      const license = said(pkg.licenseDeclared) ?? said(pkg.licenseConcluded);
      try {
        const parts = parsePurl(purl);
        collector.add({
          ...parts,
          architecture: parts.qualifiers.arch,
          keys: [id],
          needs: needs.get(id) ?? [],
          licenses: license === undefined ? [] : [license],
          author: supplier,
          description: said(pkg.description) ?? said(pkg.summary),
          homepage: said(pkg.homepage),
          properties: {
            "bitnami:downloadLocation": said(pkg.downloadLocation),
            "bitnami:cpe": referenceOf(pkg.externalRefs, "cpe23Type"),
          },
        });
      } catch {
        const message = `${file.path}: '${purl.slice(0, 200)}' is not a package URL`;
        report({ code: "FILE_MALFORMED", path: file.path, message });
      }
    }
    return { packages: collector.packages, asked: textsOf(documentDescribes) };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "bitnami" }),
});

function said(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || NOTHING.includes(text) ? undefined : text;
}

function referenceOf(references: unknown, type: string): string | undefined {
  const found = itemsOf(references).find((value) => fieldsOf(value).referenceType === type);
  return textOf(fieldsOf(found).referenceLocator);
}

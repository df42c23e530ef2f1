import { readXmlElements } from "../formats/xml-elements.ts";
import { messageOf } from "../model/errors.ts";
import { defineCataloger } from "./cataloger.ts";
import { ownFolderOf, withFolderSizes } from "./shared/folder-sizes.ts";
import { isUnpackedDescription } from "./shared/nuget-folder.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import { assembleLists, collectPackages, type ListedFields, type PackageList } from "./shared/package-list.ts";

/** What stands in place of a licence that is told in a file. */
const NO_LICENCE_PAGE = "https://aka.ms/deprecateLicenseUrl";

/** NuGet packages in the folders where NuGet unpacks them: caches, and the stores of tools. */
export const nuget = defineCataloger<PackageList>({
  name: "nuget",
  version: 1,
  describes: "NuGet packages that are unpacked: in caches and in stores of tools, by their `.nuspec`",
  specification: "https://learn.microsoft.com/nuget/reference/nuspec",
  purlType: "nuget",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "installedSizeBytes"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: isUnpackedDescription,

  read(file, report) {
    const { path } = file;
    const fields = new Map<string, { text: string; attributes: Readonly<Record<string, string>> }>();
    try {
      readXmlElements(file.text(), ({ name, text, attributes, parents }) => {
        if (parents.length === 2 && parents[1] === "metadata" && !fields.has(name))
          fields.set(name, { text, attributes });
      });
    } catch (error) {
      report({ code: "FILE_MALFORMED", path, message: `${path}: ${messageOf(error)}` });
    }
    const textOf = (name: string) => fields.get(name)?.text;
    const repository = fields.get("repository")?.attributes ?? {};
    const { add, packages } = collectPackages(file, report);
    const licence = fields.get("license");
    const page = textOf("licenseUrl");
    const described: ListedFields = {
      name: textOf("id"),
      version: textOf("version"),
      author: textOf("authors"),
      description: (textOf("summary") || textOf("description"))?.replaceAll(/\s+/g, " "),
      homepage: textOf("projectUrl") || repository.url,
      licenses:
        licence?.attributes.type === "expression" && licence.text !== ""
          ? [licence.text]
          : licence === undefined && page && page !== NO_LICENCE_PAGE
            ? [page]
            : [],
      properties: {
        "nuget:copyright": textOf("copyright"),
        "nuget:repository": repository.url,
        "nuget:commit": repository.commit,
      },
    };
    add(described);
    return packages.length === 0 ? undefined : { packages };
  },

  assemble: (evidence, { tree }) => {
    const packages = assembleLists(evidence, { purlType: "nuget", normalizeKey: normalizeNugetName });
    return withFolderSizes(packages, tree, ownFolderOf);
  },
});

import { parseGemspec } from "../formats/gemspec.ts";
import { defineCataloger } from "./cataloger.ts";
import { gemQualifiers } from "./shared/gem-platform.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

/** Ruby gems as RubyGems, Bundler and Debian install them: a record of each below `specifications`. */
export const gem = defineCataloger<PackageList>({
  name: "gem",
  version: 1,
  describes: "Ruby gems with a record in a folder `specifications`, also those that come with Ruby",
  specification: "https://guides.rubygems.org/specification-reference/",
  purlType: "gem",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "dependsOn"],
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) => path.endsWith(".gemspec") && /(?:^|\/)specifications\/(?:default\/)?[^/]+$/.test(path),

  read(file, report) {
    const spec = parseGemspec(file.text());
    const collector = collectPackages(file, report);
    const { metadata } = spec;
    collector.add({
      name: spec.name,
      version: spec.version,
      qualifiers: gemQualifiers(spec.platform),
      licenses: spec.licenses,
      author: authorOf(spec.authors, spec.email),
      description: spec.summary,
      homepage: spec.homepage ?? metadata.homepage_uri,
      needs: spec.needs,
      properties: {
        "gem:default": file.path.includes("/specifications/default/") ? "true" : undefined,
        "gem:sourceCode": metadata.source_code_uri,
        "gem:changelog": metadata.changelog_uri,
      },
    });
    return { packages: collector.packages };
  },

  // Ruby looks for a gem in all of its folders.
  assemble: (evidence) => assembleLists(evidence, { purlType: "gem", projectOf: () => "" }),
});

/** One author and one address belong together; of several nobody knows which to which. */
function authorOf(authors: readonly string[], email: readonly string[]): string {
  const [name, address] = [authors.filter(Boolean), email.filter(Boolean)];
  if (name.length === 1 && address.length === 1) return `${name[0]} <${address[0]}>`;
  return (name.length > 0 ? name : address).join(", ");
}

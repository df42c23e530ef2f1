import { parseGemspec } from "../formats/gemspec.ts";
import type { FileTree } from "../image/file-tree.ts";
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
  gives: ["licenses", "author", "description", "homepage", "installedSizeBytes", "dependsOn"],
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
  assemble(evidence, { tree }) {
    const sizeOf = gemSizes(tree);
    return assembleLists(evidence, { purlType: "gem", projectOf: () => "" }).map((pkg) => {
      const installedSizeBytes = sizeOf(pkg.locations[0]?.path ?? "");
      return installedSizeBytes === undefined ? pkg : { ...pkg, installedSizeBytes };
    });
  },
});

/** Kinds of machines and versions of Ruby that gems of one folder are compiled for; there is one. */
const MOST_SYSTEMS = 16;

/**
 * Bytes of a gem's folder, with those of what was compiled for it, by the path of its record. Of the gems that come with
 * Ruby only programs stand there, and Debian puts others among Ruby's own files: nothing is told of those.
 *
 * Source: https://guides.rubygems.org/command-reference/#gem-environment
 */
function gemSizes(tree: FileTree): (record: string) => number | undefined {
  const sizeOf = tree.folderSizes();
  const compiled = new Map<string, readonly string[]>();
  const compiledIn = (home: string) => {
    const known = compiled.get(home);
    if (known) return known;
    const systems = [...tree.foldersIn(`${home}extensions`)];
    const folders = systems.flatMap(({ path }) => [...tree.foldersIn(path)].map((folder) => folder.path));
    compiled.set(home, folders.slice(0, MOST_SYSTEMS));
    return compiled.get(home) ?? [];
  };
  return (record) => {
    const [, home, name] = /^(|.*\/)specifications\/([^/]+)\.gemspec$/.exec(record) ?? [];
    const own = home === undefined ? undefined : sizeOf(`${home}gems/${name}`);
    if (home === undefined || !own) return undefined;
    return compiledIn(home).reduce((sum, folder) => sum + (sizeOf(`${folder}/${name}`) ?? 0), own);
  };
}

/** One author and one address belong together; of several nobody knows which to which. */
function authorOf(authors: readonly string[], email: readonly string[]): string {
  const [name, address] = [authors.filter(Boolean), email.filter(Boolean)];
  if (name.length === 1 && address.length === 1) return `${name[0]} <${address[0]}>`;
  return (name.length > 0 ? name : address).join(", ");
}

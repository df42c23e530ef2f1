import { defineCataloger } from "./cataloger.ts";
import { composerPackage, composerRoot, normalizeComposerName } from "./shared/composer-package.ts";
import { fieldsOf, itemsOf, readJson } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { folderOf, isProjectFile } from "./shared/project-files.ts";

/** PHP packages that a project's lock file holds. */
export const composerLock = defineCataloger<PackageList>({
  name: "composer-lock",
  version: 2,
  describes: "PHP packages of `composer.lock`",
  specification: "https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control",
  purlType: "composer",
  evidences: "declared",
  gives: ["licenses", "author", "description", "homepage", "checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["composer.lock", "composer.json"]),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    if (file.path.endsWith(".json")) return composerRoot(json);
    const collector = collectPackages(file, report);
    const { packages, "packages-dev": forDevelopment } = fieldsOf(json);
    for (const value of itemsOf(packages)) collector.add(composerPackage(value, "production"));
    for (const value of itemsOf(forDevelopment)) collector.add(composerPackage(value, "development"));
    return { packages: collector.packages };
  },

  assemble: (evidence) =>
    assembleLists(evidence, { purlType: "composer", projectOf: folderOf, normalizeKey: normalizeComposerName }),
});

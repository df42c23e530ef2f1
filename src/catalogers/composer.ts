import { defineCataloger } from "./cataloger.ts";
import { composerPackage, composerRoot, normalizeComposerName } from "./shared/composer-package.ts";
import { withFolderSizes } from "./shared/folder-sizes.ts";
import { fieldsOf, itemsOf, readJson, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { folderOf } from "./shared/project-files.ts";

const INSTALLED = "composer/installed.json";

/** The project's own description stands beside the folder of its packages, and every package has one too. */
const isRoot = (path: string) =>
  (path === "composer.json" || path.endsWith("/composer.json")) && !`/${path}`.includes("/vendor/");

/** PHP packages as Composer installs them. */
export const composer = defineCataloger<PackageList>({
  name: "composer",
  version: 2,
  describes: "PHP packages that Composer installed, by `vendor/composer/installed.json`",
  specification: "https://getcomposer.org/doc/07-runtime.md",
  purlType: "composer",
  evidences: "installed",
  gives: [
    "licenses",
    "author",
    "description",
    "homepage",
    "installedSizeBytes",
    "checksums",
    "dependsOn",
    "direct",
    "scope",
  ],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => path === INSTALLED || path.endsWith(`/${INSTALLED}`) || isRoot(path),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    if (!file.path.endsWith(INSTALLED)) return composerRoot(json);
    const collector = collectPackages(file, report);
    // Composer 1 wrote the list alone.
    const isList = Array.isArray(json);
    const { packages, "dev-package-names": devNames } = fieldsOf(json);
    const ofDevelopment = new Set(textsOf(devNames).map(normalizeComposerName));
    for (const value of isList ? json : itemsOf(packages)) {
      const pkg = composerPackage(value, isList || !Array.isArray(devNames) ? undefined : "production");
      const isDevelopment = ofDevelopment.has(normalizeComposerName(`${pkg.namespace}/${pkg.name}`));
      collector.add(isDevelopment ? { ...pkg, scope: "development" } : pkg);
    }
    return { packages: collector.packages };
  },

  assemble(evidence, { tree }) {
    const packages = assembleLists(evidence, {
      purlType: "composer",
      projectOf: (path) => (path.endsWith(INSTALLED) ? folderOf(folderOf(folderOf(path))) : folderOf(path)),
      normalizeKey: normalizeComposerName,
    });
    // Installers of other kinds put theirs elsewhere: then nothing is told.
    return withFolderSizes(packages, tree, ({ namespace, name, locations: [place] }) => {
      const vendor = place?.path.slice(0, -INSTALLED.length);
      return namespace === undefined ? undefined : `${vendor}${namespace}/${name}`;
    });
  },
});

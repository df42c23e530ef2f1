import { defineCataloger, type Found, stands } from "./cataloger.ts";
import { fieldsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { folderOf } from "./shared/project-files.ts";

/** Beside the modules cpanm keeps a folder for each distribution that it installed. */
const RECORD = /(?:^|\/)\.meta\/[^/]+\/(?:MYMETA|install)\.json$/;

/** A distribution has far fewer modules. */
const MOST_MODULES = 2000;

type Evidence =
  | ({ readonly kind: "meta" } & PackageList)
  /** Who uploaded it, and the modules in it. */
  | { readonly kind: "install"; readonly author?: string; readonly modules: readonly string[] };

/** Perl distributions that cpanm installed, or Carton, which uses it. */
export const perl = defineCataloger<Evidence>({
  name: "perl",
  version: 1,
  describes: "Perl distributions that cpanm or Carton installed, by the records in `.meta`",
  specification: "https://metacpan.org/pod/CPAN::Meta::Spec",
  purlType: "cpan",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "dependsOn"],
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) => path.endsWith(".json") && RECORD.test(path),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    const fields = fieldsOf(json);
    if (file.path.endsWith("/install.json")) {
      // `O/OA/OALDERS/libwww-perl-6.67.tar.gz`
      const author = textOf(fields.pathname)?.split("/")[2];
      const modules = [textOf(fields.name), ...Object.keys(fieldsOf(fields.provides)).slice(0, MOST_MODULES)];
      return { kind: "install", ...(author && { author }), modules: modules.filter((name) => name !== undefined) };
    }
    const collector = collectPackages(file, report);
    const resources = fieldsOf(fields.resources);
    const repository = fieldsOf(resources.repository);
    const { requires } = fieldsOf(fieldsOf(fields.prereqs).runtime);
    // Some write the name of a module, `URI::Escape`, for that of a distribution, `URI-Escape`.
    const name = textOf(fields.name)?.replaceAll("::", "-");
    collector.add({
      name,
      version: fields.version,
      // Its first module, mostly; the other record knows the others.
      keys: name === undefined ? [] : [name.replaceAll("-", "::")],
      licenses: textsOf(fields.license).filter((name) => name !== "unknown"),
      author: textsOf(fields.author).slice(0, 20).join(", "),
      description: fields.abstract === "unknown" ? undefined : fields.abstract,
      homepage: resources.homepage,
      needs: Object.keys(fieldsOf(requires)).filter((name) => name !== "perl"),
      properties: { "perl:repository": repository.web ?? repository.url },
    });
    return { kind: "meta", packages: collector.packages };
  },

  assemble(evidence) {
    const folders = Map.groupBy(evidence.filter(stands), ({ path }) => folderOf(path));
    const lists = [...folders.values()].flatMap(withInstallation);
    return assembleLists(lists, { purlType: "cpan", projectOf: () => "" });
  },
});

/** A distribution's own record, with the author and the modules that the record of its installation knows. */
function withInstallation(files: readonly Found<Evidence>[]): Found<PackageList>[] {
  const install = files.map(({ value }) => value).find((value) => value.kind === "install");
  const { author, modules = [] } = install ?? {};
  return files.flatMap(({ value, ...found }) => {
    if (value.kind !== "meta") return [];
    const packages = value.packages.map((pkg) => ({
      ...pkg,
      ...(author && { namespace: author }),
      keys: [...new Set([...(pkg.keys ?? []), ...modules])],
    }));
    return [{ ...found, value: { packages } }];
  });
}

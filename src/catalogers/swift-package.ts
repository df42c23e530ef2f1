import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, readJson, textOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type ListedFields, type PackageList } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** Swift packages that a project's `Package.resolved` holds. */
export const swiftPackage = defineCataloger<PackageList>({
  name: "swift-package",
  version: 1,
  describes: "Swift packages of `Package.resolved`, in its forms 1 to 3",
  specification: "https://github.com/swiftlang/swift-package-manager/blob/main/Documentation/Usage.md",
  purlType: "swift",
  evidences: "declared",
  gives: [],
  roots: [],
  maxFileBytes: 8 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["Package.resolved", ".package.resolved"]),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    const fields = fieldsOf(json);
    const collector = collectPackages(file, report);
    for (const value of itemsOf(fields.pins ?? fieldsOf(fields.object).pins)) {
      const { identity, package: title, location, repositoryURL, state } = fieldsOf(value);
      const { version, revision, branch } = fieldsOf(state);
      collector.add({
        ...placeOf(textOf(location) ?? textOf(repositoryURL), textOf(identity) ?? textOf(title)),
        // What follows a branch stands at a commit.
        version: textOf(version) ?? revision,
        properties: { "swift:revision": textOf(version) && revision, "swift:branch": branch },
      });
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "swift" }),
});

/** `https://github.com/apple/swift-nio.git`, `git@github.com:apple/swift-nio.git`; `scope.name` of a registry. */
function placeOf(location: string | undefined, identity: string | undefined): ListedFields {
  const address = location?.replace(/^[a-z+]+:\/\//, "").replace(/^[^@/]{0,200}@/, "");
  const parts = address?.replace(":", "/").split("/").filter(Boolean) ?? [];
  const name = parts.pop()?.replace(/\.git$/, "");
  if (name && parts.length > 0 && !location?.startsWith("/")) return { namespace: parts.join("/"), name };
  const dot = identity?.indexOf(".") ?? -1;
  if (dot > 0) return { namespace: identity?.slice(0, dot), name: identity?.slice(dot + 1) };
  // Without a namespace it is no package of the type.
  return { type: "generic", name: identity ?? name };
}

import { parseIntegrity } from "../formats/integrity.ts";
import { defineCataloger, stands } from "./cataloger.ts";
import { assetsOf, nugetFoldersIn } from "./shared/dotnet-assets.ts";
import { fieldsOf, readJson, textOf } from "./shared/json-fields.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import { assembleLists, collectPackages, type ListedPackage, type PackageList } from "./shared/package-list.ts";
import { folderOf } from "./shared/project-files.ts";

interface Evidence extends PackageList {
  /** Of each package the files that it brings, from the folder of the list; absent where nothing tells. */
  readonly files?: readonly (readonly string[] | null)[];
}

/** In front of the name of what a self-contained application takes of .NET itself. */
const RUNTIME_PACK = "runtimepack.";

/** NuGet packages that .NET applications run with, and the shared frameworks: their `*.deps.json`. */
export const dotnet = defineCataloger<Evidence>({
  name: "dotnet",
  version: 2,
  describes: "NuGet packages that a .NET application or framework runs with, by its `*.deps.json`",
  specification: "https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md",
  purlType: "nuget",
  evidences: "installed",
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => path.endsWith(".deps.json"),

  read(file, report) {
    const json = readJson(file, report);
    if (json === undefined) return undefined;
    const { runtimeTarget, targets, libraries } = fieldsOf(json);
    // Old ones write the name alone.
    const targetName = textOf(runtimeTarget) ?? textOf(fieldsOf(runtimeTarget).name) ?? "";
    const target = fieldsOf(fieldsOf(targets)[targetName]);
    const [framework, runtimeIdentifier] = targetName.split("/");
    const collector = collectPackages(file, report);
    const projects: string[] = [];
    const files: (readonly string[] | null)[] = [];
    for (const [key, value] of Object.entries(fieldsOf(libraries))) {
      const { type, sha512 } = fieldsOf(value);
      const slash = key.indexOf("/");
      const entry = fieldsOf(target[key]);
      const needs = Object.keys(fieldsOf(entry.dependencies));
      if (type === "project") projects.push(key, ...needs);
      if (type !== "package" && type !== "runtimepack") continue;
      // One that has brought no file was there to build with, or only names others.
      const assets = assetsOf(entry);
      if (Object.hasOwn(target, key) && assets === undefined) continue;
      const listed = key.slice(0, Math.max(slash, 0));
      const isRuntime = type === "runtimepack" && listed.startsWith(RUNTIME_PACK);
      collector.add({
        name: isRuntime ? listed.slice(RUNTIME_PACK.length) : listed,
        version: key.slice(slash + 1),
        keys: [listed],
        needs,
        checksums: parseIntegrity(sha512),
        properties: { "dotnet:framework": framework, "dotnet:runtimeIdentifier": runtimeIdentifier },
      });
      if (files.length < collector.packages.length) files.push(assets ?? null);
    }
    if (collector.packages.length === 0 && projects.length === 0) return undefined;
    const asked = projects.length > 0 && { asked: projects.slice(0, 10_000) };
    return { packages: collector.packages, files, ...asked };
  },

  // A library lists what it was built with, and leaves it to the application to bring it.
  assemble(evidence, { tree }) {
    const stores = nugetFoldersIn(tree);
    const there = evidence.filter(stands).map((found) => {
      const { packages, files = [], asked } = found.value;
      const folder = folderOf(found.path);
      const isThere = ({ name, version }: ListedPackage, at: number) =>
        files[at]?.some((path) => tree.find(folder === "" ? path : `${folder}/${path}`)) !== false ||
        stores.some((store) => tree.find(`${store}/${`${name}/${version}`.toLowerCase()}`));
      return { ...found, value: { packages: packages.filter(isThere), ...(asked && { asked }) } };
    });
    return assembleLists(there, { purlType: "nuget", normalizeKey: normalizeNugetName });
  },
});

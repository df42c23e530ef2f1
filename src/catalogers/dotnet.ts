import { parseIntegrity } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, readJson, textOf } from "./shared/json-fields.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

/** Kinds of files that a package brings to where it runs. */
const ASSETS = ["runtime", "runtimeTargets", "native", "resources"];

/** In front of the name of what a self-contained application takes of .NET itself. */
const RUNTIME_PACK = "runtimepack.";

/** NuGet packages that .NET applications run with, and the shared frameworks: their `*.deps.json`. */
export const dotnet = defineCataloger<PackageList>({
  name: "dotnet",
  version: 1,
  describes: "NuGet packages that a .NET application or framework runs with, by its `*.deps.json`",
  specification: "https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md",
  purlType: "nuget",
  evidences: "installed",
  gives: ["checksums", "dependsOn", "direct"],
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
    for (const [key, value] of Object.entries(fieldsOf(libraries))) {
      const { type, sha512 } = fieldsOf(value);
      const slash = key.indexOf("/");
      const entry = fieldsOf(target[key]);
      const needs = Object.keys(fieldsOf(entry.dependencies));
      if (type === "project") projects.push(key, ...needs);
      if (type !== "package" && type !== "runtimepack") continue;
      // One that has brought no file was there to build with, or only names others.
      if (Object.hasOwn(target, key) && !ASSETS.some((kind) => Object.keys(fieldsOf(entry[kind])).length > 0)) continue;
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
    }
    if (collector.packages.length === 0 && projects.length === 0) return undefined;
    return { packages: collector.packages, ...(projects.length > 0 && { asked: projects.slice(0, 10_000) }) };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "nuget", normalizeKey: normalizeNugetName }),
});

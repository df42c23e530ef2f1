import type { FileTree } from "../../image/file-tree.ts";
import { fieldsOf, textOf } from "./json-fields.ts";

/** Of one package: more than .NET itself has. */
const MOST_FILES = 1000;

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/**
 * Where the files of a package stand beside an application, by its entry in `targets`: those for one platform keep their
 * path, texts in a language have its folder, all others lie flat. `undefined` for a package that brings none.
 *
 * Source: https://github.com/dotnet/runtime/blob/main/docs/design/features/host-probing.md
 */
export function assetsOf(entry: Readonly<Record<string, unknown>>): string[] | undefined {
  const { runtime, native, runtimeTargets, resources } = entry;
  const paths = [
    ...Object.keys(fieldsOf(runtime)).map(nameOf),
    ...Object.keys(fieldsOf(native)).map(nameOf),
    ...Object.keys(fieldsOf(runtimeTargets)),
    ...Object.entries(fieldsOf(resources)).map(
      ([path, facts]) => `${textOf(fieldsOf(facts).locale) ?? ""}/${nameOf(path)}`,
    ),
  ];
  return paths.length === 0 ? undefined : paths.slice(0, MOST_FILES);
}

/** Where an application that was not published finds packages besides, by `name/version`. */
export function nugetFoldersIn(tree: FileTree): string[] {
  const homes = ["root", ...[...tree.foldersIn("home")].map(({ path }) => path)];
  const stores = ["usr/share/dotnet", "usr/lib/dotnet"].flatMap((dotnet) => [
    `${dotnet}/sdk/NuGetFallbackFolder`,
    // The runtime store: `store/x64/netcoreapp2.0`.
    ...[...tree.foldersIn(`${dotnet}/store`)].flatMap(({ path }) => [...tree.foldersIn(path)].map((one) => one.path)),
  ]);
  return [...homes.map((home) => `${home}/.nuget/packages`), ...stores].filter((path) => tree.find(path));
}

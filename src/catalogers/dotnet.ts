import { linesOf } from "../formats/text-lines.ts";
import type { Report } from "../model/errors.ts";
import { defineCataloger, stands, type WantedFile } from "./cataloger.ts";
import { nugetFoldersIn } from "./shared/dotnet-assets.ts";
import { beginsAsDeps, type DepsList, mayHaveDeps, packagesOfDeps, readDeps } from "./shared/dotnet-deps.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import { assembleLists, collectPackages, type ListedPackage } from "./shared/package-list.ts";
import { folderOf } from "./shared/project-files.ts";

/** In the folder of every development kit, which is named by its version. */
const KIT = /(?:^|\/)sdk\/(\d[^/]*)\/\.version$/;
/** It has four short lines: the commit, the version, what it runs on, and sometimes the version in full. */
const MOST_KIT_BYTES = 4096;
const RUNTIME_IDENTIFIER = /^[a-z][a-z0-9.-]{0,60}-(x64|x86|arm64|arm|armv6|s390x|ppc64le|riscv64|loongarch64)$/;
/** As others name them. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", x86: "386", loongarch64: "loong64" };
const COMMIT = /^[0-9a-f]{7,64}$/;

/** NuGet packages that .NET applications run with, the shared frameworks, and development kits. */
export const dotnet = defineCataloger<DepsList>({
  name: "dotnet",
  version: 3,
  describes:
    "NuGet packages that a .NET application or framework runs with, by its `*.deps.json`, also within an application of one file; .NET development kits",
  specification: "https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md",
  purlType: "nuget",
  evidences: "installed",
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: (path, facts) =>
    mayHaveDeps(path, facts) || (path.endsWith("/.version") && facts.sizeBytes <= MOST_KIT_BYTES && KIT.test(path)),
  // A kit's file begins with a commit.
  sniff: (head) => beginsAsDeps(head) || /^[0-9a-f]/.test(String.fromCharCode(head[0] ?? 0)),

  read(file, report) {
    const version = KIT.exec(file.path)?.[1];
    if (version !== undefined) return kitOf(file, version, report);
    const json = readDeps(file, report);
    return json === undefined ? undefined : packagesOfDeps(file, json, report);
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

/** A development kit goes by the name of its folder: that is what `dotnet` looks for when it chooses one. */
function kitOf(file: WantedFile, version: string, report: Report): DepsList {
  const lines = [...linesOf(file.text().slice(0, MOST_KIT_BYTES))].map((line) => line.trim());
  const runtimeIdentifier = lines.find((line) => RUNTIME_IDENTIFIER.test(line));
  const machine = RUNTIME_IDENTIFIER.exec(runtimeIdentifier ?? "")?.[1];
  const { add, packages } = collectPackages(file, report);
  add({
    type: "generic",
    name: "dotnet-sdk",
    version,
    architecture: machine && (ARCHITECTURES[machine] ?? machine),
    properties: {
      "dotnet:runtimeIdentifier": runtimeIdentifier,
      "dotnet:commit": lines.find((line) => COMMIT.test(line)),
    },
  });
  return { packages };
}

import { readCliAssembly } from "../formats/cli-assembly.ts";
import type { PeProgram } from "../formats/pe.ts";
import { readVersionTexts } from "../formats/pe-version.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { packageOfAssembly } from "./shared/assembly-packages.ts";
import { packageVersionOf } from "./shared/assembly-version.ts";
import { beginsAsDeps, filesOfDeps, mayHaveDeps, readDeps } from "./shared/dotnet-deps.ts";
import { isUnpackedDescription, packageFoldersAbove } from "./shared/nuget-folder.ts";
import { normalizeNugetName } from "./shared/nuget-name.ts";
import { programOf } from "./shared/program-file.ts";

/** What an assembly says of itself, as plain JSON. */
interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly sizeBytes: number;
  readonly fileVersion?: string;
  readonly productVersion?: string;
  readonly product?: string;
  readonly company?: string;
  readonly copyright?: string;
  readonly description?: string;
  readonly repository?: string;
  /** That it was built for. */
  readonly framework?: string;
  /** Only where its code was compiled for one. */
  readonly architecture?: string;
  /** Of the system that it was compiled for. */
  readonly system?: string;
  readonly isProgram?: true;
  /** Names of assemblies. */
  readonly needs: readonly string[];
}

/** An assembly; the files that a list of dependencies tells of, below its folder; or that a package is unpacked there. */
type Evidence = { readonly assembly: Assembly } | { readonly files: readonly string[] } | { readonly isPackage: true };

type FoundAssembly = Pick<Found<Evidence>, "path" | "layer"> & { readonly assembly: Assembly };

const MOST_TEXT = 1000;
const MOST_NEEDS = 500;

/** What belongs to a runtime that is no package of NuGet: .NET Framework in Windows, Mono's own libraries. */
const OTHER_RUNTIME =
  /(?:^|\/)(?:Windows\/(?:Microsoft\.NET|assembly|WinSxS|System32|SysWOW64)|Reference Assemblies)\//i;
const MONO = "Mono Common Language Infrastructure";

/** A shared framework: its name and its version. */
const SHARED = /(?:^|\/)shared\/(Microsoft\.[A-Za-z0-9.]{1,100})\/(\d[^/]{0,60})\/[^/]+$/;
/** Where the code of .NET itself is: whoever has it in its folder brings the whole framework. */
const CORE = "system.private.corelib";
const FRAMEWORK = "Microsoft.NETCore.App";

/** .NET assemblies that no list of dependencies tells of, by what they say of themselves. */
export const dotnetAssembly = defineCataloger<Evidence>({
  name: "dotnet-assembly",
  version: 1,
  describes: "NuGet packages by their assemblies, where no `*.deps.json` tells of them; programs of .NET and of Mono",
  specification: "https://learn.microsoft.com/dotnet/standard/assembly/",
  purlType: "nuget",
  evidences: "installed",
  roots: [],
  maxFileBytes: 512 * 1024 * 1024,

  wants: (path, facts) => /\.(?:dll|exe)$/i.test(path) || mayHaveDeps(path, facts) || isUnpackedDescription(path),
  // XML, besides.
  sniff: (head) => beginsAsDeps(head) || head[0] === 0x3c,

  read(file) {
    if (file.path.endsWith(".nuspec")) return { isPackage: true };
    // What is wrong with a list, the cataloger of its packages tells.
    const isList = file.path.endsWith(".deps.json");
    const assembly = isList ? undefined : assemblyIn(programOf(file), file.sizeBytes);
    if (assembly) return { assembly };
    const json = readDeps(file, () => {});
    const files = json === undefined ? [] : filesOfDeps(json);
    return files.length === 0 ? undefined : { files };
  },

  assemble(evidence, { distribution }) {
    const standing = evidence.filter(stands);
    const lists = standing.flatMap(({ path, value }) =>
      "files" in value ? [{ folder: folderOf(path), files: value.files }] : [],
    );
    const listed = new Set(lists.flatMap(({ folder, files }) => files.map((file) => `${folder}${file}`)));
    // What an application of a list keeps to compile views with.
    const references = new Set(lists.map(({ folder }) => `${folder}refs/`));
    const unpacked = new Set(standing.flatMap(({ path, value }) => ("isPackage" in value ? [folderOf(path)] : [])));
    const isKnown = (path: string) =>
      listed.has(path) ||
      references.has(folderOf(path)) ||
      (unpacked.size > 0 && packageFoldersAbove(path).some((folder) => unpacked.has(folder)));
    const assemblies = standing.flatMap(({ path, layer, value }) =>
      "assembly" in value && !isKnown(path) ? [{ path, layer, assembly: value.assembly }] : [],
    );
    const isMusl = distribution?.id === "alpine";
    return [...Map.groupBy(assemblies, ({ path }) => folderOf(path)).values()].flatMap((folder) => {
      const { framework, others } = splitFramework(folder, isMusl);
      return [...framework, ...packagesIn(others)];
    });
  },
});

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);

function assemblyIn(program: ReturnType<typeof programOf>, sizeBytes: number): Assembly | undefined {
  if (program?.format !== "pe") return undefined;
  const pe = program as PeProgram;
  const assembly = readCliAssembly(pe);
  // Texts in one language, and what is only there to build with.
  if (assembly?.culture !== "" || assembly.attributes.has("ReferenceAssemblyAttribute")) return undefined;
  const { name, version, isProgram, isCompiled, references, attributes } = assembly;
  const resource = readVersionTexts(pe);
  const textOf = (attribute: string, key?: string) => {
    const text = attributes.get(`${attribute}Attribute`)?.[0]?.[0]?.trim() || (key && resource.get(key));
    return text?.replaceAll(/\s+/g, " ").slice(0, MOST_TEXT);
  };
  const metadata = (key: string) =>
    attributes
      .get("AssemblyMetadataAttribute")
      ?.find(([name]) => name === key)?.[1]
      ?.slice(0, MOST_TEXT);
  const title = textOf("AssemblyTitle", "FileDescription");
  const texts = {
    fileVersion: textOf("AssemblyFileVersion", "FileVersion"),
    productVersion: textOf("AssemblyInformationalVersion", "ProductVersion"),
    product: textOf("AssemblyProduct", "ProductName"),
    company: textOf("AssemblyCompany", "CompanyName"),
    copyright: textOf("AssemblyCopyright", "LegalCopyright"),
    description: textOf("AssemblyDescription", "Comments") || title,
    repository: metadata("RepositoryUrl"),
    framework: textOf("TargetFramework"),
    ...(isCompiled && { architecture: pe.architecture, system: pe.compiledFor ?? "win" }),
  };
  return {
    name: name.slice(0, MOST_TEXT),
    version,
    sizeBytes,
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text)),
    ...(isProgram && { isProgram }),
    needs: references.slice(0, MOST_NEEDS),
  };
}

/**
 * The framework that a folder holds as one package, by the name that NuGet has for it: its parts are not packages of
 * their own. An application that brings .NET along has it in its own folder.
 */
function splitFramework(
  folder: readonly FoundAssembly[],
  isMusl: boolean,
): { framework: CatalogedPackage[]; others: readonly FoundAssembly[] } {
  const core = folder.find(({ assembly }) => assembly.name.toLowerCase() === CORE);
  const shared = SHARED.exec(folder[0]?.path ?? "");
  const compiled = core ?? (shared && folder.find(({ assembly }) => assembly.system));
  if (!compiled) return { framework: [], others: folder };
  const isPart = ({ assembly }: FoundAssembly) =>
    shared !== null ||
    // Packages of the same maker are not compiled for one system, unless the application is as a whole.
    (core !== undefined &&
      assembly.product === core.assembly.product &&
      (assembly.system !== undefined || assembly.productVersion === core.assembly.productVersion));
  const parts = folder.filter(isPart);
  const others = folder.filter((one) => !isPart(one));
  const told = core && versionOf(core.assembly);
  // That of the assembly itself was the same for years.
  const version = shared?.[2] ?? (told?.from === "assembly" ? undefined : told?.version);
  if (!version) return { framework: [], others };
  const { architecture = "", system = "" } = compiled.assembly;
  const platform = `${system}${system === "linux" && isMusl ? "-musl" : ""}`;
  const identifier = `${platform}-${RUNTIME_ARCHITECTURES[architecture] ?? architecture}`;
  const name = `${shared?.[1] ?? FRAMEWORK}.Runtime.${identifier}`;
  const { company, framework: builtFor } = compiled.assembly;
  return {
    framework: [
      {
        purl: formatPurl({ type: "nuget", name, version, qualifiers: {} }),
        type: "nuget",
        name,
        version,
        architecture,
        licenses: [],
        ...(company && { author: company }),
        properties: { "dotnet:runtimeIdentifier": identifier, ...(builtFor && { "dotnet:framework": builtFor }) },
        layer: compiled.layer,
        locations: parts.slice(0, MOST_PLACES).map(({ path, layer }) => ({ path, layer })),
      },
    ],
    others,
  };
}

/** More files say no more. */
const MOST_PLACES = 10;

/** Source: https://learn.microsoft.com/dotnet/core/rid-catalog */
const RUNTIME_ARCHITECTURES: Readonly<Record<string, string>> = { amd64: "x64", "386": "x86", loong64: "loongarch64" };

const versionOf = ({ version, fileVersion, productVersion }: Assembly) =>
  packageVersionOf({ assembly: version, file: fileVersion, product: productVersion });

function packagesIn(folder: readonly FoundAssembly[]): CatalogedPackage[] {
  const packages = folder.flatMap((found) => {
    const { assembly, path } = found;
    const isOfOther = assembly.product === MONO || OTHER_RUNTIME.test(path);
    const told = isOfOther ? undefined : versionOf(assembly);
    const identity = told && identityOf(assembly, told.version);
    // A library of the application whose version nobody set is no package.
    return told && identity ? [{ ...found, told, ...identity }] : [];
  });
  const byName = new Map(packages.map(({ assembly, purl }) => [normalizeNugetName(assembly.name), purl]));
  return packages.map(({ assembly, path, layer, told, purl, type, name }): CatalogedPackage => {
    const { version, sizeBytes, fileVersion, productVersion, product, company, copyright } = assembly;
    const { description, repository, framework, architecture, needs } = assembly;
    const dependsOn = new Set(needs.flatMap((need) => byName.get(normalizeNugetName(need)) ?? []));
    dependsOn.delete(purl);
    const properties = {
      "dotnet:assembly": assembly.name,
      "dotnet:assemblyVersion": version,
      "dotnet:fileVersion": fileVersion,
      "dotnet:productVersion": productVersion,
      "dotnet:versionFrom": told.from,
      "dotnet:product": product,
      "dotnet:copyright": copyright,
      "dotnet:framework": framework,
    };
    return {
      purl,
      type,
      name,
      version: told.version,
      ...(architecture && { architecture }),
      licenses: [],
      ...(company && { author: company }),
      ...(description && description !== assembly.name && { description }),
      ...(repository && /^https?:\/\//.test(repository) && { homepage: repository }),
      sizeBytes,
      ...(dependsOn.size > 0 && { dependsOn: [...dependsOn].sort() }),
      properties: Object.fromEntries(
        Object.entries(properties).filter((entry): entry is [string, string] => !!entry[1]),
      ),
      layer,
      locations: [{ path, layer }],
    };
  });
}

/** A program is not what NuGet gives out as a library of that name. */
function identityOf(
  { name: assembly, isProgram }: Assembly,
  version: string,
): Pick<CatalogedPackage, "purl" | "type" | "name"> | undefined {
  const name = isProgram ? assembly : packageOfAssembly(assembly);
  if (name === undefined) return undefined;
  const type = isProgram ? "generic" : "nuget";
  return { purl: formatPurl({ type, name, version, qualifiers: {} }), type, name };
}

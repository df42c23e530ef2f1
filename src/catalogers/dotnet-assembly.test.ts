import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { type AssemblyFixture, assemblyOf, bundleOf } from "../../test/support/dotnet-files.ts";
import { peOf } from "../../test/support/program-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { NO_FACTS } from "./cataloger.ts";
import { dotnetAssembly } from "./dotnet-assembly.ts";

const PROGRAM = { sizeBytes: 100_000, isExecutable: true };

test.each([
  ["app/Serilog.dll", NO_FACTS, true],
  ["app/TOOL.EXE", NO_FACTS, true],
  ["app/Shop.deps.json", NO_FACTS, true],
  ["app/Shop", PROGRAM, true],
  ["app/Shop", NO_FACTS, false],
  ["app/dll", NO_FACTS, false],
])("dotnet-assembly wants %s: %s", (path, facts, wanted) => {
  expect(dotnetAssembly.wants(path, facts)).toBe(wanted);
});

const alpine: Distribution = {
  id: "alpine",
  name: "Alpine",
  versionId: "3.20",
  idLike: [],
  readFrom: "etc/os-release",
};

function catalog(files: Readonly<Record<string, AssemblyFixture | Uint8Array | string>>, distribution?: Distribution) {
  const made = Object.entries(files).map(([path, file]) => [
    path,
    typeof file === "string" || file instanceof Uint8Array ? file : assemblyOf(file),
  ]);
  return catalogFiles(dotnetAssembly, [Object.fromEntries(made)], distribution);
}

const purlsIn = (...files: Parameters<typeof catalog>) => catalog(...files).packages.map(({ purl }) => purl);

const product = (version: string, name = "A product") =>
  [
    ["AssemblyInformationalVersion", version],
    ["AssemblyProduct", name],
  ] as const;

test("an assembly that nothing else tells of is a package, with all that it says", () => {
  const { packages, problems } = catalog({
    "app/Azure.Identity.dll": {
      name: "Azure.Identity",
      version: "1.14.2.0",
      references: ["System.Runtime", "Azure.Core", "Azure.Identity"],
      attributes: [
        ["AssemblyCompany", "Microsoft Corporation"],
        ["AssemblyCopyright", "© Microsoft Corporation."],
        ["AssemblyDescription", "Tells who\r\n  somebody is"],
        ["AssemblyFileVersion", "1.1400.225.36004"],
        ["AssemblyInformationalVersion", "1.14.2+224d7260c8a9"],
        ["AssemblyProduct", "Azure .NET SDK"],
        ["AssemblyMetadata", "RepositoryUrl", "https://github.com/Azure/azure-sdk-for-net"],
        ["TargetFramework", ".NETCoreApp,Version=v8.0"],
      ],
    },
    "app/Azure.Core.dll": { name: "Azure.Core", version: "1.47.1.0" },
  });
  expect(problems).toEqual([]);
  const [identity, core] = packages;
  expect(identity).toEqual({
    purl: "pkg:nuget/Azure.Identity@1.14.2",
    type: "nuget",
    name: "Azure.Identity",
    version: "1.14.2",
    licenses: [],
    author: "Microsoft Corporation",
    description: "Tells who somebody is",
    homepage: "https://github.com/Azure/azure-sdk-for-net",
    sizeBytes: expect.any(Number),
    dependsOn: ["pkg:nuget/Azure.Core@1.47.1"],
    properties: {
      "dotnet:assembly": "Azure.Identity",
      "dotnet:assemblyVersion": "1.14.2.0",
      "dotnet:fileVersion": "1.1400.225.36004",
      "dotnet:productVersion": "1.14.2+224d7260c8a9",
      "dotnet:versionFrom": "product",
      "dotnet:product": "Azure .NET SDK",
      "dotnet:copyright": "© Microsoft Corporation.",
      "dotnet:framework": ".NETCoreApp,Version=v8.0",
    },
    layer: 0,
    locations: [{ path: "app/Azure.Identity.dll", layer: 0 }],
  });
  expect(core).toMatchObject({ version: "1.47.1", properties: { "dotnet:versionFrom": "assembly" } });
});

test("what is written on it in no attribute, its version resource may tell", () => {
  const resource = { CompanyName: "Jb Evain", ProductVersion: "0.9.5.0", FileDescription: "Reads assemblies" };
  const { packages } = catalog({ "lib/Mono.Cecil.dll": { name: "Mono.Cecil", resource } });
  expect(packages).toMatchObject([
    { purl: "pkg:nuget/Mono.Cecil@0.9.5", author: "Jb Evain", description: "Reads assemblies" },
  ]);
});

test("a repository that is no page is no homepage", () => {
  const attributes = [["AssemblyMetadata", "RepositoryUrl", "git@example.com:a/b.git"]] as const;
  expect(catalog({ "a/A.dll": { name: "A", attributes } }).packages[0]).not.toHaveProperty("homepage");
});

describe("what is no package of its own:", () => {
  test.each<[string, Record<string, AssemblyFixture | Uint8Array>, string[]]>([
    [
      "a program is known by its name alone",
      { "a/KeePass.exe": { name: "KeePass", version: "2.47.0.0", isProgram: true } },
      ["pkg:generic/KeePass@2.47.0"],
    ],
    ["a program of Windows", { "a/git2.dll": peOf([{ name: ".data", content: Buffer.from("x") }]) }, []],
    ["texts in one language", { "a/de/A.resources.dll": { name: "A.resources", culture: "de" } }, []],
    ["a reference assembly", { "ref/A.dll": { name: "A", attributes: [["ReferenceAssembly"]] } }, []],
    ["an assembly without a version", { "a/A.dll": { name: "A", version: "0.0.0.0" } }, []],
    ["the class library", { "a/mscorlib.dll": { name: "mscorlib", version: "4.0.0.0" } }, []],
    [
      "what only helps another one",
      { "a/System.Private.Windows.Core.dll": { name: "System.Private.Windows.Core", version: "9.0.0.0" } },
      [],
    ],
    [
      "a part of Mono",
      {
        "a/System.Net.Http.dll": {
          name: "System.Net.Http",
          version: "4.0.0.0",
          attributes: [...product("4.6.57.0", "Mono Common Language Infrastructure")],
        },
      },
      [],
    ],
    [
      "a part of .NET Framework in Windows",
      {
        "Files/Windows/Microsoft.NET/assembly/GAC_MSIL/System.Net.Http/v4/System.Net.Http.dll": {
          name: "System.Net.Http",
        },
      },
      [],
    ],
  ])("%s", (_what, files, purls) => {
    expect(purlsIn(files)).toEqual(purls);
  });
});

test("a package goes by its own name where its assembly has another one", () => {
  expect(purlsIn({ "a/nunit.framework.dll": { name: "nunit.framework", version: "3.13.2.0" } })).toEqual([
    "pkg:nuget/NUnit@3.13.2",
  ]);
});

const DEPS = {
  runtimeTarget: ".NETCoreApp,Version=v8.0",
  targets: {
    ".NETCoreApp,Version=v8.0": {
      "Shop/1.0.0": { runtime: { "Shop.dll": {} } },
      "NUnit/3.13.2": {
        runtime: { "lib/netstandard2.0/nunit.framework.dll": {} },
        resources: { "lib/netstandard2.0/de/nunit.texts.dll": { locale: "de" } },
        runtimeTargets: { "runtimes/win/lib/net8.0/nunit.host.dll": {} },
      },
    },
  },
  libraries: { "Shop/1.0.0": { type: "project" }, "NUnit/3.13.2": { type: "package" } },
};
const ASSEMBLIES = {
  "app/Shop.dll": { name: "Shop", isProgram: true },
  "app/nunit.framework.dll": { name: "nunit.framework", version: "3.13.2.0" },
  "app/de/nunit.texts.dll": { name: "nunit.texts" },
  "app/runtimes/win/lib/net8.0/nunit.host.dll": { name: "nunit.host" },
  "app/refs/System.Linq.dll": { name: "System.Linq", version: "4.2.1.0" },
};

describe("what a list of dependencies tells of is left to it,", () => {
  const extra = { "app/plugins/nunit.framework.dll": { name: "nunit.framework", version: "2.6.3.0" } };
  test.each([
    ["beside the assemblies", { "app/Shop.deps.json": JSON.stringify(DEPS) }],
    [
      "in a bundle",
      { "app/Shop": bundleOf(6, [{ name: "Shop.deps.json", content: Buffer.from(JSON.stringify(DEPS)) }]) },
    ],
  ])("%s", (_what, list) => {
    // Another one of the same name, in a folder that the list knows nothing of, is there as well.
    expect(purlsIn({ ...list, ...ASSEMBLIES, ...extra })).toEqual(["pkg:nuget/NUnit@2.6.3"]);
  });

  test("and only as long as the list is there", () => {
    const files = Object.entries(ASSEMBLIES).map(([path, fixture]) => [path, assemblyOf(fixture)] as const);
    const { packages } = catalogFiles(dotnetAssembly, [
      { ...Object.fromEntries(files), "app/Shop.deps.json": JSON.stringify(DEPS) },
      { "app/Shop.deps.json": null },
    ]);
    expect(packages.map(({ purl }) => purl)).toEqual([
      "pkg:generic/Shop@1.0.0",
      "pkg:nuget/NUnit@3.13.2",
      "pkg:nuget/nunit.texts@1.0.0",
      "pkg:nuget/nunit.host@1.0.0",
      "pkg:nuget/System.Linq@4.2.1",
    ]);
  });

  test("a list that is none hides nothing, and is told of elsewhere", () => {
    const { packages, problems } = catalog({ "app/Shop.deps.json": "{", "app/A.dll": { name: "A" } });
    expect(packages.map(({ purl }) => purl)).toEqual(["pkg:nuget/A@1.0.0"]);
    expect(problems).toEqual([]);
  });
});

describe(".NET itself is one package,", () => {
  const LINUX_X64 = 0x8664 ^ 0x7b79;
  const compiled = { isCompiled: true, machine: LINUX_X64 };
  const ofNet = { version: "8.0.0.0", attributes: [...product("8.0.10+81cabf2", "Microsoft® .NET")] };
  const core = { ...compiled, ...ofNet, name: "System.Private.CoreLib" };
  const serilog = { name: "Serilog", version: "2.0.0.0", attributes: [...product("2.12.0")] };

  test.each<[string, Record<string, AssemblyFixture>, Distribution | undefined, string[]]>([
    [
      "in an application that brings it along",
      {
        "app/System.Private.CoreLib.dll": core,
        "app/System.Linq.dll": { ...core, name: "System.Linq" },
        "app/Serilog.dll": serilog,
      },
      undefined,
      ["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.10", "pkg:nuget/Serilog@2.12.0"],
    ],
    [
      "in one that was compiled as a whole",
      { "app/System.Private.CoreLib.dll": core, "app/Serilog.dll": { ...serilog, ...compiled } },
      undefined,
      ["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.10", "pkg:nuget/Serilog@2.12.0"],
    ],
    [
      "whose parts come from two repositories, as in .NET Core 3",
      {
        "app/System.Private.CoreLib.dll": core,
        "app/System.Linq.dll": {
          ...core,
          name: "System.Linq",
          attributes: [...product("8.0.10+other", "Microsoft® .NET")],
        },
      },
      undefined,
      ["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.10"],
    ],
    [
      "on Alpine",
      { "app/System.Private.CoreLib.dll": { ...core, machine: 0xaa64 ^ 0x7b79 } },
      alpine,
      ["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-musl-arm64@8.0.10"],
    ],
    [
      "as a shared framework without its list, by its folder",
      {
        "usr/share/dotnet/shared/Microsoft.AspNetCore.App/8.0.11/Microsoft.AspNetCore.dll": {
          ...core,
          name: "Microsoft.AspNetCore",
        },
      },
      undefined,
      ["pkg:nuget/Microsoft.AspNetCore.App.Runtime.linux-x64@8.0.11"],
    ],
    [
      "or nothing where its version is only that of the assembly",
      {
        "app/System.Private.CoreLib.dll": {
          ...core,
          attributes: [["AssemblyInformationalVersion", "4.6.26406.07 @BuiltBy: x"]],
        },
      },
      undefined,
      [],
    ],
  ])("%s", (_what, files, distribution, purls) => {
    expect(purlsIn(files, distribution)).toEqual(purls);
  });

  test("with its facts", () => {
    expect(catalog({ "app/System.Private.CoreLib.dll": core }).packages).toMatchObject([
      {
        architecture: "amd64",
        properties: { "dotnet:runtimeIdentifier": "linux-x64" },
        locations: [{ path: "app/System.Private.CoreLib.dll", layer: 0 }],
      },
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { bundleOf } from "../../test/support/dotnet-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { dotnet } from "./dotnet.ts";

test.each([
  ["app/Shop.deps.json", true],
  ["usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.0/Microsoft.NETCore.App.deps.json", true],
  ["app/deps.json", false],
  ["usr/share/dotnet/sdk/8.0.100/.version", true],
  ["usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.0/.version", false],
])("dotnet wants %s: %s", (path, wanted) => {
  expect(dotnet.wants(path, NO_FACTS)).toBe(wanted);
});

/** As `dotnet publish` writes it, shortened. */
const DEPS = {
  runtimeTarget: { name: ".NETCoreApp,Version=v8.0/linux-x64", signature: "" },
  targets: {
    ".NETCoreApp,Version=v8.0": {},
    ".NETCoreApp,Version=v8.0/linux-x64": {
      "Shop/1.0.0": { dependencies: { Serilog: "2.10.0", Common: "1.0.0" }, runtime: { "Shop.dll": {} } },
      "Common/1.0.0": { dependencies: { "Newtonsoft.Json": "13.0.1" }, runtime: { "Common.dll": {} } },
      "Serilog/2.10.0": {
        dependencies: { "newtonsoft.json": "13.0.1", "NETStandard.Library": "2.0.3" },
        runtime: { "lib/net8.0/Serilog.dll": { assemblyVersion: "2.0.0.0", fileVersion: "2.10.0.0" } },
      },
      "Newtonsoft.Json/13.0.1": { runtimeTargets: { "runtimes/x/Newtonsoft.Json.dll": {} } },
      "NETStandard.Library/2.0.3": { dependencies: {} },
      "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { runtime: { "System.Linq.dll": {} } },
    },
  },
  libraries: {
    "Shop/1.0.0": { type: "project", sha512: "" },
    "Common/1.0.0": { type: "project", sha512: "" },
    "Serilog/2.10.0": { type: "package", sha512: `sha512-${"A".repeat(86)}==` },
    "Newtonsoft.Json/13.0.1": { type: "package", sha512: "" },
    "NETStandard.Library/2.0.3": { type: "package", sha512: "" },
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { type: "runtimepack" },
    "System.Old/1.0.0": { type: "reference" },
  },
};

/** What stands beside the list. */
const PUBLISHED = { "app/Serilog.dll": "", "app/runtimes/x/Newtonsoft.Json.dll": "", "app/System.Linq.dll": "" };

test("what an application runs with, and none that was there to build with", () => {
  const { packages, problems } = catalogFiles(dotnet, [{ "app/Shop.deps.json": JSON.stringify(DEPS), ...PUBLISHED }]);
  expect(problems).toEqual([]);
  expect(packages.map(({ purl, direct, dependsOn = [] }) => [purl, direct, ...dependsOn])).toEqual([
    ["pkg:nuget/Serilog@2.10.0", true, "pkg:nuget/Newtonsoft.Json@13.0.1"],
    ["pkg:nuget/Newtonsoft.Json@13.0.1", true],
    ["pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1", false],
  ]);
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha512", value: "0".repeat(128) }]);
  expect(packages[0]?.properties).toEqual({
    "dotnet:framework": ".NETCoreApp,Version=v8.0",
    "dotnet:runtimeIdentifier": "linux-x64",
  });
});

const WITH_ASSETS = {
  runtimeTarget: { name: "net" },
  targets: {
    net: {
      "Flat/1.0.0": { runtime: { "lib/netstandard2.0/Flat.dll": {} } },
      "Native/1.0.0": { native: { "runtimes/linux-x64/native/libnative.so": {} } },
      "Targets/1.0.0": {
        runtimeTargets: { "runtimes/win/lib/net8.0/T.dll": {}, "runtimes/unix/lib/net8.0/T.dll": {} },
      },
      "Texts.De/1.0.0": { resources: { "lib/net8.0/de/Texts.resources.dll": { locale: "de" } } },
    },
  },
  libraries: Object.fromEntries(
    ["Flat", "Native", "Targets", "Texts.De"].map((name) => [`${name}/1.0.0`, { type: "package" }]),
  ),
};

test.each([
  ["none of them", {}, []],
  ["flat files", { "a/Flat.dll": "", "a/libnative.so": "" }, ["Flat", "Native"]],
  ["files of one platform", { "a/runtimes/unix/lib/net8.0/T.dll": "" }, ["Targets"]],
  ["texts of a language", { "a/de/Texts.resources.dll": "" }, ["Texts.De"]],
  [
    "files elsewhere",
    { "Flat.dll": "", "a/lib/netstandard2.0/Flat.dll": "", "a/T.dll": "", "a/Texts.resources.dll": "" },
    [],
  ],
  ["packages in a cache", { "root/.nuget/packages/flat/1.0.0/flat.nuspec": "" }, ["Flat"]],
  ["packages in another cache", { "home/u/.nuget/packages/texts.de/1.0.0/x": "" }, ["Texts.De"]],
  ["packages in a store", { "usr/share/dotnet/store/x64/net6.0/native/1.0.0/x": "" }, ["Native"]],
  ["packages of an SDK", { "usr/share/dotnet/sdk/NuGetFallbackFolder/targets/1.0.0/x": "" }, ["Targets"]],
])("of what a library lists, only what is there: %s", (_, others: Record<string, string>, names) => {
  const { packages, problems } = catalogFiles(dotnet, [{ "a/Lib.deps.json": JSON.stringify(WITH_ASSETS) }, others]);
  expect(packages.map(({ name }) => name)).toEqual(names);
  expect(problems).toEqual([]);
});

test("files that a later layer takes away take their package along", () => {
  const layers = [{ "Lib.deps.json": JSON.stringify(WITH_ASSETS), "Flat.dll": "", "libnative.so": "" }];
  expect(catalogFiles(dotnet, [...layers, { "Flat.dll": null }]).packages.map(({ name }) => name)).toEqual(["Native"]);
});

test("a file without a target tells what it lists", () => {
  const deps = { runtimeTarget: ".NETCoreApp", libraries: { "A/1": { type: "package" } } };
  const { packages } = catalogFiles(dotnet, [{ "a.deps.json": JSON.stringify(deps) }]);
  expect(packages.map(({ purl, direct }) => [purl, direct])).toEqual([["pkg:nuget/A@1", undefined]]);
});

test("an application of one file carries its list within", () => {
  const bundle = bundleOf(6, [{ name: "Shop.deps.json", content: Buffer.from(JSON.stringify(DEPS)) }]);
  const { packages, problems } = catalogFiles(dotnet, [{ "usr/bin/shop": bundle }]);
  const { packages: expected } = catalogFiles(dotnet, [{ "app/Shop.deps.json": JSON.stringify(DEPS), ...PUBLISHED }]);
  expect(problems).toEqual([]);
  const locations = [{ path: "usr/bin/shop", layer: 0 }];
  expect(packages).toEqual(expected.map((pkg) => ({ ...pkg, locations })));
  expect(packages).toHaveLength(3);
});

test.each([
  [
    "no JSON",
    bundleOf(6, [{ name: "a.deps.json", content: Buffer.from("{") }]),
    "a: the list of dependencies within is not JSON",
  ],
  ["of a version to come", bundleOf(9, []), "a: its bundle of .NET is of version 9, which is not known"],
])("a bundle that cannot be read is told of: %s", (_what, bundle, message) => {
  const { packages, problems } = catalogFiles(dotnet, [{ a: bundle }]);
  expect(packages).toEqual([]);
  expect(problems).toEqual([{ code: "FILE_MALFORMED", path: "a", message }]);
});

test("a development kit, by its folder", () => {
  const path = "usr/share/dotnet/sdk/8.0.100/.version";
  const { packages } = catalogFiles(dotnet, [{ [path]: "57efcf13509a\r\n8.0.100\r\nlinux-x64\r\n8.0.100\r\n" }]);
  expect(packages).toEqual([
    {
      purl: "pkg:generic/dotnet-sdk@8.0.100",
      type: "generic",
      name: "dotnet-sdk",
      version: "8.0.100",
      architecture: "amd64",
      licenses: [],
      properties: { "dotnet:runtimeIdentifier": "linux-x64", "dotnet:commit": "57efcf13509a" },
      layer: 0,
      locations: [{ path, layer: 0 }],
    },
  ]);
});

describe("what is damaged", () => {
  test.each([
    ["{", ["a.deps.json: is not JSON"]],
    [
      '{"libraries":{"/1.0":{"type":"package"},"B/":{"type":"package"}}}',
      ["a.deps.json: a package has no name", "a.deps.json: the package 'B' has no version"],
    ],
    ['{"libraries":{"C":{"type":"package"}}}', ["a.deps.json: a package has no name"]],
    ['{"runtimeTarget":7,"targets":[],"libraries":null}', []],
  ])("%s", (text, messages) => {
    const { packages, problems } = catalogFiles(dotnet, [{ "a.deps.json": text }]);
    expect(packages).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });
});

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

test("what an application runs with, and none that was there to build with", () => {
  const { packages, problems } = catalogFiles(dotnet, [{ "app/Shop.deps.json": JSON.stringify(DEPS) }]);
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

test("a file without a target tells what it lists", () => {
  const deps = { runtimeTarget: ".NETCoreApp", libraries: { "A/1": { type: "package" } } };
  const { packages } = catalogFiles(dotnet, [{ "a.deps.json": JSON.stringify(deps) }]);
  expect(packages.map(({ purl, direct }) => [purl, direct])).toEqual([["pkg:nuget/A@1", undefined]]);
});

test("an application of one file carries its list within", () => {
  const bundle = bundleOf(6, [{ name: "Shop.deps.json", content: Buffer.from(JSON.stringify(DEPS)) }]);
  const { packages, problems } = catalogFiles(dotnet, [{ "usr/bin/shop": bundle }]);
  const { packages: expected } = catalogFiles(dotnet, [{ "usr/bin/shop.deps.json": JSON.stringify(DEPS) }]);
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

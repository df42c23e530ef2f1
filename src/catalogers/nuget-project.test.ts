import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { nugetProject } from "./nuget-project.ts";

test.each([
  ["src/packages.lock.json", true],
  ["src/packages.config", true],
  ["src/Shop.csproj", true],
  ["src/Shop.fsproj", true],
  ["node_modules/x/Shop.csproj", false],
  ["src/Shop.sln", false],
])("nuget-project wants %s: %s", (path, wanted) => {
  expect(nugetProject.wants(path, NO_FACTS)).toBe(wanted);
});

test("a lock file, each framework by itself", () => {
  const lock = {
    version: 1,
    dependencies: {
      "net6.0": {
        A: { type: "Direct", resolved: "1.0.0", contentHash: `${"A".repeat(86)}==`, dependencies: { b: "1.0.0" } },
        B: { type: "Transitive", resolved: "1.5.0" },
        own: { type: "Project" },
      },
      "net8.0": { B: { type: "Transitive", resolved: "2.0.0" } },
    },
  };
  const { packages, problems } = catalogFiles(nugetProject, [{ "packages.lock.json": JSON.stringify(lock) }]);
  expect(problems).toEqual([]);
  expect(packages.map(({ purl, direct, dependsOn = [], properties }) => [purl, direct, dependsOn, properties])).toEqual(
    [
      ["pkg:nuget/A@1.0.0", true, ["pkg:nuget/B@1.5.0"], { "dotnet:framework": "net6.0" }],
      ["pkg:nuget/B@1.5.0", false, [], { "dotnet:framework": "net6.0" }],
      ["pkg:nuget/B@2.0.0", false, [], { "dotnet:framework": "net8.0" }],
    ],
  );
  expect(packages[0]?.checksums).toEqual([{ algorithm: "sha512", value: "0".repeat(128) }]);
});

test("packages.config, up to where it is damaged", () => {
  const text = `<?xml version="1.0"?><packages>
    <package id="A" version="1.0.0" targetFramework="net46" />
    <package id="B" version="2.0.0" developmentDependency="true" />
    <package id="C" />
    </pack`;
  const { packages, problems } = catalogFiles(nugetProject, [{ "packages.config": text }]);
  expect(packages.map(({ purl, scope, properties }) => [purl, scope, properties])).toEqual([
    ["pkg:nuget/A@1.0.0", "production", { "dotnet:framework": "net46" }],
    ["pkg:nuget/B@2.0.0", "development", {}],
  ]);
  expect(problems.map(({ message }) => message)).toEqual([
    "packages.config: the package 'C' has no version",
    expect.stringMatching(/^packages\.config: is not XML: /),
  ]);
});

test("versions that a project file names, and none that it leaves open", () => {
  const text = `<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>
    <PackageReference Include="A" Version="1.0.0-beta.1" />
    <PackageReference Include="B"><Version>[2.0.0]</Version></PackageReference>
    <PackageReference Update="C" Version="3.0.0" />
    <PackageReference Include="D" Version="4.*" />
    <PackageReference Include="E" Version="[1.0,2.0)" />
    <PackageReference Include="F" Version="$(FVersion)" />
    <PackageReference Include="G" />
    </ItemGroup></Project>`;
  const { packages, problems } = catalogFiles(nugetProject, [{ "a/Shop.csproj": text }]);
  expect(packages.map(({ purl, direct }) => [purl, direct])).toEqual([
    ["pkg:nuget/A@1.0.0-beta.1", true],
    ["pkg:nuget/B@2.0.0", true],
    ["pkg:nuget/C@3.0.0", true],
  ]);
  expect(problems).toEqual([]);
});

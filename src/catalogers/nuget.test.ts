import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { assemblyOf } from "../../test/support/dotnet-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { dotnetAssembly } from "./dotnet-assembly.ts";
import { nuget } from "./nuget.ts";

const FOLDER = "root/.nuget/packages/newtonsoft.json/13.0.1";
const PATH = `${FOLDER}/newtonsoft.json.nuspec`;

test.each([
  [PATH, true],
  ["root/.dotnet/tools/.store/dotnet-ef/8.0.0/dotnet-ef/8.0.0/dotnet-ef.nuspec", true],
  ["usr/share/dotnet/sdk/NuGetFallbackFolder/NuGet.Core/4.9.4/nuget.core.nuspec", true],
  ["src/shop/Shop.nuspec", false],
  ["srv/node_modules/bootstrap/nuget/bootstrap.nuspec", false],
  ["newtonsoft.json/lib/newtonsoft.json.nuspec", false],
])("nuget wants %s: %s", (path, wanted) => {
  expect(nuget.wants(path, NO_FACTS)).toBe(wanted);
});

const nuspec = (fields: string) =>
  `\ufeff<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata minClientVersion="2.12"><id>Newtonsoft.Json</id><version>13.0.1</version>${fields}</metadata>
  <files><file src="x" /><id>not this</id></files>
</package>`;

const read = (fields: string) => catalogFiles(nuget, [{ [PATH]: nuspec(fields) }]);

test("a package and what its description says", () => {
  const { packages, problems } = read(`<authors>James Newton-King</authors><license type="expression">MIT</license>
    <licenseUrl>https://licenses.nuget.org/MIT</licenseUrl><projectUrl>https://www.newtonsoft.com/json</projectUrl>
    <description>A JSON framework
      for .NET</description><copyright>© 2008</copyright>
    <repository type="git" url="https://github.com/JamesNK/Newtonsoft.Json" commit="ae9fe44" />
    <dependencies><group targetFramework="net6.0"><dependency id="A" version="1"><id>B</id></dependency></group></dependencies>`);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    {
      purl: "pkg:nuget/Newtonsoft.Json@13.0.1",
      type: "nuget",
      name: "Newtonsoft.Json",
      version: "13.0.1",
      licenses: ["MIT"],
      author: "James Newton-King",
      description: "A JSON framework for .NET",
      homepage: "https://www.newtonsoft.com/json",
      installedSizeBytes: expect.any(Number),
      properties: {
        "nuget:copyright": "© 2008",
        "nuget:repository": "https://github.com/JamesNK/Newtonsoft.Json",
        "nuget:commit": "ae9fe44",
      },
      layer: 0,
      locations: [{ path: PATH, layer: 0 }],
    },
  ]);
});

test.each([
  ["a page", "<licenseUrl>https://example.com/licence</licenseUrl>", ["https://example.com/licence"]],
  [
    "a file",
    '<license type="file">LICENSE.md</license><licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>',
    [],
  ],
  ["the page that says nothing", "<licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>", []],
  ["none", "", []],
])("a licence told by %s", (_what, fields, licenses) => {
  expect(read(fields).packages[0]?.licenses).toEqual(licenses);
});

describe("what is damaged is told:", () => {
  test.each([
    ["<package><metadata><id>A</id></metadata></package>", [`${PATH}: the package 'A' has no version`], 0],
    ["<package><metadata><id>A</id><version>1.0</version><a", [expect.stringContaining(PATH)], 1],
    ["no XML", [expect.stringContaining(PATH), `${PATH}: a package has no name`], 0],
  ])("%s", (text, messages, count) => {
    const { packages, problems } = catalogFiles(nuget, [{ [PATH]: text }]);
    expect(problems.map(({ message }) => message)).toEqual(messages);
    expect(packages).toHaveLength(count);
  });
});

test("its assemblies are not told of again, other than those of a tool", () => {
  const files = {
    [PATH]: nuspec(""),
    [`${FOLDER}/lib/net6.0/Newtonsoft.Json.dll`]: assemblyOf({ name: "Newtonsoft.Json", version: "13.0.0.0" }),
    [`${FOLDER}/tools/net6.0/any/Other.dll`]: assemblyOf({ name: "Other", version: "2.0.0.0" }),
    "elsewhere/lib/Third.dll": assemblyOf({ name: "Third", version: "3.0.0.0" }),
  };
  const { packages } = catalogFiles(dotnetAssembly, [files]);
  expect(packages.map(({ purl }) => purl)).toEqual(["pkg:nuget/Other@2.0.0", "pkg:nuget/Third@3.0.0"]);
});

test("a package's size is that of its folder", () => {
  const files = { [PATH]: nuspec(""), [`${FOLDER}/lib/net6.0/a.dll`]: "12345" };
  const [pkg] = catalogFiles(nuget, [files]).packages;
  expect(pkg?.installedSizeBytes).toBe(nuspec("").length + 5);
});

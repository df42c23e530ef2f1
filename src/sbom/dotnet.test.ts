import { expect, test } from "vitest";
import { assemblyOf, bundleOf } from "../../test/support/dotnet-files.ts";
import { scanLayers } from "../../test/support/scan-layers.ts";

const TARGET = ".NETCoreApp,Version=v8.0/linux-x64";
const serilog = assemblyOf({
  name: "Serilog",
  version: "2.0.0.0",
  attributes: [["AssemblyInformationalVersion", "2.12.0+abc"]],
});
const humanizer = assemblyOf({ name: "Humanizer", version: "2.13.0.0" });
const DEPS = JSON.stringify({
  runtimeTarget: { name: TARGET },
  targets: {
    [TARGET]: {
      "Shop/1.0.0": { dependencies: { Serilog: "2.12.0", "Humanizer.Core": "2.13.14" }, runtime: { "Shop.dll": {} } },
      "Serilog/2.12.0": { runtime: { "lib/net6.0/Serilog.dll": {} } },
      "Humanizer.Core/2.13.14": { runtime: { "lib/net6.0/Humanizer.dll": {} } },
    },
  },
  libraries: {
    "Shop/1.0.0": { type: "project" },
    "Serilog/2.12.0": { type: "package" },
    "Humanizer.Core/2.13.14": { type: "package" },
  },
});
const shop = assemblyOf({ name: "Shop", isProgram: true });
const bundle = bundleOf(6, [{ name: "Shop.deps.json", content: Buffer.from(DEPS) }]);

test("a package is counted once, whether a list, a bundle or an assembly tells of it", async () => {
  const { packages, problems } = await scanLayers([
    {
      entries: [
        { path: "app/Shop.deps.json", content: DEPS },
        { path: "app/Shop.dll", content: shop },
        { path: "app/Serilog.dll", content: serilog },
        { path: "app/Humanizer.dll", content: humanizer },
      ],
    },
    {
      entries: [
        { path: "tool/shop", content: bundle, mode: 0o755 },
        // Left beside the bundle when it was published.
        { path: "tool/Humanizer.dll", content: humanizer },
        { path: "scripts/Serilog.dll", content: serilog },
      ],
    },
  ]);
  expect(problems).toEqual([]);
  expect(
    packages.map(({ purl, foundBy, direct, locations }) => [purl, foundBy, direct, locations.map(({ path }) => path)]),
  ).toEqual([
    ["pkg:nuget/Humanizer.Core@2.13.14", "dotnet", true, ["app/Shop.deps.json", "tool/shop"]],
    ["pkg:nuget/Serilog@2.12.0", "dotnet", true, ["app/Shop.deps.json", "scripts/Serilog.dll", "tool/shop"]],
  ]);
});

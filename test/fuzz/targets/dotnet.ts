import { deflateRawSync } from "node:zlib";
import { dotnet } from "../../../src/catalogers/dotnet.ts";
import { dotnetAssembly } from "../../../src/catalogers/dotnet-assembly.ts";
import { nuget } from "../../../src/catalogers/nuget.ts";
import { assemblyOf, bundleOf } from "../../support/dotnet-files.ts";
import { elfOf, machOOf, peOf, type SectionFixture } from "../../support/program-files.ts";
import { readerTarget } from "./readers.ts";

/** All that such a program says of itself stands in its first bytes; the rest is there for its size. */
const small = (hostOf: (sections: readonly SectionFixture[]) => Buffer) => (sections: readonly SectionFixture[]) =>
  Buffer.from(hostOf(sections).subarray(0, 2048));

const deps =
  '{"runtimeTarget":{"name":"n/linux-x64"},"targets":{"n/linux-x64":{"A/1":{"dependencies":{"B":"2"},"runtime":{"A.dll":{}}},"B/2":{"runtime":{"lib/x/B.dll":{}},"resources":{"x/de/B.dll":{}},"runtimeTargets":{"runtimes/y/B.dll":{}}}}},"libraries":{"A/1":{"type":"project"},"B/2":{"type":"package","sha512":"sha512-AA=="},"runtimepack.C/3":{"type":"runtimepack"}}}';
const content = Buffer.from(deps);
const files = [{ name: "a.deps.json", content }];
const bundles = [
  bundleOf(1, files, small(elfOf)),
  bundleOf(2, files, small(peOf)),
  bundleOf(6, [{ name: "a.deps.json", content, packed: deflateRawSync(content) }], small(machOOf)),
];

export const dotnetDeps = readerTarget(
  dotnet,
  ["app/a.deps.json", "usr/bin/a", "usr/share/dotnet/sdk/8.0.100/.version"],
  "**/*.deps.json",
  [deps, "57efcf13509a\n8.0.100\nlinux-x64\n", ...bundles],
);

export const dotnetAssemblies = readerTarget(dotnetAssembly, ["app/A.dll", "app/a.deps.json"], "**/*.dll", [
  deps,
  assemblyOf({
    name: "A",
    version: "1.2.3.4",
    references: ["B", "C"],
    attributes: [
      ["AssemblyInformationalVersion", "1.2.3-rc.1+abc"],
      ["AssemblyMetadata", "RepositoryUrl", "https://a.b"],
    ],
    resource: { CompanyName: "x", ProductVersion: "1.2.3.0", FileVersion: "1.200.325.12345" },
  }),
  assemblyOf({
    name: "System.Private.CoreLib",
    ownAttributes: true,
    isCompiled: true,
    machine: 0x8664 ^ 0x7b79,
    attributes: [["AssemblyInformationalVersion", "8.0.10+81cabf2"]],
  }),
  ...bundles,
]);

export const nugetDescription = readerTarget(nuget, ["root/.nuget/packages/a/1/a.nuspec"], "**/*.nuspec", [
  '\ufeff<?xml version="1.0"?><package xmlns="x"><metadata><id>a</id><version>1</version><authors>x</authors><license type="expression">MIT</license><repository url="u" commit="c" /></metadata></package>',
  "<package><metadata><id>a</id><version>1</version><licenseUrl>https://a.b</licenseUrl><summary>s\n s</summary></metadata></package>",
]);

import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { scanLayers } from "../../test/support/scan-layers.ts";

test("a package of dpkg that Chisel tells of, too, counts once, with what both say", async () => {
  const lines = [
    '{"jsonwall":"1.0","schema":"1.0","count":4}',
    '{"kind":"package","name":"libssl3","version":"3.0.2-0ubuntu1","sha256":"","arch":"amd64"}',
    '{"kind":"package","name":"only","version":"1","sha256":"","arch":"amd64"}',
    '{"kind":"slice","name":"libssl3_libs"}',
  ];
  const status = "Package: libssl3\nVersion: 3.0.2-0ubuntu1\nArchitecture: amd64\nSource: openssl\n";
  const { packages, problems } = await scanLayers([
    {
      entries: [
        { path: "etc/os-release", content: 'ID=ubuntu\nVERSION_ID="22.04"\n' },
        { path: "var/lib/dpkg/status.d/libssl3", content: status },
        { path: "var/lib/chisel/manifest.wall", content: zstdCompressSync(lines.join("\n")) },
      ],
    },
  ]);
  expect(
    packages.map(({ purl, foundBy, properties, locations }) => ({
      purl,
      foundBy,
      properties,
      locations: locations.map(({ path }) => path),
    })),
  ).toEqual([
    {
      purl: "pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1?arch=amd64&distro=ubuntu-22.04&upstream=openssl%403.0.2-0ubuntu1",
      foundBy: "dpkg",
      properties: { "chisel:slices": "libs" },
      locations: ["var/lib/chisel/manifest.wall", "var/lib/dpkg/status.d/libssl3"],
    },
    {
      purl: "pkg:deb/ubuntu/only@1?arch=amd64&distro=ubuntu-22.04",
      foundBy: "chisel",
      properties: {},
      locations: ["var/lib/chisel/manifest.wall"],
    },
  ]);
  // The one of which Chisel alone tells has no source that advisories could speak of.
  expect(problems).toEqual([
    {
      code: "SOURCES_UNKNOWN",
      path: "var/lib/chisel/manifest.wall",
      message: "var/lib/chisel/manifest.wall: names no source packages, so flaws of only may be missed",
    },
  ]);
});

import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import type { Distribution } from "../model/distribution.ts";
import { nix } from "./nix.ts";

const DIGEST = "h0cnbmfcn93xm5dg2x27ixhag1cwndga";

const nixos: Distribution = {
  id: "nixos",
  name: "NixOS 24.05",
  versionId: "24.05",
  idLike: [],
  readFrom: "etc/os-release",
};

test.each([
  ["glibc-2.39-52", ["pkg:nix/glibc@2.39-52?distro=nixos-24.05"]],
  ["openssl-3.0.13-dev", ["pkg:nix/openssl@3.0.13?distro=nixos-24.05&output=dev"]],
  ["python3.11-requests-2.31.0", ["pkg:nix/python3.11-requests@2.31.0?distro=nixos-24.05"]],
  ["xorg-server-21.1.13", ["pkg:nix/xorg-server@21.1.13?distro=nixos-24.05"]],
  ["gcc-13.2.0-libgcc", ["pkg:nix/gcc@13.2.0?distro=nixos-24.05&output=libgcc"]],
  ["perl5.38.2-URI-5.21", ["pkg:nix/perl5.38.2-URI@5.21?distro=nixos-24.05"]],
  ["foo-unstable-2024-01-01", ["pkg:nix/foo-unstable@2024-01-01?distro=nixos-24.05"]],
  ["source", []],
  ["stdenv-linux", []],
  ["bash-5.2.tar.gz", []],
  ["openssl-3.0.13.drv", []],
  ["fix-1.0.patch", []],
  ["a-.b", []],
])("the folder of %s in the store is %j", (label, expected) => {
  const { packages } = catalogFiles(nix, [{ [`nix/store/${DIGEST}-${label}/x`]: "" }], nixos);
  expect(packages.map(({ purl }) => purl)).toEqual(expected);
});

test("a package of Nix has its folder, its layer and its digest", () => {
  const { packages, problems } = catalogFiles(
    nix,
    [
      { [`nix/store/${DIGEST}-a-1.0/x`]: "", "nix/store/short-b-1.0/x": "", [`opt/nix/store/${DIGEST}-c-1/x`]: "" },
      { [`nix/store/${DIGEST}-d-1.0/bin/x`]: "12345" },
      { [`nix/store/${DIGEST}-a-1.0`]: null },
    ],
    nixos,
  );
  expect(packages).toEqual([
    {
      purl: "pkg:nix/d@1.0?distro=nixos-24.05",
      type: "nix",
      name: "d",
      version: "1.0",
      licenses: [],
      installedSizeBytes: 5,
      properties: { "nix:store-digest": DIGEST },
      layer: 1,
      locations: [{ path: `nix/store/${DIGEST}-d-1.0`, layer: 1 }],
    },
  ]);
  expect(problems).toEqual([]);
});

import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { elfOf, machOOf, peOf } from "../../test/support/program-files.ts";
import { rustBinary } from "./rust-binary.ts";

const PATH = "usr/local/bin/tool";

const sectionOf = (list: unknown) => ({ name: ".dep-v0", content: deflateSync(JSON.stringify(list)) });

/** As cargo-auditable writes it. */
const LIST = {
  packages: [
    { name: "cc", version: "1.2.0", source: "crates.io", kind: "build" },
    { name: "itoa", version: "1.0.11", source: "crates.io" },
    { name: "tool", version: "0.3.1", source: "local", dependencies: [0, 1, 3], root: true },
    { name: "semver", version: "1.0.23", source: "crates.io", dependencies: [4] },
    { name: "serde", version: "1.0.200", source: "git" },
  ],
};

test.each([
  ["an ELF file", elfOf([sectionOf(LIST)]), "amd64"],
  ["a Windows program", peOf([sectionOf(LIST)]), "amd64"],
  ["a macOS program", machOOf([sectionOf(LIST)]), "arm64"],
])("the crates in %s, and not those that only built it", (_what, bytes, architecture) => {
  const { packages, problems } = catalogFiles(rustBinary, [{ [PATH]: bytes }]);
  expect(problems).toEqual([]);
  const common = { type: "cargo", licenses: [], architecture, scope: "production", layer: 0 };
  const place = { locations: [{ path: PATH, layer: 0 }] };
  const ofRegistry = { properties: { "cargo:source": "crates.io" } };
  expect(packages).toEqual([
    {
      ...common,
      ...place,
      ...ofRegistry,
      purl: "pkg:cargo/itoa@1.0.11",
      name: "itoa",
      version: "1.0.11",
      direct: true,
    },
    {
      ...common,
      ...place,
      purl: "pkg:cargo/tool@0.3.1",
      name: "tool",
      version: "0.3.1",
      sizeBytes: bytes.length,
      dependsOn: ["pkg:cargo/itoa@1.0.11", "pkg:cargo/semver@1.0.23"],
      properties: { "cargo:source": "local", "cargo:root": "true" },
    },
    {
      ...common,
      ...place,
      ...ofRegistry,
      purl: "pkg:cargo/semver@1.0.23",
      name: "semver",
      version: "1.0.23",
      direct: true,
      dependsOn: ["pkg:cargo/serde@1.0.200"],
    },
    {
      ...common,
      ...place,
      purl: "pkg:cargo/serde@1.0.200",
      name: "serde",
      version: "1.0.200",
      direct: false,
      properties: { "cargo:source": "git" },
    },
  ]);
});

test("a Rust program without the list says nothing", () => {
  expect(catalogFiles(rustBinary, [{ [PATH]: elfOf([]) }])).toEqual({ packages: [], problems: [] });
});

const bomb = deflateSync(Buffer.alloc(17 * 1024 * 1024, 0x20));
test.each<[string, Uint8Array, string]>([
  ["is no zlib stream", Buffer.from("not packed at all"), "cannot be unpacked"],
  ["is no JSON", deflateSync("{"), "is not JSON"],
  ["has no packages", deflateSync("[]"), "has no packages"],
  ["unpacks to too much", bomb, "unpacks to more than 16777216 bytes"],
])("a list that %s is a problem", (_what, content, why) => {
  const { packages, problems } = catalogFiles(rustBinary, [{ [PATH]: elfOf([{ name: ".dep-v0", content }]) }]);
  expect(packages).toEqual([]);
  expect(problems).toEqual([
    { code: "FILE_MALFORMED", path: PATH, message: expect.stringContaining(`${PATH}: its list of crates ${why}`) },
  ]);
});

test("names that are no text are a problem, and the others stand", () => {
  const list = { packages: [{ name: {}, version: "1" }, { name: "a", version: "1", dependencies: [0, 7, "x"] }, null] };
  const { packages, problems } = catalogFiles(rustBinary, [{ [PATH]: elfOf([sectionOf(list)]) }]);
  expect(packages.map(({ purl, dependsOn }) => [purl, dependsOn])).toEqual([["pkg:cargo/a@1", undefined]]);
  expect(problems.map(({ message }) => message)).toEqual([
    `${PATH}: its list of crates has 2 without a name or a version`,
  ]);
});

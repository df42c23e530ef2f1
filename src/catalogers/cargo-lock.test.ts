import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { cargoLock } from "./cargo-lock.ts";

const CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index";
const DIGEST = "ab".repeat(32);

test("crates with what they need, and without the project's own", () => {
  const lock = `version = 3
[[package]]
name = "own"
version = "0.1.0"
dependencies = ["rand 0.8.5", "libc"]

[[package]]
name = "rand"
version = "0.7.3"
source = "${CRATES_IO}"

[[package]]
name = "rand"
version = "0.8.5"
source = "${CRATES_IO}"
checksum = "${DIGEST}"
dependencies = ["libc", "rand 0.7.3 (${CRATES_IO})"]

[[package]]
name = "libc"
version = "0.2.1+build"
source = "git+https://example.org/libc?branch=x#0123"
`;
  const { packages, problems } = catalogFiles(cargoLock, [{ "Cargo.lock": lock }]);
  expect(problems).toEqual([]);
  expect(packages.map(({ purl, direct, dependsOn = [] }) => [purl, direct, ...dependsOn])).toEqual([
    ["pkg:cargo/rand@0.7.3", false],
    ["pkg:cargo/rand@0.8.5", true, "pkg:cargo/libc@0.2.1%2Bbuild", "pkg:cargo/rand@0.7.3"],
    ["pkg:cargo/libc@0.2.1%2Bbuild", true],
  ]);
  expect(packages[1]?.checksums).toEqual([{ algorithm: "sha256", value: DIGEST }]);
  expect(packages[2]?.properties).toEqual({ "cargo:source": "git+https://example.org/libc?branch=x#0123" });
});

test("checksums of the first form of the file", () => {
  const lock = `[[package]]
name = "a"
version = "1.0.0"
source = "${CRATES_IO}"
[metadata]
"checksum a 1.0.0 (${CRATES_IO})" = "${DIGEST}"
`;
  expect(catalogFiles(cargoLock, [{ "Cargo.lock": lock }]).packages[0]?.checksums).toEqual([
    { algorithm: "sha256", value: DIGEST },
  ]);
});

test.each([
  ["[[package", "Cargo.lock: is not TOML: "],
  ['package = [{source = "x", version = "1"}]', "Cargo.lock: a package has no name"],
  ['package = [{name = "a", source = "x", version = 1}]', "Cargo.lock: the package 'a' has no version"],
])("%s is a problem", (text, message) => {
  const { packages, problems } = catalogFiles(cargoLock, [{ "Cargo.lock": text }]);
  expect(packages).toEqual([]);
  expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
});

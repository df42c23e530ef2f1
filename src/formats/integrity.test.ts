import { expect, test } from "vitest";
import { checksumOf, parseHashes, parseIntegrity } from "./integrity.ts";

const SHA1_OF_ABC = "a9993e364706816aba3e25717850c26c9cd0d89d";

test.each([
  ["sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", [SHA1_OF_ABC]],
  [
    "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=?option md5-kAFQmDzST7DWlj99KOF/cg==",
    [SHA1_OF_ABC, "900150983cd24fb0d6963f7d28e17f72"],
  ],
  ["sha512-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", []],
  ["sha1-!!!!", []],
  ["crc32-AAAA", []],
  ["constructor-AAAA", []],
  ["-", []],
  ["", []],
  [undefined, []],
  [7, []],
])("the digests of %j", (text, expected) => {
  expect(parseIntegrity(text).map(({ value }) => value)).toEqual(expected);
});

test("hex digests behind a colon or an equals sign, each once", () => {
  const texts = [`sha1:${SHA1_OF_ABC}`, `sha1=${SHA1_OF_ABC.toUpperCase()}`, `sha1:${SHA1_OF_ABC}`, "sha1:", 7];
  expect(parseHashes(texts)).toEqual([
    { algorithm: "sha1", value: SHA1_OF_ABC },
    { algorithm: "sha1", value: SHA1_OF_ABC },
  ]);
});

test.each([
  ["sha256", "ab", undefined],
  ["sha1", "g".repeat(40), undefined],
  ["toString", "ab", undefined],
])("%s:%s is no checksum", (algorithm, hex, expected) => {
  expect(checksumOf(algorithm, hex)).toBe(expected);
});

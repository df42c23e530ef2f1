import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPurlTrouble, formatPurl, type PackageUrl, parsePurl } from "./purl.ts";

describe("a package URL is written", () => {
  const rows: [PackageUrl, string][] = [
    [{ type: "npm", name: "ms", version: "2.0.0", qualifiers: {} }, "pkg:npm/ms@2.0.0"],
    [
      { type: "npm", namespace: "@babel", name: "core", version: "7.0.0", qualifiers: {} },
      "pkg:npm/%40babel/core@7.0.0",
    ],
    [{ type: "pypi", name: "Django_x", version: "1", qualifiers: {} }, "pkg:pypi/django-x@1"],
    [
      {
        type: "deb",
        namespace: "debian",
        name: "a",
        version: "1:2.0+b1~rc-1",
        qualifiers: { distro: "debian-12", arch: "amd64", none: "" },
      },
      "pkg:deb/debian/a@1:2.0%2Bb1~rc-1?arch=amd64&distro=debian-12",
    ],
    [
      { type: "generic", name: "a b", version: "1/2", qualifiers: {}, subpath: "x/y z" },
      "pkg:generic/a%20b@1%2F2#x/y%20z",
    ],
  ];
  test.each(rows)("%j", (purl, text) => {
    expect(formatPurl(purl)).toBe(text);
  });
});

describe("a package URL is read", () => {
  test.each([
    ["pkg:npm/ms@2.0.0", { type: "npm", name: "ms", version: "2.0.0", qualifiers: {} }],
    ["pkg:npm/@babel/core@7", { type: "npm", namespace: "@babel", name: "core", version: "7", qualifiers: {} }],
    ["PKG://NPM/ms", { type: "npm", name: "ms", qualifiers: {} }],
    [
      "pkg:deb/debian/a@1?Arch=x&distro=debian-12#p",
      {
        type: "deb",
        namespace: "debian",
        name: "a",
        version: "1",
        qualifiers: { arch: "x", distro: "debian-12" },
        subpath: "p",
      },
    ],
  ])("%s", (text, purl) => {
    expect(parsePurl(text)).toEqual(purl);
  });

  test.each(["", "npm/a", "pkg:", "pkg:npm", "pkg:npm/", "pkg:1x/a", "pkg:npm/a?x", "pkg:npm/@a", "pkg:npm/a@%zz"])(
    "not %j",
    (text) => {
      expect(() => parsePurl(text)).toThrow(expect.objectContaining({ code: "PACKAGE_URL_INVALID" }));
    },
  );
});

describe("a type has its rules", () => {
  test.each([
    ["pkg:composer/Laravel/Framework@5", "pkg:composer/laravel/framework@5"],
    ["pkg:pub/Some-Name@1", "pkg:pub/some_name@1"],
    ["pkg:gem/RedCloth@4", "pkg:gem/RedCloth@4"],
    ["pkg:git/GitHub.com/Some/Thing@1", "pkg:git/github.com/some/thing@1"],
    ["pkg:git/example.org/Some/Thing@1", "pkg:git/example.org/Some/Thing@1"],
    ["pkg:constructor/a@1", "pkg:constructor/a@1"],
  ])("%s is %s", (text, canonical) => {
    expect(formatPurl(parsePurl(text))).toBe(canonical);
  });

  test.each([
    [{ type: "swift", name: "a" }, "a package of type swift has a namespace"],
    [{ type: "otp", namespace: "a", name: "b" }, "a package of type otp has no namespace"],
    [{ type: "julia", name: "a" }, "a package of type julia has the qualifier 'uuid'"],
    [{ type: "cpan", name: "LWP::UserAgent" }, "'LWP::UserAgent' is no name of type cpan"],
    [{ type: "npm", name: "a", qualifiers: { "a b": "c" } }, "'a b' is not the name of a qualifier"],
    [{ type: "npm", name: "a" }, undefined],
  ])("%j: %s", (purl, trouble) => {
    expect(findPurlTrouble(purl)).toBe(trouble);
  });
});

test("what is written is read back", () => {
  const part = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "" && !text.includes("/"));
  const purl = fc.record({
    type: fc.constant("generic"),
    name: part,
    version: part,
    qualifiers: fc.record({ arch: part }),
  });
  fc.assert(
    fc.property(purl, (value) => {
      expect(parsePurl(formatPurl(value))).toEqual(value);
    }),
  );
});

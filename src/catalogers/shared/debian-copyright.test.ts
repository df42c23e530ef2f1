import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../../test/support/catalog-files.ts";
import { NO_FACTS } from "../cataloger.ts";
import { dpkg } from "../dpkg.ts";

const STATUS = "var/lib/dpkg/status";
const status = (...names: string[]) =>
  names.map((name) => `Package: ${name}\nStatus: install ok installed\nVersion: 1\n`).join("\n");
const copyright = (licence: string) =>
  `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: ${licence}\n`;
const doc = (name: string) => `usr/share/doc/${name}/copyright`;

type Layers = Parameters<typeof catalogFiles>[1];

const licensesOf = (...layers: Layers) =>
  Object.fromEntries(catalogFiles(dpkg, layers).packages.map(({ name, licenses }) => [name, licenses]));

describe("a Debian package has the licences of its copyright file,", () => {
  test("which is in the folder of its name", () => {
    const files = {
      [STATUS]: status("a", "b", "c"),
      [doc("a")]: copyright("GPL-2+ or MIT"),
      [doc("b")]: copyright("ISC"),
    };
    expect(licensesOf(files)).toEqual({ a: ["GPL-2+ or MIT"], b: ["ISC"], c: [] });
  });

  test("also where that is a link to the folder of another", () => {
    const files = { [STATUS]: status("liba", "liba-dev"), [doc("liba")]: copyright("Zlib") };
    const folder = { "usr/share/doc/liba-dev": { link: "liba" } };
    expect(licensesOf({ ...files, ...folder })).toEqual({ liba: ["Zlib"], "liba-dev": ["Zlib"] });
    const file = { [doc("liba-dev")]: { link: "../liba/copyright" } };
    expect(licensesOf({ ...files, ...file })).toEqual({ liba: ["Zlib"], "liba-dev": ["Zlib"] });
  });

  test("also where that is a link to a common text", () => {
    const common = "usr/share/common-licenses/GPL-3";
    const files = { [STATUS]: status("a"), [doc("a")]: { link: `/${common}` }, [common]: "GNU GENERAL PUBLIC LICENSE" };
    expect(licensesOf(files)).toEqual({ a: ["GPL-3"] });
  });

  test("the last that was written, and none that was taken away", () => {
    const first = { [STATUS]: status("a", "b"), [doc("a")]: copyright("MIT"), [doc("b")]: copyright("MIT") };
    expect(licensesOf(first, { [doc("a")]: copyright("ISC"), [doc("b")]: null })).toEqual({ a: ["ISC"], b: [] });
  });

  test("also in distroless images", () => {
    expect(licensesOf({ "var/lib/dpkg/status.d/a": status("a"), [doc("a")]: copyright("MIT") })).toEqual({
      a: ["MIT"],
    });
  });
});

test.each([
  "usr/share/doc/copyright",
  "usr/share/doc/a/b/copyright",
  "usr/share/doc/a/copyright.gz",
  "opt/usr/share/doc/a/copyright",
])("%s is nobody's", (path) => {
  expect(dpkg.wants(path, NO_FACTS)).toBe(false);
});

test("a file that is far too large is told of", () => {
  const { packages, problems } = catalogFiles(dpkg, [
    { [STATUS]: status("a"), [doc("a")]: " ".repeat(1024 * 1024 + 1) },
  ]);
  expect(packages.map(({ licenses }) => licenses)).toEqual([[]]);
  expect(problems).toMatchObject([{ code: "LIMIT_EXCEEDED", path: doc("a") }]);
});

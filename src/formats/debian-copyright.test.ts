import { describe, expect, test } from "vitest";
import { licencesOfCopyright } from "./debian-copyright.ts";

const FORMAT = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";

describe("a machine-readable copyright file", () => {
  test.each([
    [
      "the licences of its files, each once",
      "Files: *\nLicense: GPL-2+\n text\n\nFiles: a b\nLicense: Expat\n\nFiles: c\nLicense: GPL-2+\n",
      ["GPL-2+", "Expat"],
    ],
    [
      "a choice as it is written",
      "Files: *\nLicense: GPL-1+ or  Artistic, and Expat\n",
      ["GPL-1+ or Artistic, and Expat"],
    ],
    // Else the choice would be none: both would hold.
    [
      "not the texts of its choices",
      "Files: *\nLicense: GPL-2+ or MIT\n\nLicense: GPL-2+\n a\n\nLicense: MIT\n b\n",
      ["GPL-2+ or MIT"],
    ],
    ["a name on the line below", "Files: *\nLicense:\n GPL-2+\n", ["GPL-2+"]],
    [
      "no text without a name",
      "Files: *\nLicense:\n Permission is granted to all.\n And more.\n\nFiles: b\nLicense: ISC\n",
      ["ISC"],
    ],
    ["texts alone where no files are named", "License: zlib\n This software\n", ["zlib"]],
  ])("has %s", (_title, stanzas, licences) => {
    expect(licencesOfCopyright(`${FORMAT}Upstream-Name: a\n\n${stanzas}`)).toEqual(licences);
  });

  test("has that of its header", () => {
    expect(licencesOfCopyright(`${FORMAT}License: GPL-3+\n\nFiles: *\nLicense: MIT\n`)).toEqual(["GPL-3+", "MIT"]);
  });

  test("without any licence is read as prose", () => {
    const text = `${FORMAT}\nFiles: *\nComment: see /usr/share/common-licenses/GPL-3\n`;
    expect(licencesOfCopyright(text)).toEqual(["GPL-3"]);
  });

  test("has no names without an end", () => {
    const many = Array.from({ length: 5000 }, (_, i) => `Files: ${i}\nLicense: ${i}${"x".repeat(i % 300)}\n\n`);
    const names = licencesOfCopyright(FORMAT + many.join(""));
    expect(names).toHaveLength(500);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(200);
  });
});

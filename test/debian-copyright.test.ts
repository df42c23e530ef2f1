import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { licencesOfCopyright } from "../src/formats/debian-copyright.ts";
import { TarReader } from "../src/formats/tar-reader.ts";
import { spdxExpressionOf } from "../src/licences/spdx-expression.ts";

/* Reads the copyright files of real installations, which PLIMSOLL_TEST_DATA has as data/pkgdb/. */

const testData = process.env.PLIMSOLL_TEST_DATA;

/** Package → licences. */
function licencesOf(sample: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const path = join(testData ?? "", "data/pkgdb", sample, "copyright.tar.gz");
  const reader = new TarReader({
    onEntry: ({ type }) => type === "file",
    onContent: ({ path }, content) => {
      found.set(path.split("/").at(-2) ?? "", licencesOfCopyright(new TextDecoder().decode(content)));
    },
  });
  reader.push(gunzipSync(readFileSync(path)));
  return found;
}

describe.skipIf(testData === undefined)("copyright files of Debian", () => {
  test.each([
    // Kerberos' error library has a notice of MIT that SPDX has several of.
    ["debian-11", 87, ["libcom-err2"]],
    ["debian-12", 86, []],
  ])("%s: all but a few say something", (sample, count, silent) => {
    const licences = licencesOf(sample);
    expect(licences.size).toBe(count);
    expect([...licences].filter(([, names]) => names.length === 0).map(([name]) => name)).toEqual(silent);
  });

  // Each read by eye.
  test.each([
    ["debian-11", "sed", "GPL-3.0-or-later AND GFDL-1.3-or-later"],
    ["debian-12", "base-files", "GPL-2.0-or-later"],
    ["debian-12", "libcrypt1", "LGPL-2.1-or-later"],
    ["debian-12", "zlib1g", "Zlib"],
    ["debian-11", "apt", "GPL-2.0-or-later"],
    ["debian-11", "libssl1.1", "OpenSSL"],
    ["debian-11", "hostname", "GPL-2.0-only"],
    ["debian-11", "libgmp10", "LGPL-3.0-or-later OR GPL-2.0-or-later"],
    ["debian-11", "libselinux1", "GPL-2.0-only AND LGPL-2.1-or-later AND LicenseRef-public-domain"],
  ])("%s: %s is %s", (sample, name, expression) => {
    expect(spdxExpressionOf(licencesOf(sample).get(name) ?? [])).toBe(expression);
  });

  test("only names that SPDX does not have stay without an identifier", () => {
    const expressions = ["debian-11", "debian-12"].flatMap((sample) =>
      [...licencesOf(sample).values()].map((names) => spdxExpressionOf(names) ?? ""),
    );
    const unknown = new Set(expressions.flatMap((text) => text.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? []));
    expect([...unknown].sort()).toMatchSnapshot();
  });
});

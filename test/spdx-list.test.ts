import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEPRECATED_IDS } from "../src/licences/deprecated-ids.ts";
import { SPDX_EXCEPTIONS } from "../src/licences/spdx-exceptions.ts";
import { spdxExpressionOf } from "../src/licences/spdx-expression.ts";

/* Holds our tables of licences to the list of the SPDX project, which PLIMSOLL_TEST_DATA has as data/vectors/spdx/. */

interface Licence {
  readonly licenseId: string;
  readonly name: string;
  readonly isDeprecatedLicenseId: boolean;
}

const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("the SPDX list", () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(join(testData ?? "", "data/vectors/spdx/license-list-data/json", `${name}.json`), "utf8"));
  const { licenses } = testData === undefined ? { licenses: [] } : (read("licenses") as { licenses: Licence[] });
  const current = licenses.filter(({ isDeprecatedLicenseId }) => !isDeprecatedLicenseId);
  const deprecated = licenses.filter(({ isDeprecatedLicenseId }) => isDeprecatedLicenseId);

  test("every identifier and every name in use is itself", () => {
    expect(current.length).toBeGreaterThan(600);
    const wrong = current.flatMap(({ licenseId, name }) =>
      [licenseId, licenseId.toLowerCase(), name, name.toUpperCase()]
        .filter((text) => spdxExpressionOf([text]) !== licenseId)
        .map((text) => `${text} → ${spdxExpressionOf([text])}`),
    );
    expect(wrong).toEqual([]);
  });

  test("every identifier that was given up is what our table says", () => {
    const table = new Map(
      DEPRECATED_IDS.trim()
        .split("\n")
        .map((line) => [line.split("|")[0], line.split("|")[2]]),
    );
    expect(deprecated.map(({ licenseId }) => licenseId).sort()).toEqual([...table.keys()].sort());
    const wrong = deprecated.flatMap(({ licenseId, name }) =>
      [licenseId, name].filter((text) => spdxExpressionOf([text]) !== table.get(licenseId)),
    );
    expect(wrong).toEqual([]);
    // Nothing is given up for something that was given up.
    const ids = new Set(current.map(({ licenseId }) => licenseId));
    const kept = [...table].filter(([id, now]) => id !== now).map(([, now]) => now?.split(" WITH ")[0]);
    expect(kept.filter((id) => !ids.has(id ?? ""))).toEqual([]);
  });

  test("every exception stands behind its licence", () => {
    const { exceptions } = read("exceptions") as { exceptions: { licenseExceptionId: string }[] };
    const ids = exceptions.map(({ licenseExceptionId }) => licenseExceptionId);
    expect(SPDX_EXCEPTIONS.trim().split("\n")).toEqual(ids.toSorted());
    const wrong = ids.filter((id) => {
      const expression = `GPL-2.0-or-later WITH ${id}`;
      return spdxExpressionOf([expression.toLowerCase()]) !== expression;
    });
    expect(wrong).toEqual([]);
  });
});

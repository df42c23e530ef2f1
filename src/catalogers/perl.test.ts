import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { perl } from "./perl.ts";

const META = "usr/local/lib/x86_64-linux-gnu/perl/5.36.0/.meta";

test.each([
  [`${META}/Acme-Alpha-1.03/MYMETA.json`, true],
  [`${META}/Acme-Alpha-1.03/install.json`, true],
  ["app/MYMETA.json", false],
  [`${META}/Acme-Alpha-1.03/other.json`, false],
])("perl wants %s: %s", (path, wanted) => {
  expect(perl.wants(path, NO_FACTS)).toBe(wanted);
});

/** As cpanm 1.7046 wrote them. */
const ALPHA = {
  abstract: "The Alpha module",
  author: ["Ann A <ann@example.org>", "Bob"],
  license: ["perl_5"],
  name: "Acme-Alpha",
  version: "1.03",
  prereqs: {
    build: { requires: { "ExtUtils::MakeMaker": "0" } },
    runtime: { requires: { "Acme::Beta::Inner": "2", perl: "5.008" } },
  },
  resources: { homepage: "https://example.org/Alpha", repository: { url: "https://example.org/Alpha.git" } },
};
const BETA = { abstract: "unknown", author: [], license: ["unknown"], name: "Acme::Beta", version: "2.5" };
const INSTALL_BETA = {
  pathname: "A/AN/ANN/Acme-Beta-2.5.tar.gz",
  name: "Acme::Beta",
  provides: { "Acme::Beta::Inner": { file: "Inner.pm", version: "2.5" } },
};

test("distributions with the records of their installation", () => {
  const { packages, problems } = catalogFiles(perl, [
    {
      [`${META}/Acme-Alpha-1.03/MYMETA.json`]: JSON.stringify(ALPHA),
      [`${META}/Acme-Beta-2.5/MYMETA.json`]: JSON.stringify(BETA),
      [`${META}/Acme-Beta-2.5/install.json`]: JSON.stringify(INSTALL_BETA),
    },
  ]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:cpan/Acme-Alpha@1.03",
      licenses: ["perl_5"],
      author: "Ann A <ann@example.org>, Bob",
      description: "The Alpha module",
      homepage: "https://example.org/Alpha",
      dependsOn: ["pkg:cpan/ANN/Acme-Beta@2.5"],
      properties: { "perl:repository": "https://example.org/Alpha.git" },
    }),
    expect.objectContaining({
      purl: "pkg:cpan/ANN/Acme-Beta@2.5",
      namespace: "ANN",
      name: "Acme-Beta",
      licenses: [],
    }),
  ]);
});

test("what is damaged is a problem", () => {
  const path = `${META}/a/MYMETA.json`;
  for (const text of ["{", "{}", '{"name":"a","version":{}}']) {
    expect(catalogFiles(perl, [{ [path]: text }])).toMatchObject({ packages: [], problems: [{ path }] });
  }
});

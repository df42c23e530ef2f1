import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { bitnami } from "./bitnami.ts";
import { NO_FACTS } from "./cataloger.ts";

test.each([
  ["opt/bitnami/postgresql/.spdx-postgresql.spdx", true],
  ["opt/bitnami/.spdx-postgresql.spdx", true],
  ["opt/bitnami/postgresql/share/.spdx-postgresql.spdx", false],
  ["srv/opt/bitnami/postgresql/.spdx-postgresql.spdx", false],
])("bitnami wants %s: %s", (path, wanted) => {
  expect(bitnami.wants(path, NO_FACTS)).toBe(wanted);
});

const PATH = "opt/bitnami/postgresql/.spdx-postgresql.spdx";
const refs = (purl: string) => [
  { referenceType: "cpe23Type", referenceLocator: "cpe:2.3:*:x" },
  { referenceType: "purl", referenceLocator: purl },
];

test("the software of a document, and what it has in it", () => {
  const document = {
    packages: [
      {
        SPDXID: "SPDXRef-postgresql",
        name: "PostgreSQL",
        supplier: "Organization: VMware, Inc.",
        licenseConcluded: "PostgreSQL",
        licenseDeclared: "NOASSERTION",
        downloadLocation: "https://example.org/p.tar.gz",
        externalRefs: refs("pkg:bitnami/postgresql@15.3.0?arch=arm64"),
      },
      { SPDXID: "SPDXRef-jar", name: "jar" },
      { SPDXID: "SPDXRef-apm", licenseDeclared: "NONE", externalRefs: refs("pkg:maven/co.elastic/apm@1.36.0") },
    ],
    relationships: [
      { spdxElementId: "SPDXRef-postgresql", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-apm" },
      { spdxElementId: "SPDXRef-apm", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-postgresql" },
    ],
    documentDescribes: ["SPDXRef-postgresql"],
  };
  const { packages, problems } = catalogFiles(bitnami, [{ [PATH]: JSON.stringify(document) }]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:bitnami/postgresql@15.3.0?arch=arm64",
      name: "postgresql",
      architecture: "arm64",
      author: "VMware, Inc.",
      licenses: ["PostgreSQL"],
      direct: true,
      dependsOn: ["pkg:maven/co.elastic/apm@1.36.0"],
      properties: { "bitnami:downloadLocation": "https://example.org/p.tar.gz", "bitnami:cpe": "cpe:2.3:*:x" },
    }),
    expect.objectContaining({ purl: "pkg:maven/co.elastic/apm@1.36.0", type: "maven", licenses: [], direct: false }),
  ]);
});

test.each([
  ["{", "is not JSON"],
  [JSON.stringify({ packages: [{ externalRefs: refs("pkg:") }] }), "'pkg:' is not a package URL"],
  [JSON.stringify({ packages: [{ externalRefs: refs("pkg:bitnami/a") }] }), "the package 'a' has no version"],
])("%s is a problem", (text, message) => {
  expect(catalogFiles(bitnami, [{ [PATH]: text }])).toEqual({
    packages: [],
    problems: [{ code: "FILE_MALFORMED", path: PATH, message: `${PATH}: ${message}` }],
  });
});

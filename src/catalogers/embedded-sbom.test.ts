import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { embeddedSbom } from "./embedded-sbom.ts";

test.each([
  ["var/lib/db/sbom/curl-8.12.1-r3.spdx.json", true],
  ["opt/docker/sbom/dhi-node/.spdx.dhi-node.json", true],
  ["layers/sbom/launch/paketo-buildpacks_npm-install/launch-modules/sbom.cdx.json", true],
  ["layers/sbom/launch/sbom.legacy.json", false],
  ["app/bom.json", true],
  ["sbom.json", true],
  ["app/team.bom.json", true],
  ["usr/lib/python3/site-packages/xgboost-3.1.2.dist-info/sboms/auditwheel.cdx.json", true],
  ["usr/share/tool/sbom/tool.spdx", true],
  ["app/package.json", false],
  ["opt/bitnami/redis/.spdx-redis.spdx", false],
  ["app/node_modules/a/test/fixtures/x.cdx.json", false],
  ["usr/share/doc/tool/examples/x.spdx.json", false],
])("embedded-sbom wants %s: %s", (path, wanted) => {
  expect(embeddedSbom.wants(path, NO_FACTS)).toBe(wanted);
});

test.each([
  [' \n{"a', true],
  ["\ufeff{", true],
  ["# comment\nSPDXVersion: SPDX-2.3", true],
  ["SPDXVersion: SPDX-2.3", true],
  ["MIT License", false],
  ["\u0000\u0001", false],
])("embedded-sbom looks into %j: %s", (text, wanted) => {
  expect(embeddedSbom.sniff?.(new TextEncoder().encode(text))).toBe(wanted);
});

const cataloged = (path: string, content: unknown) =>
  catalogFiles(embeddedSbom, [{ [path]: typeof content === "string" ? content : JSON.stringify(content) }]);

const wordsOf = (path: string, content: unknown) =>
  cataloged(path, content).packages.map(({ purl, word }) => [purl, word]);

const purl = (referenceLocator: string) => [
  { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator },
];

describe("the document of an apk", () => {
  // As melange writes them.
  const CURL = "pkg:apk/wolfi/curl@8.12.1-r3?arch=x86_64";
  const UPSTREAM = "pkg:generic/curl@8.12.1?download_url=https:%2F%2Fcurl.se%2Fcurl-8.12.1.tar.xz";
  const document = {
    spdxVersion: "SPDX-2.3",
    documentDescribes: ["curl"],
    packages: [
      {
        SPDXID: "curl",
        name: "curl",
        versionInfo: "8.12.1-r3",
        licenseDeclared: "MIT",
        originator: "Organization: Wolfi",
        externalRefs: purl(CURL),
      },
      { SPDXID: "yaml", name: "curl.yaml", externalRefs: purl("pkg:github/wolfi-dev/os@eca16600#curl.yaml") },
      { SPDXID: "upstream", name: "curl", versionInfo: "8.12.1", externalRefs: purl(UPSTREAM) },
    ],
    relationships: [
      { spdxElementId: "curl", relationshipType: "DESCRIBED_BY", relatedSpdxElement: "yaml" },
      { spdxElementId: "curl", relationshipType: "GENERATED_FROM", relatedSpdxElement: "upstream" },
    ],
  };

  test("tells of the apk, and what it was built from is no package", () => {
    const { packages, problems } = cataloged("var/lib/db/sbom/curl-8.12.1-r3.spdx.json", document);
    expect(problems).toEqual([]);
    expect(packages).toEqual([
      expect.objectContaining({
        purl: CURL,
        word: "installed",
        architecture: "x86_64",
        licenses: ["MIT"],
        author: "Wolfi",
        properties: {
          "sbom:builtFrom": UPSTREAM,
          "sbom:toldBy": "/var/lib/db/sbom/curl-8.12.1-r3.spdx.json",
        },
        locations: [{ path: "var/lib/db/sbom/curl-8.12.1-r3.spdx.json", layer: 0 }],
      }),
    ]);
  });

  test("nor is it anywhere else", () => {
    expect(wordsOf("app/curl.spdx.json", document)).toEqual([[CURL, "listed"]]);
  });

  test("tells of nothing else in its folder", () => {
    const other = { ...document, packages: [{ SPDXID: "a", externalRefs: purl("pkg:npm/a@1") }], relationships: [] };
    expect(wordsOf("var/lib/db/sbom/a.spdx.json", other)).toEqual([]);
    expect(wordsOf("opt/a.spdx.json", other)).toEqual([["pkg:npm/a@1", "listed"]]);
  });
});

test("Docker's hardened images: the software that was compiled for them, and not the image", () => {
  // Its document and its package have one id, which SPDX does not allow.
  const document = {
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-dhi-node",
    packages: [
      {
        SPDXID: "SPDXRef-dhi-node",
        name: "dhi/node",
        primaryPackagePurpose: "CONTAINER",
        externalRefs: purl("pkg:docker/dhi/node@24"),
      },
      { SPDXID: "n", name: "node", versionInfo: "24.1.0", externalRefs: purl("pkg:dhi/node@24.1.0?os_name=debian") },
    ],
  };
  expect(wordsOf("opt/docker/sbom/dhi-node/.spdx.dhi-node.json", document)).toEqual([
    ["pkg:dhi/node@24.1.0?os_name=debian", "installed"],
  ]);
});

describe("what each document's word is worth:", () => {
  const component = (name: string, more: object = {}) => ({ name, version: "1", purl: `pkg:npm/${name}@1`, ...more });
  const cdx = (components: unknown[], metadata: object = {}) => ({ bomFormat: "CycloneDX", metadata, components });
  const one = cdx([component("a")]);

  test.each([
    ["a buildpack's", "layers/sbom/launch/x/y/sbom.cdx.json", one, "installed"],
    ["one that somebody put there", "app/bom.json", one, "listed"],
    [
      "for development",
      "app/bom.json",
      cdx([component("a", { properties: [{ name: "cdx:npm:package:development", value: "true" }] })]),
      "mentioned",
    ],
    ["excluded", "app/bom.json", cdx([component("a", { scope: "excluded" })]), "mentioned"],
    ["optional", "app/bom.json", cdx([component("a", { scope: "optional" })]), "mentioned"],
    [
      "optional, by an installer",
      "cnb/sbom/1.sbom.cdx.json",
      cdx([component("a", { scope: "optional" })]),
      "installed",
    ],
    [
      "before anything was built",
      "app/bom.json",
      cdx([component("a")], { lifecycles: [{ phase: "pre-build" }] }),
      "mentioned",
    ],
    ["after", "app/bom.json", cdx([component("a")], { lifecycles: [{ phase: "build" }] }), "listed"],
    ["within a package", "usr/lib/python3/site-packages/pip/_vendor/bom.cdx.json", one, "mentioned"],
    ["within a module of Go", "root/go/pkg/mod/go.mongodb.org/mongo-driver@v1.17.6/sbom.json", one, "mentioned"],
  ])("%s", (_title, path, document, word) => {
    expect(wordsOf(path, document)).toEqual([["pkg:npm/a@1", word]]);
  });

  const spdx = (described: string, kind: string) => ({
    spdxVersion: "SPDX-2.3",
    documentDescribes: ["root"],
    packages: [
      { SPDXID: "root", name: "root", versionInfo: "1", externalRefs: purl(described) },
      { SPDXID: "a", name: "a", versionInfo: "1", externalRefs: purl("pkg:npm/a@1") },
    ],
    relationships: [{ spdxElementId: "a", relationshipType: kind, relatedSpdxElement: "root" }],
  });

  test.each([
    ["pkg:npm/root@1", "DEPENDENCY_OF", "listed"],
    ["pkg:npm/root@1", "DEV_DEPENDENCY_OF", "mentioned"],
    ["pkg:npm/root@1", "TEST_TOOL_OF", "mentioned"],
    // GitHub's own export of a repository.
    ["pkg:github/team/root@main", "DEPENDENCY_OF", "mentioned"],
  ])("SPDX: of %s, a %s is %s", (described, kind, word) => {
    expect(wordsOf("app/app.spdx.json", spdx(described, kind))).toContainEqual(["pkg:npm/a@1", word]);
  });

  test.each([
    [
      "auditwheel",
      "psycopg_binary-3.3.9.dist-info/sboms/auditwheel.cdx.json",
      cdx(
        [
          { name: "psycopg_binary", purl: "pkg:pypi/psycopg_binary@3.3.9?file_name=p.whl" },
          { name: "libcom_err", purl: "pkg:rpm/centos/libcom_err@1.42.9-19.el7" },
        ],
        { component: { purl: "pkg:pypi/psycopg_binary@3.3.9?file_name=p.whl" } },
      ),
      "pkg:pypi/psycopg-binary@3.3.9",
      "pkg:rpm/centos/libcom_err@1.42.9-19.el7",
    ],
    [
      "cargo-cyclonedx: about its own part of the wheel",
      "cryptography-48.0.0.dist-info/sboms/cryptography-rust.cyclonedx.json",
      cdx(
        [
          { name: "asn1", purl: "pkg:cargo/asn1@0.24.1" },
          { name: "cc", purl: "pkg:cargo/cc@1.2.61", scope: "excluded" },
          { name: "x", purl: "pkg:cargo/x@1?download_url=file://x" },
        ],
        { component: { purl: "pkg:cargo/cryptography-rust@0.1.0?download_url=file://." } },
      ),
      "pkg:pypi/cryptography@48.0.0",
      "pkg:cargo/asn1@0.24.1 pkg:cargo/x@1",
    ],
  ])("what a wheel has in it is told of the wheel: %s", (_title, path, document, wheel, bundles) => {
    const { packages } = cataloged(`usr/lib/python3/site-packages/${path}`, document);
    expect(new Set(packages.map(({ word }) => word))).toEqual(new Set(["mentioned"]));
    const described = packages.filter(({ properties }) => properties["sbom:bundles"]);
    expect(described.map(({ purl, properties }) => [purl, properties["sbom:bundles"]])).toEqual([[wheel, bundles]]);
  });
});

test("tag-value and Syft's own form, with who needs whom", () => {
  const lines = [
    "SPDXVersion: SPDX-2.3",
    ...["a", "b"].flatMap((name) => [
      `PackageName: ${name}`,
      `SPDXID: ${name}`,
      "PackageVersion: 1",
      `ExternalRef: PACKAGE-MANAGER purl pkg:npm/${name}@1`,
    ]),
    "Relationship: a DEPENDS_ON b",
  ];
  const syft = {
    artifacts: ["a", "b"].map((name) => ({ id: name, name, version: "1", type: "npm", purl: `pkg:npm/${name}@1` })),
    artifactRelationships: [{ parent: "b", child: "a", type: "dependency-of" }],
    source: {},
  };
  for (const [path, content] of [
    ["app/a.spdx", lines.join("\n")],
    ["app/a.syft.json", syft],
  ] as const) {
    const { packages, problems } = cataloged(path, content);
    expect(problems).toEqual([]);
    expect(packages.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["a", ["pkg:npm/b@1"]],
      ["b", undefined],
    ]);
  }
});

test("a distribution's package gets the release of the image", () => {
  const document = { bomFormat: "CycloneDX", components: [{ name: "a", purl: "pkg:deb/debian/a@1" }] };
  expect(wordsOf("opt/docker/sbom/a.cdx.json", document)).toEqual([
    ["pkg:deb/debian/a@1?distro=debian-12", "installed"],
  ]);
});

test("what names nothing that could be looked up is passed over", () => {
  const components = [
    { name: "no package URL", version: "1" },
    { name: "a", purl: "pkg:npm/a" },
    { name: "broken", purl: "npm/a@1" },
    { type: "container", name: "i", purl: "pkg:oci/i@sha256:1" },
    { name: "actions/checkout", purl: "pkg:github/actions/checkout@v4" },
    { name: { a: 1 }, version: ["1"], purl: 7 },
    null,
  ];
  const { packages, problems } = cataloged("app/bom.json", { bomFormat: "CycloneDX", components });
  expect(packages).toEqual([]);
  expect(problems).toEqual([]);
});

describe("damage is a problem:", () => {
  test.each([
    ["half a document", "app/a.cdx.json", '{"bomFormat":"Cyclo', "ends where"],
    ["something else", "app/a.spdx.json", '{"a":1}', "is no list of packages that is known"],
    [
      "values without end",
      "app/bom.json",
      `{"components":[[${"0,".repeat(2_100_000)}`,
      "has more than what is left of",
    ],
  ])("%s", (_title, path, text, message) => {
    const { packages, problems } = cataloged(path, text);
    expect(packages).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ path, message: expect.stringContaining(`${path}: `) })]);
    expect(problems[0]?.message).toContain(message);
  });

  test("but not in a file of a common name, which others have as well", () => {
    for (const text of ['{"parts":[]}', "{"]) {
      expect(cataloged("app/bom.json", text)).toEqual({ packages: [], problems: [] });
    }
  });
});

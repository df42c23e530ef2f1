import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { toJson } from "../cli/write-report.ts";
import type { Sbom } from "../model/sbom.ts";
import { SBOM_FORMATS } from "./formats.ts";
import { parseSbom, sbomReading } from "./read-sbom.ts";

const FIXTURES = ["syft.json", "syft.cdx.json", "syft.spdx.json", "trivy.json", "trivy.cdx.json", "trivy.spdx.json"];
const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");

function readInPieces(bytes: Uint8Array, sizes: readonly number[], sbomValues = 1e6): Sbom {
  const reading = sbomReading("a", { sbomValues });
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    const piece = bytes.slice(at, at + size);
    reading.write(piece);
    piece.fill(0);
    at += size;
  }
  return reading.end();
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("the pieces in which a document comes change nothing:", () => {
  const documents = SBOM_FORMATS.map(
    ({ name, load }) =>
      [
        name,
        async () => {
          const document = (await load())(richSbom, { toolVersion: "1.0.0" });
          return typeof document === "string" ? document : toJson(document);
        },
      ] as const,
  );

  test.each([...FIXTURES.map((name) => [name, async () => fixture(name)] as const), ...documents])(
    "%s",
    async (_name, load) => {
      const text = await load();
      const whole = parseSbom(text, "a");
      expect(whole.packages.length).toBeGreaterThan(2);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }), (sizes) => {
          expect(readInPieces(bytesOf(text), sizes)).toEqual(whole);
        }),
        { numRuns: 10 },
      );
      expect(readInPieces(bytesOf(`\ufeff \r\n${text}`), [1])).toEqual(whole);
    },
  );
});

const reversed = (text: string) =>
  JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse()));

test.each(FIXTURES)("%s: nor does the order of its fields", (name) => {
  expect(parseSbom(reversed(fixture(name)), "a")).toEqual(parseSbom(fixture(name), "a"));
});

describe("what nobody reads costs nothing:", () => {
  const many = (item: unknown) => Array.from({ length: 1000 }, () => item);
  const npm = (id: string) => ({
    SPDXID: id,
    name: id,
    externalRefs: [
      ...many({ referenceType: "cpe23Type" }).slice(0, 3),
      { referenceType: "purl", referenceLocator: `pkg:npm/${id}@1` },
    ],
  });
  const owner = { ...npm("x"), externalRefs: [{ referenceType: "purl", referenceLocator: "pkg:deb/debian/x@1" }] };
  const lead = (to: string) => ({ spdxElementId: "x", relationshipType: "CONTAINS", relatedSpdxElement: to });

  test.each([
    [
      "files of SPDX, and that packages contain them",
      {
        spdxVersion: "SPDX-2.3",
        files: many({ SPDXID: "f", fileName: "/f", checksums: [{}] }),
        packages: [owner, npm("a")],
        relationships: [...many(lead("f")), lead("a")],
      },
    ],
    [
      "what nobody reads of CycloneDX",
      {
        bomFormat: "CycloneDX",
        vulnerabilities: many({ id: "CVE-1", affects: [] }),
        metadata: { component: { type: "container", name: "i", components: many({ name: "a" }) } },
        components: [{ name: "a", purl: "pkg:npm/a@1", version: "1" }],
      },
    ],
    [
      "files of Syft",
      {
        artifacts: [{ id: "a", name: "a", version: "1", purl: "pkg:npm/a@1" }],
        artifactRelationships: [],
        files: many({ id: "f", location: { path: "/f" } }),
      },
    ],
    [
      "findings of Trivy",
      {
        SchemaVersion: 2,
        ArtifactName: "a",
        Results: [
          {
            Packages: [{ ID: "a", Name: "a", Version: "1", Identifier: { PURL: "pkg:npm/a@1" } }],
            Misconfigurations: [],
          },
        ],
        Other: many([]),
      },
    ],
  ])("%s", (_title, document) => {
    // The relationships are looked at one by one: their values count.
    const values = "relationships" in document ? 4000 : 100;
    const { packages, problems } = readInPieces(bytesOf(JSON.stringify(document)), [100], values);
    expect(packages.map(({ purl }) => purl)).toContain("pkg:npm/a@1");
    expect(problems).toEqual([]);
    if ("relationships" in document) {
      expect(packages.find(({ name }) => name === "a")?.owner).toBe("pkg:deb/debian/x@1");
    }
  });
});

test("a component is read without the files within it, and with the packages behind those", () => {
  const component = (name: string, more: object) => ({ name, version: "1", purl: `pkg:npm/${name}@1`, ...more });
  const document = {
    bomFormat: "CycloneDX",
    components: [
      component("a", {
        pedigree: { commits: [{}] },
        licenses: [{ license: { id: "MIT", text: { content: "x".repeat(1e6) } } }],
        evidence: { occurrences: [{ location: "/a" }], callstack: {} },
        components: [
          { type: "file", name: "f" },
          { type: "file", name: "g", components: [component("b", {})] },
        ],
      }),
    ],
  };
  const { packages } = parseSbom(JSON.stringify(document), "a");
  expect(packages).toMatchObject([
    { name: "a", licenses: ["MIT"], locations: [{ path: "a" }] },
    { name: "b", licenses: [] },
  ]);
});

test("tag-value: who owns whom is known whatever order the lines have, and files are none", () => {
  const lines = [
    "SPDXVersion: SPDX-2.3",
    "DocumentName: a",
    "Relationship: x CONTAINS later",
    "PackageName: x",
    "SPDXID: x",
    "PackageVersion: 1",
    "ExternalRef: SECURITY cpe23Type cpe:2.3:a:x",
    "ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/x@1",
    "Relationship: x CONTAINS earlier",
    "Relationship: x CONTAINS f",
    "FileName: ./f",
    "SPDXID: f",
    "PackageVersion: of a file",
    ...["earlier", "later"].flatMap((name) => [
      `PackageName: ${name}`,
      `SPDXID: ${name}`,
      "PackageVersion: 1",
      `ExternalRef: PACKAGE-MANAGER purl pkg:npm/${name}@1`,
    ]),
    "Relationship: earlier CONTAINS later",
    "Relationship: later DEPENDS_ON earlier",
  ];
  const { packages, problems } = readInPieces(bytesOf(lines.join("\n")), [9]);
  const x = "pkg:deb/debian/x@1";
  expect(packages.map(({ name, version, owner, dependsOn }) => [name, version, owner, dependsOn])).toEqual([
    ["x", "1", undefined, undefined],
    ["earlier", "1", x, undefined],
    ["later", "1", x, ["pkg:npm/earlier@1"]],
  ]);
  expect(problems).toEqual([]);
});

describe("too much is refused by its name:", () => {
  const cdx = (components: unknown) => JSON.stringify({ bomFormat: "CycloneDX", components });
  const many = Array.from({ length: 100 }, () => ({ name: "a", version: "1" }));
  const envelope = (text: string) =>
    JSON.stringify({ payloadType: "application/vnd.in-toto+json", payload: Buffer.from(text).toString("base64") });

  test.each([
    ["values", cdx(many)],
    ["values in an envelope", envelope(cdx(many))],
    ["values in cosign's text", JSON.stringify({ predicateType: "a", predicate: { Data: cdx(many) } })],
    ["elements of XML", `<bom><components>${"<component><name>a</name></component>".repeat(50)}</components></bom>`],
  ])("%s", (_title, text) => {
    expect(() => readInPieces(bytesOf(text), [50], 50)).toThrow(
      expect.objectContaining({ code: "LIMIT_EXCEEDED", message: expect.stringMatching(/^a: .*sbom-values/) }),
    );
  });

  test("levels", () => {
    expect(() => parseSbom(`{"components":[${"[".repeat(20_000)}`, "a")).toThrow(
      expect.objectContaining({ code: "LIMIT_EXCEEDED", message: expect.stringContaining("more than 10000 levels") }),
    );
  });
});

test.each([
  ["with line ends", (text: string) => text.replaceAll(/.{76}/g, "$&\r\n")],
  [
    "for addresses, without padding",
    (text: string) => text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  ],
])("an envelope of some megabytes, its base64 %s", (_title, written) => {
  const name = "é~?".repeat(300);
  const components = Array.from({ length: 2000 }, (_, i) => ({ name, version: `${i}`, purl: `pkg:npm/a@${i}` }));
  const payload = Buffer.from(JSON.stringify({ bomFormat: "CycloneDX", components })).toString("base64");
  expect(payload.length).toBeGreaterThan(2e6);
  const { packages } = parseSbom(JSON.stringify({ payloadType: "a", payload: written(payload) }), "a");
  expect(packages).toHaveLength(2000);
  expect(new Set(packages.map((pkg) => pkg.name))).toEqual(new Set([name]));
});

test("damage is told with its place", () => {
  expect(() => parseSbom('{"bomFormat":"CycloneDX","components":[{"name":tru}]}', "a.json")).toThrow(
    "a.json: byte 39: what begins here is no JSON",
  );
});

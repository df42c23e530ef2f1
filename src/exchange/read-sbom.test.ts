import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { KnownError } from "../model/errors.ts";
import { SBOM_FORMATS } from "./formats.ts";
import { parseSbom } from "./read-sbom.ts";

/*
 * The fixtures are what Syft 1.18.1 and Trivy 0.69.3 wrote of one small image: two Debian packages, the one with an
 * epoch, the other from a source of another name and version; a Python package whose file the second one owns; and an
 * npm package. What is long in them and never read was cut.
 */
const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
const read = (text: string) => parseSbom(text, "a.json");

const ZLIB = "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12&upstream=zlib%401:1.2.13.dfsg-1";
const YAML = "pkg:deb/debian/python3-yaml@6.0-3%2Bb2?arch=amd64&distro=debian-12&upstream=pyyaml%406.0-3";
const FIXTURES = ["syft.json", "syft.cdx.json", "syft.spdx.json", "trivy.json", "trivy.cdx.json", "trivy.spdx.json"];

describe.each(FIXTURES)("%s", (name) => {
  const sbom = read(fixture(name));

  test("has the packages, by package URLs that are enough to match them", () => {
    // What a distribution package owns, Trivy does not list at all.
    const owned = name.startsWith("trivy") ? [] : ["pkg:pypi/pyyaml@6.0"];
    expect(sbom.packages.map(({ purl }) => purl)).toEqual([YAML, ZLIB, "pkg:npm/%40babel/runtime@7.22.5", ...owned]);
    expect(sbom.problems).toEqual([]);
  });

  test("has sources, names, versions and who needs whom", () => {
    const [yaml, zlib, babel] = sbom.packages;
    expect(yaml).toMatchObject({
      version: "6.0-3+b2",
      source: { name: "pyyaml", version: "6.0-3" },
      dependsOn: [ZLIB],
    });
    expect(zlib).toMatchObject({ version: "1:1.2.13.dfsg-1", source: { name: "zlib", version: "1:1.2.13.dfsg-1" } });
    expect(babel).toMatchObject({ namespace: "@babel", name: "runtime", licenses: ["MIT"] });
    expect(zlib?.author).toBe("Mark Brown <broonie@debian.org>");
  });

  test("has the distribution, and the image as far as it says", () => {
    expect(sbom.image.distribution).toMatchObject({ id: "debian", versionId: "12" });
    expect(sbom.image.source).toMatchObject({
      kind: "sbom",
      reference: "a.json",
      names: [expect.stringContaining("tiny")],
    });
  });
});

test("Syft's SPDX tells by which distribution package another is owned", () => {
  const { packages } = read(fixture("syft.spdx.json"));
  expect(packages.map(({ owner }) => owner)).toEqual([undefined, undefined, undefined, YAML]);
  expect(packages[3]?.locations.map(({ path }) => path)).toContain(
    "usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO",
  );
});

test("Syft's own form has layers, sizes and the files by which a distribution package owns another", () => {
  const { packages, image } = read(fixture("syft.json"));
  expect(image.layers.map(({ ordinal }) => ordinal)).toEqual([0, 1]);
  expect(packages.map(({ layer, owner }) => [layer.ordinal, owner])).toEqual([
    [0, undefined],
    [0, undefined],
    [1, undefined],
    [0, YAML],
  ]);
  expect(packages[1]).toMatchObject({ installedSizeBytes: 169 * 1024 });
  expect(packages[2]).toMatchObject({ homepage: "https://babel.dev/" });
});

test("Trivy's report has the image's platform, labels and layers", () => {
  const { image, packages } = read(fixture("trivy.json"));
  expect(image).toMatchObject({ digests: { config: expect.stringMatching(/^sha256:/) } });
  expect(image.layers).toHaveLength(2);
  expect(packages[2]).toMatchObject({ layer: { ordinal: 1, digest: image.layers[1]?.digest } });
});

describe("an attestation is opened:", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const statement = (predicate: unknown) =>
    JSON.stringify({ _type: "https://in-toto.io/Statement/v1", predicateType: "https://spdx.dev/Document", predicate });
  const spdx: unknown = JSON.parse(fixture("syft.spdx.json"));
  const envelope = { payloadType: "application/vnd.in-toto+json", payload: base64(statement(spdx)), signatures: [] };

  test.each([
    ["a statement", statement(spdx)],
    ["a statement about CycloneDX", statement(JSON.parse(fixture("syft.cdx.json")))],
    ["a DSSE envelope", JSON.stringify(envelope)],
    [
      "a bundle of Sigstore",
      JSON.stringify({ mediaType: "application/vnd.dev.sigstore.bundle", dsseEnvelope: envelope }),
    ],
    ["cosign's predicate of old", statement({ Data: spdx })],
    ["the same as a text", statement({ Data: JSON.stringify(spdx), Timestamp: "2023-01-01T00:00:00Z" })],
  ])("%s", (_title, text) => {
    expect(read(text).packages).toHaveLength(4);
  });

  test.each([
    ["a payload that is no base64", JSON.stringify({ ...envelope, payload: "%%%" })],
    ["a payload that is no JSON", JSON.stringify({ ...envelope, payload: base64("{") })],
    ["provenance", statement({ buildDefinition: {} })],
  ])("%s is refused", (_title, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });
});

const cycloneDx = (...components: unknown[]) =>
  JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.5", components });

describe("what says too little is kept, with a problem:", () => {
  test.each([
    ["no package URL", { type: "library", name: "a", version: "1" }, "pkg:generic/a@1", "PACKAGE_URL_INVALID"],
    ["a package URL that is none", { name: "a", version: "1", purl: "a@1" }, "pkg:generic/a@1", "PACKAGE_URL_INVALID"],
    ["no version", { name: "a", purl: "pkg:npm/a" }, "pkg:npm/a", "VERSION_INVALID"],
  ])("%s", (_title, component, purl, code) => {
    const { packages, problems } = read(cycloneDx(component));
    expect(packages.map((pkg) => pkg.purl)).toEqual([purl]);
    expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringMatching(/^a\.json: /) })]);
  });

  test("neither a name nor a package URL: only the problem is left", () => {
    const { packages, problems } = read(cycloneDx({ type: "library", version: {} }, 7, null));
    expect(packages).toEqual([]);
    expect(problems).toHaveLength(3);
  });

  test("a name of a megabyte: only the problem is left", () => {
    const { packages, problems } = read(cycloneDx({ name: "a".repeat(1_000_000), version: "1" }));
    expect(packages).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ code: "LIMIT_EXCEEDED" })]);
    expect(problems[0]?.message.length).toBeLessThan(300);
  });
});

test.each([
  ["a version beside the package URL", { name: "a", version: "1", purl: "pkg:npm/a" }, "pkg:npm/a@1"],
  [
    "an epoch beside Debian's version",
    { name: "a", purl: "pkg:deb/debian/a@1?epoch=2&distro=debian-12.5" },
    "pkg:deb/debian/a@2:1?distro=debian-12",
  ],
  ["an epoch of rpm", { name: "a", purl: "pkg:rpm/rhel/a@1?epoch=2" }, "pkg:rpm/rhel/a@1?epoch=2"],
  [
    "Syft's file name of a source rpm",
    { name: "a", purl: "pkg:rpm/rhel/a@1-2?upstream=b-c-3-4.src.rpm" },
    "pkg:rpm/rhel/a@1-2?upstream=b-c%403-4",
  ],
  [
    "Syft's name of Alpine's packages",
    { name: "a", purl: "pkg:alpine/a@1?distro=alpine-3.16" },
    "pkg:apk/alpine/a@1?distro=alpine-3.16",
  ],
])("%s is read", (_title, component, purl) => {
  expect(read(cycloneDx(component)).packages.map((pkg) => pkg.purl)).toEqual([purl]);
});

test("a distribution package without a release gets that of the operating system beside it", () => {
  const system = { type: "operating-system", name: "debian", version: "12" };
  const { packages } = read(cycloneDx({ name: "a", version: "1", purl: "pkg:deb/debian/a@1" }, system));
  expect(packages.map(({ purl }) => purl)).toEqual(["pkg:deb/debian/a@1?distro=debian-12"]);
});

test("components within components are read, at any depth and without a stack", () => {
  let inner: unknown = { name: "deep", version: "1", purl: "pkg:npm/deep@1" };
  for (let i = 0; i < 2000; i++) inner = { name: "a", version: "1", purl: "pkg:npm/a@1", components: [inner] };
  expect(read(cycloneDx(inner)).packages.map(({ purl }) => purl)).toEqual(["pkg:npm/a@1", "pkg:npm/deep@1"]);
});

test("tag-value: text of several lines, files between packages, Windows' line ends", () => {
  const lines = [
    "# a comment",
    "SPDXVersion: SPDX-2.3",
    "DocumentName: a",
    "PackageName: a",
    "SPDXID: SPDXRef-a",
    "PackageVersion: 1",
    "PackageLicenseDeclared: LicenseRef-1",
    "PackageSummary: <text>two",
    "lines: of text</text>",
    "ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1",
    "FileName: ./b",
    "SPDXID: SPDXRef-b",
    "LicenseID: LicenseRef-1",
    "ExtractedText: <text>Do as you like</text>",
    "this is nothing",
  ];
  const { packages, problems } = parseSbom(lines.join("\r\n"), "a.spdx");
  expect(packages).toEqual([
    expect.objectContaining({
      purl: "pkg:npm/a@1",
      description: "two\r\nlines: of text",
      licenses: ["Do as you like"],
      license: "LicenseRef-1",
    }),
  ]);
  expect(problems).toEqual([expect.objectContaining({ message: "a.spdx: line 15 is no tag with a value" })]);
});

describe("what is no list of packages is refused:", () => {
  test.each([
    ["nothing", ""],
    ["a list", "[]"],
    ["an object of anything", '{"a":1}'],
    ["half a document", '{"bomFormat":"Cyclone'],
    ["a web page", "<html><body>login</body></html>"],
    ["XML that is none", "<bom"],
    ["an entity that XML would have to look up", '<!DOCTYPE a [<!ENTITY b "c">]><bom><metadata>&b;</metadata></bom>'],
    ["elements without end", "<bom>".repeat(100_000)],
    ["brackets without end", `{"a":${"[".repeat(1_000_000)}`],
    ["prose", "SPDX is a format"],
  ])("%s", (_title, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });

  test("more values than there may be", () => {
    const text = cycloneDx(...Array(100).fill({}));
    expect(() => parseSbom(text, "a.json", { sbomValues: 50 })).toThrow(
      expect.objectContaining({ code: "LIMIT_EXCEEDED", message: expect.stringContaining("sbom-values") }),
    );
    expect(
      parseSbom(cycloneDx({ name: `"${",".repeat(100)}\\`, version: "1" }), "a.json", { sbomValues: 50 }).packages,
    ).toHaveLength(1);
  });
});

test.each(FIXTURES)("%s: whatever stands in place of any value, it is read or refused in words", (name) => {
  const text = fixture(name);
  const odd = fc.oneof(
    fc.constantFrom(null, true, -1, 1e300, "", "__proto__", [], {}, [[]], [null], [{}]),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }), (changes) => {
      let at = 0;
      const count = (JSON.stringify(JSON.parse(text)).match(/[,:[{]/g) ?? []).length;
      const wanted = new Map(changes.map(([place, value]) => [place % count, value]));
      const changed = JSON.stringify(
        JSON.parse(text, (_key, value: unknown) => {
          const place = at++;
          return wanted.has(place) ? wanted.get(place) : value;
        }),
      );
      try {
        const { packages } = read(changed);
        for (const pkg of packages) {
          for (const field of [pkg.name, pkg.version, pkg.purl, ...pkg.licenses]) expect(field).toBeTypeOf("string");
        }
      } catch (error) {
        if (!(error instanceof KnownError)) throw error;
      }
    }),
    { numRuns: 150 },
  );
});

test.each(SBOM_FORMATS.map((format) => [format.name, format] as const))(
  "%s: whatever bytes are lost or doubled, it is read or refused in words",
  async (_name, { load }) => {
    const document = (await load())(richSbom, { toolVersion: "1.0.0" });
    const text = typeof document === "string" ? document : JSON.stringify(document);
    const cuts = fc.array(
      fc.tuple(fc.nat(text.length), fc.nat(40), fc.constantFrom("", "<", "{", '"', "</text>", "\n")),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(cuts, (changes) => {
        let changed = text;
        for (const [at, length, instead] of changes)
          changed = changed.slice(0, at) + instead + changed.slice(at + length);
        try {
          expect(read(changed).packages.length).toBeLessThanOrEqual(richSbom.packages.length + changes.length + 2);
        } catch (error) {
          if (!(error instanceof KnownError)) throw error;
        }
      }),
      { numRuns: 100 },
    );
  },
);

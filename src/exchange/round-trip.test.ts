import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { toJson } from "../cli/write-report.ts";
import type { Checksum, Package } from "../model/package.ts";
import { formatPurl } from "../model/purl.ts";
import type { Sbom } from "../model/sbom.ts";
import { SBOM_FORMATS, type SbomFormat } from "./formats.ts";
import { parseSbom } from "./read-sbom.ts";

const REFERENCE = "sbom://a.json";

async function outAndIn({ load }: SbomFormat, sbom: Sbom): Promise<Sbom> {
  const document = (await load())(sbom, { toolVersion: "1.0.0" });
  return parseSbom(typeof document === "string" ? document : toJson(document), REFERENCE);
}

/** What a format makes of characters that it cannot hold. */
function heldBy({ name }: SbomFormat, text: string): string {
  if (name.startsWith("cyclonedx-xml")) return text.replaceAll("\u001b", "\ufffd");
  if (name !== "spdx-tag-value") return text;
  const unseen = ["\t", "\u001b", "\u202e"];
  return unseen.reduce((held, one) => held.replaceAll(one, "\ufffd"), text.replaceAll("</text>", "</ text>"));
}

/** The same inventory as it should come back. */
function expected(format: SbomFormat, sbom: Sbom): Sbom {
  const source = { kind: "sbom", reference: REFERENCE, names: sbom.image.source.names };
  const whole = { ...sbom, image: { ...sbom.image, source }, layerOrigins: [] };
  return JSON.parse(JSON.stringify(whole), (_key, value: unknown) =>
    typeof value === "string" ? heldBy(format, value) : value,
  ) as Sbom;
}

/** A reader may know more of a licence than was said: that it is an SPDX id, or a name for what is none. */
const withoutDerived = (before: Sbom, after: Sbom): Sbom => ({
  ...after,
  packages: after.packages.map((pkg, i) => {
    const { license, ...facts } = pkg;
    return before.packages[i]?.license === undefined || license === undefined ? facts : pkg;
  }),
});

/** GitHub's graph takes package URLs and little else. */
const whole = SBOM_FORMATS.filter(({ name }) => name !== "github").map((format) => [format.name, format] as const);

describe("what is written and read again is the same:", () => {
  test.each(whole)("%s, an inventory that shows every fact", async (_name, format) => {
    const sorted = [...richSbom.packages].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const sbom = { ...richSbom, packages: sorted };
    expect(withoutDerived(sbom, await outAndIn(format, sbom))).toEqual(expected(format, sbom));
  });

  test.each(whole)("%s, any inventory", async (_name, format) => {
    await fc.assert(
      fc.asyncProperty(sboms(), async (sbom) => {
        expect(withoutDerived(sbom, await outAndIn(format, sbom))).toEqual(expected(format, sbom));
      }),
      { numRuns: 60 },
    );
  });

  test("github, package URLs, who needs whom, what was asked for", async () => {
    const github = SBOM_FORMATS.find(({ name }) => name === "github") as SbomFormat;
    const { packages } = await outAndIn(github, richSbom);
    const said = ({ purl, dependsOn, direct = true }: Package) => JSON.stringify({ purl, dependsOn, direct });
    // The owner of a package is not among it, so two of one package URL are one.
    expect(packages.map(said).sort()).toEqual([...new Set(richSbom.packages.map(said))].sort());
  });
});

const keyOf = ({ type, namespace = "", name, purl, owner = "" }: Package) =>
  [type, namespace, name, purl, owner].join("\0");

/** Text that every format can hold; how they bend the rest is shown by the row above. */
const words = () =>
  fc
    .stringMatching(/^[\w"'<>&;:,.@/\\()[\]{}=#%éß漢😀 -]{1,24}$/u)
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter((text) => text !== "");

const names = () => fc.stringMatching(/^[a-z][a-z0-9._+-]{0,12}$/);

const licenseFacts = () =>
  fc.oneof(
    fc.constant({ licenses: [] as string[] }),
    fc.constantFrom(
      { licenses: ["MIT"], license: "MIT" },
      { licenses: ["MIT", "Apache-2.0"], license: "MIT AND Apache-2.0" },
      { licenses: ["GPL-2.0-only WITH Classpath-exception-2.0"], license: "GPL-2.0-only WITH Classpath-exception-2.0" },
      { licenses: ["Apache 2", "BSD"], license: "Apache-2.0 AND LicenseRef-BSD" },
      { licenses: ["(MIT OR ISC)", "Zlib"], license: "(MIT OR ISC) AND Zlib" },
    ),
    fc.uniqueArray(words(), { minLength: 1, maxLength: 3 }).map((licenses) => ({ licenses })),
  );

const ALGORITHMS: readonly (readonly [Checksum["algorithm"], number])[] = [
  ["md5", 32],
  ["sha1", 40],
  ["sha256", 64],
  ["sha512", 128],
];

function packages(): fc.Arbitrary<Package[]> {
  const { layers } = richSbom.image;
  const references = layers.map(({ ordinal, diffId, digest = "" }) => ({ ordinal, diffId, digest }));
  const one = fc.record({
    type: fc.constantFrom("deb", "npm", "pypi", "maven", "golang", "generic", "rpm"),
    name: names(),
    namespace: fc.option(names(), { nil: undefined }),
    version: fc.stringMatching(/^[0-9][a-z0-9.+~-]{0,8}$/),
    licenses: licenseFacts(),
    facts: fc.record(
      {
        author: words(),
        description: words(),
        homepage: fc.oneof(words(), fc.webUrl()),
        sizeBytes: fc.nat(),
        installedSizeBytes: fc.nat(),
        direct: fc.boolean(),
        scope: fc.constantFrom("production" as const, "development" as const, "optional" as const),
        source: fc.record({ name: names(), version: names() }),
      },
      { requiredKeys: [] },
    ),
    checksum: fc.option(fc.constantFrom(...ALGORITHMS), { nil: undefined }),
    layer: fc.constantFrom(...references),
    paths: fc.uniqueArray(words(), { minLength: 1, maxLength: 3 }),
    properties: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}:[a-zA-Z]{1,5}$/), words(), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    needs: fc.option(fc.array(fc.nat(), { maxLength: 3 }), { nil: undefined }),
    ownedBy: fc.option(fc.nat(), { nil: undefined }),
  });
  return fc.uniqueArray(one, { maxLength: 6, selector: ({ type, name }) => `${type} ${name}` }).map((drafts) => {
    const purls = drafts.map(({ type, namespace, name, version, facts: { source } }) => {
      const isOfSystem = type === "deb" || type === "rpm";
      const upstream = isOfSystem && source ? { upstream: `${source.name}@${source.version}` } : {};
      const qualifiers = { ...(isOfSystem && { arch: "arm64", distro: "debian-12", ...upstream }) };
      return formatPurl({ type, ...(namespace && { namespace }), name, version, qualifiers });
    });
    const systems = purls.filter((purl) => /^pkg:(?:deb|rpm)/.test(purl));
    const made = drafts.map((draft, i): Package => {
      const { type, namespace, name, version, facts, checksum, layer, paths, properties, needs, ownedBy } = draft;
      const isOfSystem = type === "deb" || type === "rpm";
      const { source, ...others } = facts;
      const dependsOn = needs && [...new Set(needs.map((at) => purls[at % purls.length] ?? ""))];
      const owner = ownedBy === undefined || isOfSystem ? undefined : systems[ownedBy % Math.max(systems.length, 1)];
      return {
        purl: purls[i] ?? "",
        type,
        ...(namespace && { namespace }),
        name,
        version,
        ...(isOfSystem && { architecture: "arm64", source: source ?? { name, version } }),
        ...draft.licenses,
        ...others,
        ...(checksum && { checksums: [{ algorithm: checksum[0], value: "0a".repeat(checksum[1] / 2) }] }),
        ...(dependsOn && { dependsOn: dependsOn.filter((purl) => purl !== purls[i]).sort() }),
        ...(owner && { owner }),
        layer,
        locations: paths.map((path) => ({
          path: path.replace(/^\/+/, "") || "x",
          layer: i % 2 ? layer : (references[0] ?? layer),
        })),
        foundBy: "dpkg",
        properties,
      };
    });
    return made.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  });
}

function sboms(): fc.Arbitrary<Sbom> {
  return fc
    .record({
      packages: packages(),
      labels: fc.dictionary(fc.stringMatching(/^[a-z.:]{1,10}$/), words(), { maxKeys: 2, noNullPrototype: true }),
      createdBy: words(),
      names: fc.constantFrom(["app:1.0"], ["docker.io/library/debian:12", "b:1"]),
      hasManifest: fc.boolean(),
    })
    .map(({ packages, labels, createdBy, names, hasManifest }) => {
      const { digests, source, ...image } = richSbom.image;
      const { manifest: _manifest, ...others } = digests;
      return {
        ...richSbom,
        packages,
        image: {
          ...image,
          digests: hasManifest ? digests : others,
          source: { ...source, names },
          labels,
          emptyHistory: [{ afterLayers: 1, createdBy }],
        },
      };
    });
}

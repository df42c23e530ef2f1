import { describe, expect, test } from "vitest";
import { OS_RELEASE, scanLayers, stanza } from "../../test/support/scan-layers.ts";

const wolfi = { path: "etc/os-release", content: 'ID=wolfi\nVERSION_ID="20230201"\n' };
const debian = { path: "etc/os-release", content: OS_RELEASE };
const apk = (name: string, version: string, files = "") =>
  `P:${name}\nV:${version}\nA:x86_64\n${files === "" ? "" : `${files}\n`}\n`;

const refs = (purl: string) => [{ referenceType: "purl", referenceLocator: purl }];
const spdx = (purls: readonly string[], relationships: readonly (readonly [number, string, number])[] = []) => ({
  spdxVersion: "SPDX-2.3",
  packages: purls.map((purl, i) => ({
    SPDXID: `p${i}`,
    name: `p${i}`,
    originator: "Organization: Somebody",
    externalRefs: refs(purl),
  })),
  relationships: relationships.map(([from, relationshipType, to]) => ({
    spdxElementId: `p${from}`,
    relationshipType,
    relatedSpdxElement: `p${to}`,
  })),
});
const cdx = (purls: readonly string[], metadata: object = {}) => ({
  bomFormat: "CycloneDX",
  metadata,
  components: purls.map((purl) => ({ name: purl, purl, "bom-ref": purl })),
  dependencies: purls.slice(1).map((purl) => ({ ref: purls[0], dependsOn: [purl] })),
});
const npm = (folder: string, name: string) => ({
  path: `${folder}node_modules/${name}/package.json`,
  content: JSON.stringify({ name, version: "1" }),
});

const scan = async (...entries: readonly { readonly path: string; readonly content: unknown }[]) => {
  const { packages, problems } = await scanLayers([
    {
      entries: entries.map(({ path, content }) => ({
        path,
        content: typeof content === "string" ? content : JSON.stringify(content),
      })),
    },
  ]);
  expect(problems).toEqual([]);
  return packages;
};
const purlsOf = (packages: readonly { readonly purl: string }[]) => packages.map(({ purl }) => purl);

describe("packages of a distribution are those of its database", () => {
  const path = "var/lib/db/sbom/a-1-r0.spdx.json";

  test("which gain what a document knows, and its place", async () => {
    const packages = await scan(
      wolfi,
      { path: "usr/lib/apk/db/installed", content: apk("a", "1-r0", "F:var/lib/db/sbom\nR:a-1-r0.spdx.json") },
      { path, content: spdx(["pkg:apk/chainguard/a@1-r0?arch=x86_64", "pkg:generic/a@1"], [[0, "GENERATED_FROM", 1]]) },
    );
    expect(packages).toEqual([
      expect.objectContaining({
        purl: "pkg:apk/wolfi/a@1-r0?arch=x86_64&distro=wolfi-20230201",
        foundBy: "apk",
        author: "Somebody",
        properties: { "sbom:builtFrom": "pkg:generic/a@1" },
        locations: [expect.objectContaining({ path: "usr/lib/apk/db/installed" }), expect.objectContaining({ path })],
      }),
    ]);
    expect(packages[0]).not.toHaveProperty("owner");
    expect(packages[0]).not.toHaveProperty("word");
  });

  test("also where a document was left behind by what was removed or upgraded", async () => {
    const left = spdx(["pkg:deb/debian/a@1?arch=amd64", "pkg:deb/debian/gone@1"]);
    const packages = await scan(
      debian,
      { path: "var/lib/dpkg/status", content: stanza("a", "2") },
      { path: "opt/docker/sbom/base/.spdx.json", content: left },
    );
    expect(purlsOf(packages)).toEqual(["pkg:deb/debian/a@2?arch=amd64&distro=debian-12"]);
  });

  test("and those of a document where there is no database", async () => {
    const packages = await scan(wolfi, { path, content: spdx(["pkg:apk/wolfi/a@1-r0?arch=x86_64"]) });
    expect(packages).toEqual([
      expect.objectContaining({
        purl: "pkg:apk/wolfi/a@1-r0?arch=x86_64&distro=wolfi-20230201",
        foundBy: "embedded-sbom",
        properties: { "sbom:toldBy": `/${path}` },
      }),
    ]);
  });
});

test("software of Docker's hardened images stands beside the packages of their distribution", async () => {
  const document = spdx(["pkg:dhi/node@24.1.0", "pkg:docker/dhi/node@24", "pkg:deb/debian/a@1?os_name=debian"]);
  const packages = await scan(
    debian,
    { path: "var/lib/dpkg/status.d/a", content: stanza("a", "1") },
    { path: "opt/docker/sbom/dhi-node/.spdx.dhi-node.json", content: document },
  );
  expect(purlsOf(packages)).toEqual(["pkg:deb/debian/a@1?arch=amd64&distro=debian-12", "pkg:dhi/node@24.1.0"]);
});

test("a buildpack's three documents of one layer count once, with what all of them say", async () => {
  const folder = "layers/sbom/launch/team_node/modules";
  const [a, b] = ["pkg:npm/a@1", "pkg:npm/b@1"];
  const artifact = (name: string) => ({ id: name, name, version: "1", type: "npm", purl: `pkg:npm/${name}@1` });
  const syft = {
    artifacts: [{ ...artifact("a"), licenses: [{ value: "MIT" }] }, artifact("b"), artifact("only-syft")],
    artifactRelationships: [],
    source: {},
  };
  const packages = await scan(
    { path: `${folder}/sbom.cdx.json`, content: cdx([a, b]) },
    { path: `${folder}/sbom.spdx.json`, content: spdx([a, b]) },
    { path: `${folder}/sbom.syft.json`, content: syft },
  );
  const places = ["cdx", "spdx", "syft"].map((form) => `/${folder}/sbom.${form}.json`).join(" ");
  expect(packages).toEqual([
    expect.objectContaining({
      purl: a,
      author: "Somebody",
      licenses: ["MIT"],
      dependsOn: [b],
      properties: { "sbom:toldBy": places },
    }),
    expect.objectContaining({ purl: b, properties: { "sbom:toldBy": places } }),
    expect.objectContaining({ purl: "pkg:npm/only-syft@1" }),
  ]);
});

describe("a list that somebody put into the image", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const list = cdx(names.map((name) => `pkg:npm/${name}@1`));

  test.each([
    ["is believed of what leaves no trace: a bundle", [], "app/bom.json", names],
    ["is not believed of what stands beside it: the others were removed", [npm("app/", "a")], "app/bom.json", ["a"]],
    ["nor from a folder of its own there", [npm("app/", "a")], "app/sbom/app.cdx.json", ["a"]],
    [
      "is believed where the tools of the base image have one package in common",
      [npm("usr/lib/", "a")],
      "app/bom.json",
      names,
    ],
    ["is not where a good part of it was seen elsewhere", [npm("srv/", "a"), npm("srv/", "b")], "bom.json", ["a", "b"]],
  ])("%s", async (_title, installed, path, expected) => {
    const packages = await scan(...installed, { path, content: list });
    expect(purlsOf(packages)).toEqual(expected.map((name) => `pkg:npm/${name}@1`));
  });

  test("gives what was seen the facts that it lacks, and takes none of its own", async () => {
    const folder = "usr/lib/python3/site-packages/a-1.dist-info";
    const document = {
      bomFormat: "CycloneDX",
      components: [
        {
          name: "A",
          purl: "pkg:pypi/A@1",
          description: "theirs",
          author: "them",
          licenses: [{ license: { id: "MIT" } }],
        },
      ],
    };
    const packages = await scan(
      { path: `${folder}/METADATA`, content: "Metadata-Version: 2.1\nName: a\nVersion: 1\nSummary: ours\n" },
      { path: "app/bom.json", content: document },
    );
    expect(packages).toEqual([
      expect.objectContaining({
        purl: "pkg:pypi/a@1",
        foundBy: "python",
        description: "ours",
        author: "them",
        licenses: ["MIT"],
        license: "MIT",
      }),
    ]);
    expect(packages[0]?.properties).not.toHaveProperty("sbom:toldBy");
  });

  test("does not make a package one of the system that brought the list", async () => {
    const packages = await scan(
      { path: "lib/apk/db/installed", content: apk("lists", "1", "F:app\nR:bom.json") },
      npm("app/", "a"),
      { path: "app/bom.json", content: cdx(["pkg:npm/a@1"]) },
    );
    expect(packages.map(({ name, owner }) => [name, owner])).toEqual([
      ["lists", undefined],
      ["a", undefined],
    ]);
  });
});

test("what a wheel has in it stands beside the wheel, and is no package of the system", async () => {
  const folder = "usr/lib/python3/site-packages/xgboost-3.1.2.dist-info";
  const wheel = "pkg:pypi/xgboost@3.1.2?file_name=xgboost-3.1.2-py3-none-manylinux_2_28_x86_64.whl";
  const gomp = "pkg:rpm/almalinux/libgomp@8.5.0-26.el8_10";
  const packages = await scan(
    debian,
    { path: "var/lib/dpkg/status", content: stanza("a", "1") },
    { path: `${folder}/METADATA`, content: "Metadata-Version: 2.4\nName: xgboost\nVersion: 3.1.2\n" },
    {
      path: `${folder}/sboms/auditwheel.cdx.json`,
      content: cdx([wheel, gomp], { component: { name: "xgboost", version: "3.1.2", purl: wheel } }),
    },
    {
      path: `${folder}/sboms/own.cdx.json`,
      // Pillow lists its parts so.
      content: cdx(["pkg:pypi/xgboost@3.1.2#c-ext/core", "pkg:generic/dmlc@1"], { component: { purl: wheel } }),
    },
  );
  expect(packages.map(({ name }) => name)).toEqual(["a", "xgboost"]);
  expect(packages[1]?.properties).toMatchObject({ "sbom:bundles": `pkg:generic/dmlc@1 ${gomp}` });
});

test("what a document lists and a later layer deletes with it is gone", async () => {
  const path = "opt/docker/sbom/python/.spdx.json";
  const { packages } = await scanLayers([
    { entries: [{ path, content: JSON.stringify(spdx(["pkg:dhi/python@3.13.1"])) }] },
    { entries: [{ path: "opt/docker/sbom/python/.wh..spdx.json", content: "" }] },
  ]);
  expect(packages).toEqual([]);
});

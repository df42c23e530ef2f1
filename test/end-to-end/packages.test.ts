import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { factsByDpkg, factsOfInventory, inOrder, installedByDpkg, installedByStatusFolder } from "./dpkg.ts";
import { DEBIAN_IMAGES, STATIC_IMAGES } from "./image-names.ts";
import { newPlace, sbomOf } from "./plimsoll.ts";
import { goModules, hasGo, languagePackages, mavenProjects } from "./reference.ts";
import { inArchive, inLayout, rootOf } from "./world.ts";

type Artifacts = Awaited<ReturnType<typeof sbomOf>>["artifacts"];

/** Name, version, architecture, source and its version, as `dpkg.ts` writes them. */
function debianPackages(artifacts: Artifacts): string[] {
  return artifacts
    .filter(({ type }) => type === "deb")
    .map(({ name, version, architecture, source_name, source_version }) =>
      [name, version, architecture, source_name, source_version].join("\t"),
    )
    .sort();
}

/** An archive of `docker save` keeps layers without the digest of the blob they came from. */
function withoutDigests(artifacts: Artifacts): unknown {
  return artifacts.map(({ layer: { digest: _, ...layer }, locations, ...artifact }) => ({
    ...artifact,
    layer,
    locations: locations.map(({ digest: _, ...location }) => location),
  }));
}

describe.each(DEBIAN_IMAGES)("%s", (image) => {
  test("its layout and its archives hold the same packages, and dpkg's database says the same", async () => {
    using place = newPlace();
    const layout = await sbomOf(place, inLayout(image));
    expect(layout.problems).toEqual([]);
    expect(debianPackages(layout.artifacts)).toEqual(installedByDpkg(rootOf(image)));

    // A place of its own for each: none may know a layer from the other.
    using forOci = newPlace();
    const oci = await sbomOf(forOci, inArchive(image, "oci-archive"));
    expect(oci.artifacts).toEqual(layout.artifacts);
    using forDocker = newPlace();
    const docker = await sbomOf(forDocker, inArchive(image, "docker-archive"));
    expect(docker.artifacts).toEqual(withoutDigests(layout.artifacts));
  });

  test("of each package it says what dpkg and apt say", async () => {
    using place = newPlace();
    const { artifacts } = await sbomOf(place, inLayout(image));
    expect(inOrder(factsOfInventory(artifacts))).toEqual(inOrder(factsByDpkg(rootOf(image), place.folder)));
  });

  test("a warm cache changes nothing", async () => {
    using place = newPlace();
    const cold = await sbomOf(place, inLayout(image));
    expect(await sbomOf(place, inLayout(image))).toEqual(cold);
    const archive = await sbomOf(place, inArchive(image, "docker-archive"));
    expect(archive.artifacts).toEqual(withoutDigests(cold.artifacts));
  });

  test("what npm and pip installed is there, and nothing else", async () => {
    using place = newPlace();
    const { artifacts } = await sbomOf(place, inLayout(image));
    const found = artifacts
      .filter(({ type, owner }) => (type === "npm" || type === "pypi") && owner === undefined)
      .flatMap(({ type, namespace, name, version, locations }) =>
        locations.map(({ path }) => [type, namespace ? `${namespace}/${name}` : name, version, path].join("\t")),
      );
    const expected = languagePackages(rootOf(image)).map(({ type, name, version, path }) =>
      [type, name, version, path].join("\t"),
    );
    expect(found.sort()).toEqual(expected.sort());
    if (image === "node-app" || image === "polyglot") expect(found).not.toEqual([]);
  });

  test.skipIf(!hasGo())("the modules of Go programs are those that go itself lists", async () => {
    using place = newPlace();
    const { artifacts } = await sbomOf(place, inLayout(image));
    const found = artifacts
      .filter(({ type, name, namespace }) => type === "golang" && !(name === "stdlib" && namespace === undefined))
      // A version that Go does not know is told by us in another way.
      .filter(({ version }) => !/^\(devel\)|^v0\.0\.0-\d{14}-[0-9a-f]{12}$/.test(version))
      .flatMap(({ namespace, name, version, locations }) =>
        locations.map(({ path }) => [namespace ? `${namespace}/${name}` : name, version, path].join("\t")),
      );
    const expected = goModules(rootOf(image)).filter(
      (row) => !/\t(?:\(devel\)|v0\.0\.0-\d{14}-[0-9a-f]{12})\t/.test(row),
    );
    expect(found.sort()).toEqual(expected.sort());
    if (image === "polyglot") expect(found).not.toEqual([]);
  });

  test("every project of Maven that a jar has a record of is there", async () => {
    using place = newPlace();
    const { artifacts } = await sbomOf(place, inLayout(image));
    const found = artifacts
      .filter(({ type }) => type === "maven")
      .flatMap(({ namespace, name, version, locations }) =>
        locations.map(({ path }) => `${namespace}:${name}:${version} ${path}`),
      );
    const expected = mavenProjects(rootOf(image));
    expect(found).toEqual(expect.arrayContaining([...expected]));
    if (image === "polyglot") expect(expected).not.toEqual([]);
  });
});

describe("static", () => {
  test.each(Object.entries(STATIC_IMAGES))("on %s, its packages are those of its status.d", async (platform, image) => {
    using place = newPlace();
    const expected = installedByStatusFolder(rootOf(image), join(place.folder, "dpkg"));
    const chosen = await sbomOf(place, "--platform", platform, inLayout("static"));
    expect(chosen.problems).toEqual([]);
    expect(debianPackages(chosen.artifacts)).toEqual(expected);
    expect(expected).not.toEqual([]);
    expect((await sbomOf(place, inLayout(image))).artifacts).toEqual(chosen.artifacts);
  });

  test("its archives hold the same packages", async () => {
    const image = STATIC_IMAGES["linux/amd64"];
    using place = newPlace();
    const { artifacts } = await sbomOf(place, inLayout(image));
    using forOci = newPlace();
    expect((await sbomOf(forOci, inArchive(image, "oci-archive"))).artifacts).toEqual(artifacts);
    using forDocker = newPlace();
    const docker = await sbomOf(forDocker, inArchive(image, "docker-archive"));
    expect(docker.artifacts).toEqual(withoutDigests(artifacts));
  });
});

test("what the last layer of node-app deletes is gone", async () => {
  using place = newPlace();
  const { artifacts } = await sbomOf(place, inLayout("node-app"));
  expect(artifacts.filter(({ type, name }) => type === "deb" && name === "ca-certificates")).toEqual([]);
  const paths = artifacts.flatMap(({ locations }) => locations.map(({ path }) => path));
  expect(paths).toContain("/app/node_modules/express/package.json");
  for (const name of ["left-pad", "minimist"]) expect(paths).not.toContain(`/app/node_modules/${name}/package.json`);
});

test("the layer that an inventory names is the one that the image's history tells of", async () => {
  using place = newPlace();
  const { artifacts, source } = await sbomOf(place, inLayout("node-app"));
  const { history } = source.image.config as { history: { created_by: string }[] };
  const broughtBy = (name: string) =>
    history[artifacts.find((artifact) => artifact.name === name)?.layer.ordinal ?? -1]?.created_by;
  expect(broughtBy("base-files")).toContain("minimal root filesystem");
  expect(broughtBy("nodejs")).toContain("apt-get install -y nodejs");
  expect(broughtBy("express")).toContain("npm install");
});

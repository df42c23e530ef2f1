import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TarInput } from "../../src/formats/tar-writer.ts";
import { buildImage } from "../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import { factsByDpkg, factsOfInventory, inOrder } from "./dpkg.ts";
import { cvesOf, giveSnapshot, newPlace, type Place, sbomOf } from "./plimsoll.ts";
import { askReference } from "./reference.ts";
import { hasTestData, inTestData } from "./world.ts";

/** Writes an image of one layer that holds a sample's files, some replaced, and gives its reference. */
function imageOf(sample: string, place: Place, instead: Record<string, string> = {}): string {
  const folder = inTestData(`pkgdb/${sample}`);
  const etc = join(folder, "etc");
  const entries: TarInput[] = readdirSync(etc).map((name) => ({
    path: `etc/${name}`,
    content: instead[name] ?? readFileSync(join(etc, name)),
  }));
  entries.push({
    path: "var/lib/dpkg/status",
    content: gunzipSync(readFileSync(join(folder, "var/lib/dpkg/status.gz"))),
  });
  const layers = [{ entries }];
  const info = join(folder, "var/lib/dpkg/info.tar.gz");
  const withInfo = existsSync(info) ? [...layers, { entries: [], tar: gunzipSync(readFileSync(info)) }] : layers;
  const layout = join(place.folder, sample);
  writeOciLayout(layout, [{ name: sample, image: buildImage({ layers: withInfo }) }]);
  return `oci-dir://${layout}:${sample}`;
}

/** The same files, where dpkg can read them. */
function rootOf(sample: string, place: Place): string {
  const root = join(place.folder, `${sample}-root`);
  const files = inTestData(`pkgdb/${sample}`);
  cpSync(join(files, "etc"), join(root, "etc"), { recursive: true });
  mkdirSync(join(root, "var/lib/dpkg/info"), { recursive: true });
  const status = gunzipSync(readFileSync(join(files, "var/lib/dpkg/status.gz")));
  writeFileSync(join(root, "var/lib/dpkg/status"), status);
  return root;
}

/** Rows of `expected.tsv`: name, version, architecture, and the source where it has another name or version. */
function expectedOf(sample: string): string[] {
  return readFileSync(inTestData(`pkgdb/${sample}/expected.tsv`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .sort();
}

function sourceColumn(
  name: string,
  version: string,
  source: string | undefined,
  sourceVersion: string | undefined,
): string {
  if (sourceVersion !== version) return `${source} (${sourceVersion})`;
  return source === name ? "" : `${source}`;
}

describe.skipIf(!hasTestData())("package databases of real installations", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test.each(["debian-11", "debian-12", "ubuntu-18.04-texlive"])(
    "%s: every package is read, with what dpkg says of it, and none besides",
    async (sample) => {
      const { artifacts, problems } = await sbomOf(place, imageOf(sample, place));
      const rows = artifacts.map(({ name, version, architecture, source_name, source_version }) =>
        [name, version, architecture, sourceColumn(name, version, source_name, source_version)].join("\t"),
      );
      expect(rows.sort()).toEqual(expectedOf(sample));
      expect(inOrder(factsOfInventory(artifacts))).toEqual(inOrder(factsByDpkg(rootOf(sample, place), place.folder)));
      expect(problems).toEqual([]);
    },
  );

  test.each([
    { sample: "debian-11", codes: ["DISTRIBUTION_END_OF_LIFE"] },
    { sample: "debian-12", codes: [] },
  ])("$sample: its packages have the CVEs that dpkg finds in Debian's lists", async ({ sample, codes }) => {
    const { packages, problems } = await cvesOf(place, imageOf(sample, place));
    const found = packages.flatMap(({ name, version, vulnerabilities }) =>
      vulnerabilities.map(({ id }) => `${name} ${version} ${id}`),
    );
    const tracker = inTestData("feeds/debian/security-tracker");
    const expected = askReference<string[][]>("debian_findings.py", [rootOf(sample, place), tracker]);
    expect([...new Set(found)].sort()).toEqual(expected.map((triple) => triple.join(" ")).sort());
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });

  test("a distribution without advisories is said to be unchecked, not to be clean", async () => {
    const sample = "ubuntu-18.04-texlive";
    const { packages, problems } = await cvesOf(
      place,
      imageOf(sample, place, { "os-release": "ID=unheard-of\nVERSION_ID=18.04\n" }),
    );
    expect(packages).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["ADVISORIES_MISSING"]);
    expect(problems[0]?.message).toContain("unheard-of 18.04");
    expect(problems[0]?.message).toContain(String(expectedOf(sample).length));
  });
});

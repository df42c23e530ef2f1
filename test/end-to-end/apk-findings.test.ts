import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ExplainDocument } from "../../src/report/contracts.ts";
import { giveSnapshot, newPlace, type Place, plimsoll } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Everything that Alpine and Wolfi say, at the edges of all fixes: what Plimsoll finds for packages of those versions is
// what a script of our own finds, with its own reading of the files and its own port of apk's order of versions.

const reference = join(import.meta.dirname, "reference/apk_findings.py");

type Tried = readonly [namespace: string, release: string, source: string, version: string];

function ask<T>(what: string, input = ""): T {
  const args = [reference, what, inTestData("feeds")];
  const answer = execFileSync(inject("world").python, args, { input, encoding: "utf8", maxBuffer: 1024 ** 3 });
  return JSON.parse(answer) as T;
}

/** As our cataloger writes it; every other one is a package that the source brings beside its namesake. */
function purlOf([namespace, release, source, version]: Tried, at: number): string {
  const name = at % 2 === 0 ? source : `${source}-doc`;
  const upstream = at % 2 === 0 ? "" : `&upstream=${encodeURIComponent(`${source}@${version}`)}`;
  const qualifiers = `arch=x86_64&distro=${namespace}-${release}${upstream}`;
  return `pkg:apk/${namespace}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${qualifiers}`;
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test("Alpine and Wolfi: every record holds for what it says, at the edges of its fixes", async () => {
    const packages = ask<Tried[]>("packages");
    const expected = ask<[...Tried, string][]>("pairs", JSON.stringify(packages));
    const { found } = await findingsOf(
      place,
      packages.map(purlOf),
      ({ namespace = "", purl, version, vulnerabilities }) => {
        const release = /distro=[a-z]+-([^&]+)/.exec(purl)?.[1] ?? "";
        return vulnerabilities.flatMap(({ proof }) =>
          proof.map(({ advisory, key }) => [namespace, release, key.name, version, advisory.id].join(" ")),
        );
      },
    );
    const wanted = expected.map((pair) => pair.join(" "));
    console.log(`apk: ${packages.length} packages, ${wanted.length} pairs`);
    expect(differences(found, wanted)).toEqual(NO_DIFFERENCE);
    expect(wanted.length).toBeGreaterThan(10_000);
  });

  test("explain says of an Alpine and a Wolfi package what their trackers say", async () => {
    const purls = [
      "pkg:apk/alpine/libssl1.1@1.1.1d-r0?arch=x86_64&distro=alpine-3.11.2&upstream=openssl%401.1.1d-r0",
      "pkg:apk/wolfi/aactl@0.4.12-r10?arch=x86_64&distro=wolfi-20230201",
    ];
    const components = purls.map((purl) => ({ type: "library", name: purl, purl }));
    const sbom = join(place.folder, "two.cdx.json");
    writeFileSync(sbom, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components }));
    const explain = async (id: string) => {
      const { code, stdout, stderr } = await plimsoll(place, ["explain", "--format", "json", id, `sbom://${sbom}`]);
      expect(code, stderr).toBe(0);
      return ExplainDocument.parse(JSON.parse(stdout));
    };

    expect((await explain("cve-2019-1551")).cards).toMatchObject([
      {
        key: { ecosystem: "Alpine", release: "3.11", name: "openssl", installed: "1.1.1d-r0", scheme: "apk" },
        records: [{ source: "alpine", ranges: [{ bounds: [{ text: "1.1.1d-r0 < 1.1.1d-r3", holds: true }] }] }],
        vulnerability: { fixedVersion: "1.1.1d-r3" },
      },
    ]);
    const negative = await explain("CVE-2023-45283");
    expect(negative.affected).toBe(false);
    expect(negative.misses).toMatchObject([
      { reason: "not-affected", key: { name: "aactl" }, records: [{ vendorAdvisories: ["CGA-7ggg-m3hv-6chj"] }] },
    ]);
  });
});

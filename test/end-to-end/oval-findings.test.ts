import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Every definition of OVAL that the test data has, for packages at the ends of its versions: what Plimsoll finds is what
// a script of our own finds that asks the definitions as a system would, with rpm's own order of versions.

const reference = join(import.meta.dirname, "reference/oval_pairs.py");

/** Debian's own Python has rpm's module, from python3-rpm. */
const python = ["python3", "/usr/bin/python3"].find((path) => spawnSync(path, ["-c", "import rpm"]).status === 0);

interface Distribution {
  /** How the reference tells of which release a file is. */
  readonly releases: "suse" | "photon" | "azurelinux";
  /** Below the feeds of the test data. */
  readonly files: readonly string[];
  /** Namespace and `distro=` of a release. */
  readonly place: (release: string) => readonly [namespace: string, distro: string];
}

const DISTRIBUTIONS: readonly Distribution[] = [
  {
    releases: "suse",
    files: ["opensuse.leap.15.3", "opensuse.leap.micro.5.3"].map(
      (file) => `suse/projects/security/oval/${file}.xml.gz`,
    ),
    place: (release) => ["opensuse", `opensuse-${release}`],
  },
  {
    releases: "photon",
    files: ["photon/photon_oval_definitions/com.vmware.phsa-photon3.xml.gz"],
    place: (release) => ["photon", `photon-${release}`],
  },
  {
    releases: "azurelinux",
    files: ["azurelinux-3.0", "cbl-mariner-1.0", "cbl-mariner-2.0"].map((file) => `azurelinux/${file}-oval.xml.gz`),
    place: (release) => (release === "3.0" ? ["azurelinux", "azurelinux-3.0"] : ["mariner", `mariner-${release}`]),
  },
];

type Tried = readonly [release: string, name: string, version: string, architecture: string];

function purlOf([release, name, version, architecture]: Tried, place: Distribution["place"]): string {
  const [namespace, distro] = place(release);
  const [, epoch = "0", rest = ""] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const ofEpoch = epoch === "0" ? "" : `&epoch=${epoch}`;
  const [ownName, ownVersion] = [encodeURIComponent(name), encodeURIComponent(rest)];
  return `pkg:rpm/${namespace}/${ownName}@${ownVersion}?arch=${architecture}&distro=${distro}${ofEpoch}`;
}

function ask<T>(what: string, { releases, files }: Distribution, input = ""): T {
  const paths = files.map((file) => inTestData(`feeds/${file}`));
  const options = { input, encoding: "utf8", maxBuffer: 1024 ** 3 } as const;
  return JSON.parse(execFileSync(python ?? "", [reference, what, releases, ...paths], options)) as T;
}

if (python === undefined) console.warn("findings of OVAL are skipped: this machine has no python3-rpm");

describe.skipIf(!hasTestData() || python === undefined)("with the snapshot of the test data", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test.each(DISTRIBUTIONS)(
    "$releases: packages at the ends of all definitions have the CVEs that the definitions hold for",
    { timeout: 600_000 },
    async (distribution) => {
      const packages = ask<Tried[]>("packages", distribution);
      const expected = ask<[...Tried, string][]>("pairs", distribution, JSON.stringify(packages));
      const canonical = (purl: string) => decodeURIComponent(purl);
      const { found, problems } = await findingsOf(
        place,
        packages.map((one) => purlOf(one, distribution.place)),
        ({ purl, vulnerabilities }) => vulnerabilities.map(({ id }) => `${canonical(purl)} ${id}`),
      );
      // That nobody looks after Photon 3 any more is another matter.
      expect(problems.filter(({ code }) => code !== "DISTRIBUTION_END_OF_LIFE")).toEqual([]);
      const wanted = expected.map(
        ([release, name, version, architecture, cve]) =>
          `${canonical(purlOf([release, name, version, architecture], distribution.place))} ${cve}`,
      );
      expect(differences(found, wanted)).toEqual(NO_DIFFERENCE);
      console.log(`${distribution.releases}: ${packages.length} packages, ${wanted.length} pairs`);
      expect(wanted.length).toBeGreaterThan(5000);
    },
  );
});

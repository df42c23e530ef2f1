import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { giveSnapshot, newPlace, type Place, plimsoll } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Ubuntu's and Debian's records at the ends of what they say of a version: what Plimsoll finds for packages of those
// versions is what a script of our own finds with apt's order of versions.

/** Debian's own: python3-apt is built for no other. */
const PYTHON = "/usr/bin/python3";
const hasApt = spawnSync(PYTHON, ["-c", "import apt_pkg"]).status === 0;
if (!hasApt) console.warn("findings of deb packages are skipped: this machine has no python3-apt");

const reference = join(import.meta.dirname, "reference/deb_pairs.py");

type Package = readonly [distribution: string, release: string, source: string, version: string];

interface Answer {
  readonly packages: readonly Package[];
  readonly pairs: readonly (readonly [...Package, id: string, fix: string, subscriptionFix: string])[];
}

function ask(args: readonly string[]): Answer {
  return JSON.parse(execFileSync(PYTHON, [reference, ...args], { encoding: "utf8", maxBuffer: 1024 ** 3 })) as Answer;
}

const purlOf = ([distribution, release, source, version]: Package) =>
  `pkg:deb/${distribution}/${encodeURIComponent(source)}@${encodeURIComponent(version)}?arch=source&distro=${distribution}-${release}`;

interface Source {
  readonly title: string;
  readonly ask: readonly string[];
  /** Path below a mirror, path in the test data; absent: the snapshot of all tests has it. */
  readonly mirror?: readonly [string, string];
  /** No fewer pairs than this, or the reference looked at nothing. */
  readonly least: number;
}

const SOURCES: readonly Source[] = [
  {
    title: "Ubuntu's records in OSV",
    ask: ["osv", "feeds/converted/osv/Ubuntu/all.zip"],
    mirror: ["osv/Ubuntu/all.zip", "feeds/converted/osv/Ubuntu/all.zip"],
    least: 20_000,
  },
  {
    title: "Ubuntu's CVE tracker, in three releases",
    ask: ["tracker", "feeds/ubuntu/ubuntu-cve-tracker.tar.zst", "18.04=bionic", "20.04=focal", "22.04=jammy"],
    least: 20_000,
  },
  {
    title: "Debian's lists",
    ask: ["lists", "feeds/debian/security-tracker/data"],
    least: 20_000,
  },
];

async function buildFrom(place: Place, path: string, data: string): Promise<void> {
  const folder = join(place.folder, "mirror");
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(inTestData(data), join(folder, path));
  const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", folder]);
  expect(code, stderr).toBe(0);
}

describe.skipIf(!hasTestData() || !hasApt)("with the feeds of the test data", () => {
  test.each(SOURCES)("$title hold for what they say, at the ends of it", async ({ ask: question, mirror, least }) => {
    using place = newPlace();
    // The snapshot of all tests has all sources but one, which lies elsewhere in the test data.
    if (mirror === undefined) await giveSnapshot(place);
    else await buildFrom(place, ...mirror);

    const [mode = "", file = "", ...rest] = question;
    const { packages, pairs } = ask([mode, inTestData(file), ...rest]);
    const { found } = await findingsOf(place, packages.map(purlOf), ({ purl, vulnerabilities }) =>
      vulnerabilities.map(
        ({ id, fixedVersion, subscriptionFix }) =>
          `${purl} ${id} ${fixedVersion ?? ""} ${subscriptionFix?.version ?? ""}`,
      ),
    );
    const wanted = pairs.map(
      ([distribution, release, source, version, id, fix, subscriptionFix]) =>
        `${purlOf([distribution, release, source, version])} ${id} ${fix} ${subscriptionFix}`,
    );
    const want = new Set(wanted.map(decodeURIComponent));
    expect(differences(found.map(decodeURIComponent), want)).toEqual(NO_DIFFERENCE);
    expect(want.size).toBeGreaterThan(least);
    console.log(`${packages.length} packages, ${want.size} pairs`);
  });
});

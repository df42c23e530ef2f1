import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { cvesOf, newPlace, plimsoll } from "./plimsoll.ts";
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
  /** Path below the mirror, path in the test data. */
  readonly mirror: readonly [string, string];
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
    mirror: ["ubuntu/ubuntu-cve-tracker.tar.zst", "feeds/ubuntu/ubuntu-cve-tracker.tar.zst"],
    least: 20_000,
  },
  {
    title: "Debian's lists",
    ask: ["lists", "feeds/debian/security-tracker/data"],
    mirror: ["debian/security-tracker", "feeds/debian/security-tracker"],
    least: 20_000,
  },
];

describe.skipIf(!hasTestData() || !hasApt)("with the feeds of the test data", () => {
  test.each(SOURCES)("$title hold for what they say, at the ends of it", async ({ ask: question, mirror, least }) => {
    using place = newPlace();
    const folder = join(place.folder, "mirror");
    const [path, data] = mirror;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(inTestData(data), join(folder, path));
    const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", folder]);
    expect(code, stderr).toBe(0);

    const [mode = "", file = "", ...rest] = question;
    const { packages, pairs } = ask([mode, inTestData(file), ...rest]);
    const components = packages.map((pkg) => ({ type: "library", name: pkg[2], version: pkg[3], purl: purlOf(pkg) }));
    const found: string[] = [];
    // In parts: the report of all of them is longer than a text can be.
    for (let at = 0; at < components.length; at += PART) {
      const sbom = join(place.folder, "sbom.cdx.json");
      const part = components.slice(at, at + PART);
      writeFileSync(sbom, JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components: part }));
      const report = await cvesOf(place, `sbom://${sbom}`);
      for (const { purl, vulnerabilities } of report.packages) {
        for (const { id, fixedVersion, subscriptionFix } of vulnerabilities) {
          found.push(`${purl} ${id} ${fixedVersion ?? ""} ${subscriptionFix?.version ?? ""}`);
        }
      }
    }
    const wanted = pairs.map(
      ([distribution, release, source, version, id, fix, subscriptionFix]) =>
        `${purlOf([distribution, release, source, version])} ${id} ${fix} ${subscriptionFix}`,
    );
    const [have, want] = [new Set(found.map(decodeURIComponent)), new Set(wanted.map(decodeURIComponent))];
    expect({
      missing: [...want].filter((pair) => !have.has(pair)).slice(0, 20),
      tooMuch: [...have].filter((pair) => !want.has(pair)).slice(0, 20),
    }).toEqual({ missing: [], tooMuch: [] });
    expect(want.size).toBeGreaterThan(least);
    console.log(`${packages.length} packages, ${want.size} pairs`);
  });
});

const PART = 2000;

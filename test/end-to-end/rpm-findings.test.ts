import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatPurl, parsePurl } from "../../src/model/purl.ts";
import { giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { differences, findingsOf, NO_DIFFERENCE } from "./sbom-findings.ts";
import { hasTestData, inTestData } from "./world.ts";

// Every record of AlmaLinux and every document of Red Hat that the test data has: what Plimsoll finds for packages at
// the ends of what they say is what a script of our own finds with rpm's own order of versions.

const reference = join(import.meta.dirname, "reference/rpm_pairs.py");

interface Answer {
  readonly packages: readonly string[];
  readonly pairs: readonly (readonly [purl: string, id: string])[];
  /** How many of the pairs lie right before a fix. */
  readonly edges: number;
}

/** Debian's own Python has rpm's module from python3-rpm. */
const python = ["python3", "/usr/bin/python3"].find((path) => spawnSync(path, ["-c", "import rpm"]).status === 0);
if (python === undefined) console.warn("findings of rpm packages are skipped: apt-get install python3-rpm");

const normalized = (purl: string) => formatPurl(parsePurl(purl));

describe.skipIf(!hasTestData() || python === undefined)("with the snapshot of the test data", () => {
  let place: Place;
  let pairs = 0;
  let edges = 0;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test.each([
    ["almalinux", "feeds/osv/AlmaLinux/all.zip", 20_000],
    ["redhat", "feeds/redhat/csaf/v2/vex", 2_000],
  ])("%s: every record holds for what it says, at the ends of its ranges", async (which, data, atLeast) => {
    const output = execFileSync(python ?? "", [reference, which, inTestData(data)], {
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
    });
    const expected = JSON.parse(output) as Answer;
    const { found, problems } = await findingsOf(place, expected.packages, ({ purl, vulnerabilities }) =>
      vulnerabilities.flatMap(({ proof }) => proof.map(({ advisory }) => `${normalized(purl)} ${advisory.id}`)),
    );
    const wanted = expected.pairs.map(([purl, id]) => `${normalized(purl)} ${id}`);
    expect(differences(found, wanted)).toEqual(NO_DIFFERENCE);
    expect(wanted.length).toBeGreaterThan(atLeast);
    expect(problems.filter(({ code }) => code !== "SNAPSHOT_STALE")).toEqual([]);
    console.log(
      `${which}: ${expected.packages.length} packages, ${wanted.length} pairs, ${expected.edges} right before a fix`,
    );
    pairs += wanted.length;
    edges += expected.edges;
  });

  test("half of the pairs lie right before a fix", () => {
    expect(pairs).toBeGreaterThan(10_000);
    expect(edges * 2).toBeGreaterThan(pairs);
  });
});

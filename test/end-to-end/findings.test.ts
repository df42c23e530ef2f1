import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cvesOf, giveSnapshot, newPlace, type Place } from "./plimsoll.ts";
import { askReference, languagePackages } from "./reference.ts";
import { hasTestData, inLayout, inTestData, rootOf } from "./world.ts";

type Report = Awaited<ReturnType<typeof cvesOf>>;

/** Package, version, and the CVE or the advisory's own id. */
type Triple = readonly [name: string, version: string, id: string];

/** What a report says of the packages of one type; each once, sorted. */
function triplesOf({ packages }: Report, type: string): string[] {
  const triples = packages
    .filter((pkg) => pkg.type === type)
    .flatMap(({ namespace, name, version, vulnerabilities }) => {
      const fullName = type === "npm" && namespace ? `${namespace}/${name}` : name;
      return vulnerabilities.map(({ id }): Triple => [normalized(type, fullName), version, id]);
    });
  return lines(triples);
}

/** PEP 503, as the reference does it. */
function normalized(type: string, name: string): string {
  return type === "pypi" ? name.toLowerCase().replace(/[-_.]+/g, "-") : name;
}

function lines(triples: readonly Triple[]): string[] {
  return [...new Set(triples.map((triple) => triple.join(" ")))].sort();
}

/** What the reference says of the unowned packages of an image. */
function languageReference(image: string, type: "npm" | "pypi"): string[] {
  const packages = languagePackages(rootOf(image)).filter((pkg) => pkg.type === type);
  const [script, archive] =
    type === "npm"
      ? (["npm-findings.mjs", "feeds/osv/npm/all.zip"] as const)
      : (["pypi_findings.py", "feeds/osv/PyPI/all.zip"] as const);
  return lines(askReference<Triple[]>(script, [inTestData(archive)], JSON.stringify(packages)));
}

describe.skipIf(!hasTestData())("with the snapshot of the test data", () => {
  let place: Place;
  const reports = new Map<string, Report>();
  const reportOf = async (image: string) => {
    const report = reports.get(image) ?? (await cvesOf(place, inLayout(image)));
    reports.set(image, report);
    return report;
  };

  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());

  test.each(["base-11", "legacy-app", "polyglot"])(
    "%s: Debian's packages have the CVEs that dpkg finds in Debian's lists",
    async (image) => {
      const expected = askReference<Triple[]>("debian_findings.py", [
        rootOf(image),
        inTestData("feeds/debian/security-tracker"),
      ]);
      const report = await reportOf(image);
      expect(triplesOf(report, "deb")).toEqual(lines(expected));
      expect(expected).not.toEqual([]);
      // Packages of languages that no feed is for yet are told of; of these there are advisories.
      const unchecked = report.problems
        .filter(({ code }) => code === "ADVISORIES_MISSING")
        .map(({ message }) => message);
      expect(unchecked.filter((message) => /^(deb|npm|pypi)/.test(message))).toEqual([]);
      // Debian 11 is past its end.
      const others = report.problems.filter(({ code }) => code !== "DISTRIBUTION_END_OF_LIFE");
      expect(others).toHaveLength(unchecked.length);
    },
  );

  test.each(["polyglot", "node-app"])(
    "%s: npm packages have what node-semver finds in OSV's records",
    async (image) => {
      const expected = languageReference(image, "npm");
      expect(triplesOf(await reportOf(image), "npm")).toEqual(expected);
      expect(expected).not.toEqual([]);
    },
  );

  test("polyglot: Python packages have what `packaging` finds in OSV's records", async () => {
    const expected = languageReference("polyglot", "pypi");
    expect(triplesOf(await reportOf("polyglot"), "pypi")).toEqual(expected);
    expect(expected).not.toEqual([]);
  });

  test("legacy-app: Debian owns every Python package, so none has a finding of OSV", async () => {
    expect(languageReference("legacy-app", "pypi")).toEqual([]);
    expect(triplesOf(await reportOf("legacy-app"), "pypi")).toEqual([]);
  });

  test("each finding names the record that it rests on, and the run of versions that holds the package", async () => {
    const { packages } = await reportOf("polyglot");
    for (const { purl, vulnerabilities } of packages) {
      for (const { id, sources, proof, affectedRange } of vulnerabilities) {
        expect(sources, `${purl} ${id}`).not.toEqual([]);
        expect(proof.map(({ advisory: { source, id } }) => ({ source, id }))).toEqual(sources);
        expect(affectedRange).not.toBe("");
      }
    }
  });
});

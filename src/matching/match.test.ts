import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory, AffectedPackage } from "../model/advisory.ts";
import type { Finding } from "../model/finding.ts";
import { describing } from "./describe.ts";
import { matchPackages } from "./match.ts";

function affects(ecosystem: string, name: string, given: Partial<AffectedPackage>): AffectedPackage {
  const release = ecosystem === "Debian" ? "12" : "";
  return { ecosystem, release, name, state: "affected", ranges: [], versions: [], ...given };
}

const npm = (id: string, name: string, given: Partial<AffectedPackage>, more: Partial<Advisory> = {}) =>
  advisoryOf({ id, affected: [affects("npm", name, given)], ...more });

const debian = (id: string, cves: string[], name: string, given: Partial<AffectedPackage>) =>
  advisoryOf({ source: "debian-lists", id, cves, affected: [affects("Debian", name, given)] });

interface Packages {
  readonly purl: string;
  readonly owner?: string;
}

async function match(packages: readonly (string | Packages)[], advisories: readonly Advisory[]) {
  const sources: Record<string, Advisory[]> = {};
  for (const advisory of advisories) {
    sources[advisory.source] ??= [];
    sources[advisory.source]?.push(advisory);
  }
  const { path } = await buildSnapshot(temporaryFolder(), sources);
  using snapshot = openSnapshot(path);
  const matched = matchPackages(
    packages.map((pkg) => (typeof pkg === "string" ? { purl: pkg } : pkg)),
    { ...snapshot, textOf: refuse, get: refuse },
  );
  const described = describing(snapshot);
  const findings = new Map([...matched.findings].map(([identity, findings]) => [identity, findings.map(described)]));
  return { ...matched, findings };
}

/** Words are not what matching reads. */
function refuse(): never {
  throw new Error("matching asked for words");
}

async function findingsOf(purl: string, ...advisories: Advisory[]): Promise<readonly Finding[]> {
  const { findings, problems } = await match([purl], advisories);
  expect(problems).toEqual([]);
  return findings.get(purl) ?? [];
}

describe("a version is affected", () => {
  const rows: { title: string; versions: string[]; given: Partial<AffectedPackage>; hits: string[] }[] = [
    {
      title: "below the fix",
      versions: ["1.9.9", "2.0.0", "2.0.1"],
      given: { ranges: [{ fixed: "2.0.0" }] },
      hits: ["1.9.9"],
    },
    {
      title: "from the first to before the fix",
      versions: ["0.9.0", "1.0.0", "1.5.0", "2.0.0"],
      given: { ranges: [{ introduced: "1.0.0", fixed: "2.0.0" }] },
      hits: ["1.0.0", "1.5.0"],
    },
    {
      title: "up to the last, which is affected too",
      versions: ["1.0.0", "1.0.1"],
      given: { ranges: [{ lastAffected: "1.0.0" }] },
      hits: ["1.0.0"],
    },
    {
      title: "in one of several runs, and not between them",
      versions: ["1.1.0", "1.2.0", "2.1.0", "2.2.0"],
      given: { ranges: [{ fixed: "1.2.0" }, { introduced: "2.0.0", fixed: "2.2.0" }] },
      hits: ["1.1.0", "2.1.0"],
    },
    {
      // https://osv.dev/vulnerability/PYSEC-2026-1194: one run ends with a text that is no version.
      title: "by another run or the list, where one run cannot be read",
      versions: ["1.0.0", "2.0.5", "3.0.0"],
      given: {
        ranges: [{ fixed: "0.9.stable11" }, { introduced: "2.0.0", fixed: "2.1.0" }],
        versions: ["3.0.0"],
      },
      hits: ["2.0.5", "3.0.0"],
    },
    { title: "always, without a fix", versions: ["99.0.0"], given: { ranges: [{}] }, hits: ["99.0.0"] },
    { title: "when it is listed", versions: ["1.0.0", "1.0.1"], given: { versions: ["1.0.1"] }, hits: ["1.0.1"] },
    {
      title: "never, where the source says so",
      versions: ["1.0.0"],
      given: { state: "not-affected", ranges: [{}] },
      hits: [],
    },
    {
      title: "by a pre-release of the fix",
      versions: ["2.0.0-rc.1"],
      given: { ranges: [{ fixed: "2.0.0" }] },
      hits: ["2.0.0-rc.1"],
    },
  ];
  test.each(rows)("$title", async ({ versions, given, hits }) => {
    const { findings } = await match(
      versions.map((version) => `pkg:npm/a@${version}`),
      [npm("GHSA-1", "a", given)],
    );
    expect([...findings.keys()]).toEqual(hits.map((version) => `pkg:npm/a@${version}`));
  });
});

describe("packages of a distribution", () => {
  const fixed = debian("DLA-1-1", ["CVE-2024-1", "CVE-2024-2"], "glibc", { ranges: [{ fixed: "2.36-9+deb12u1" }] });

  test("are looked up by their source package and its version, and have a finding for each CVE", async () => {
    const purl = "pkg:deb/debian/libc6@2.36-9%2Bb7?arch=amd64&distro=debian-12&upstream=glibc%402.36-9";
    const findings = await findingsOf(purl, fixed);
    expect(findings.map(({ id, aliases, fixedVersion, sources }) => ({ id, aliases, fixedVersion, sources }))).toEqual(
      ["CVE-2024-1", "CVE-2024-2"].map((id) => ({
        id,
        // The advisory speaks of both: it is a name of neither.
        aliases: [],
        fixedVersion: "2.36-9+deb12u1",
        sources: [{ source: "debian-lists", id: "DLA-1-1" }],
      })),
    );
    expect(findings[0]?.proof).toEqual([
      {
        rule: "distribution",
        scheme: "deb",
        key: { ecosystem: "Debian", release: "12", name: "glibc" },
        installed: "2.36-9",
        range: "<2.36-9+deb12u1",
        advisory: { source: "debian-lists", id: "DLA-1-1", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
  });

  const oracle = (id: string, name: string, given: Partial<AffectedPackage>) =>
    advisoryOf({
      source: "oracle-oval",
      id,
      cves: ["CVE-2021-3449"],
      affected: [{ ...affects("Oracle Linux", name, given), release: "8" }],
    });
  const ofKsplice = { ranges: [{ fixed: "2:1.1.1g-15.ksplice1.el8_3" }], only: { versionText: "ksplice1" } };
  test.each<[title: string, purl: string, given: Partial<AffectedPackage>, hits: number]>([
    ["their own name, not the source's", "openssl-libs@1.1.1g-11.el8?epoch=1&upstream=openssl%401.1.1g-11.el8", {}, 1],
    [
      "another name than the source's",
      "openssl-perl@1.1.1g-11.el8?epoch=1&upstream=openssl-libs%401.1.1g-11.el8",
      {},
      0,
    ],
    ["their epoch", "openssl-libs@1.1.1g-11.el8?epoch=2", {}, 0],
    ["the way of building", "openssl-libs@1.1.1g-11.ksplice1.el8?epoch=2", ofKsplice, 1],
    ["the fix of another way of building", "openssl-libs@1.1.1k-5.el8?epoch=1", ofKsplice, 0],
    ["that they are not affected", "openssl-libs@1.1.1g-11.el8?epoch=1", { state: "not-affected", ranges: [] }, 0],
  ])("of rpm are found by %s", async (_, rest, given, hits) => {
    const advisory = oracle("ELSA-1", "openssl-libs", { ranges: [{ fixed: "1:1.1.1g-15.el8_3" }], ...given });
    const purl = `pkg:rpm/ol/${rest}&distro=ol-8.9`;
    expect(await findingsOf(purl, advisory)).toHaveLength(hits);
  });

  test("of another release are another matter", async () => {
    const { findings, problems } = await match(["pkg:deb/debian/glibc@1?distro=debian-11"], [fixed]);
    expect(findings.size).toBe(0);
    expect(problems).toEqual([{ code: "ADVISORIES_MISSING", message: expect.stringContaining("Debian 11 packages") }]);
  });

  test("without a CVE go by the advisory's own id", async () => {
    const advisory = debian("DLA-2-1", [], "tzdata", { ranges: [{ fixed: "2024b-0" }] });
    const [finding] = await findingsOf("pkg:deb/debian/tzdata@2024a-0?distro=debian-12", advisory);
    expect(finding).toMatchObject({ id: "DLA-2-1", severity: "unspecified" });
  });

  test("are affected below either of two fixes, and the higher one is shown", async () => {
    const advisories = [
      debian("DLA-3-1", ["CVE-2024-3"], "a", { ranges: [{ fixed: "1.2" }] }),
      debian("DLA-3-2", ["CVE-2024-3"], "a", { ranges: [{ fixed: "1.10" }] }),
    ];
    const [below, ...rest] = await findingsOf("pkg:deb/debian/a@1.1?distro=debian-12", ...advisories);
    expect(rest).toEqual([]);
    expect(below).toMatchObject({ id: "CVE-2024-3", fixedVersion: "1.10", affectedRange: "<1.10" });
    expect(below?.sources.map(({ id }) => id)).toEqual(["DLA-3-1", "DLA-3-2"]);
    const [between] = await findingsOf("pkg:deb/debian/a@1.5?distro=debian-12", ...advisories);
    expect(between?.sources.map(({ id }) => id)).toEqual(["DLA-3-2"]);
  });

  test("that nobody will fix any more are affected, without a fix", async () => {
    const advisory = debian("DSA-4-1", ["CVE-2024-4"], "a", { state: "end-of-life", ranges: [{}] });
    const [finding] = await findingsOf("pkg:deb/debian/a@1?distro=debian-12", advisory);
    expect(finding).toMatchObject({ id: "CVE-2024-4", affectedRange: "every version" });
    expect(finding).not.toHaveProperty("fixedVersion");
  });

  test("written as Docker Scout writes them are found too", async () => {
    const purl = "pkg:deb/debian/glibc@2.36-9?os_distro=bookworm&os_name=debian&os_version=12";
    expect(await findingsOf(purl, fixed)).toHaveLength(2);
  });
});

describe("a language package that a distribution owns", () => {
  const purl = "pkg:pypi/django@2.2";
  const owner = "pkg:deb/debian/python3-django@2.2-1?distro=debian-12";
  const advisory = advisoryOf({
    source: "osv-pypi",
    id: "PYSEC-1",
    affected: [affects("PyPI", "django", { ranges: [{}] })],
  });

  test("is the distribution's matter alone", async () => {
    const other = debian("DLA-1-1", [], "other", { ranges: [{}] });
    const { findings, problems } = await match([{ purl }, { purl, owner }], [advisory, other]);
    expect(problems).toEqual([]);
    expect([...findings.keys()]).toEqual([purl]);
  });

  test("counts as unchecked where nothing is known of the distribution", async () => {
    const { findings, problems } = await match([{ purl, owner }], [advisory]);
    expect(findings.size).toBe(0);
    expect(problems).toEqual([
      { code: "ADVISORIES_MISSING", message: expect.stringMatching(/^Debian 12 packages: .* 1 could not be checked$/) },
    ]);
  });
});

describe("one finding for one flaw", () => {
  test("records of the same CVE are one", async () => {
    const findings = await findingsOf(
      "pkg:npm/a@1.0.0",
      npm("GHSA-1", "a", { ranges: [{ fixed: "1.1.0" }] }, { cves: ["CVE-2024-1"] }),
      npm("GHSA-2", "a", { ranges: [{ fixed: "1.2.0" }] }, { cves: ["CVE-2024-1"] }),
    );
    expect(findings.map(({ id, aliases, fixedVersion }) => [id, aliases, fixedVersion])).toEqual([
      ["CVE-2024-1", ["GHSA-1", "GHSA-2"], "1.2.0"],
    ]);
  });

  test("records that call each other aliases are one, by the name that most people know", async () => {
    const findings = await findingsOf(
      "pkg:npm/a@1.0.0",
      npm("PYSEC-1", "a", { ranges: [{}] }, { aliases: ["GHSA-1"] }),
      npm("GHSA-1", "a", { ranges: [{}] }),
    );
    expect(findings.map(({ id, aliases }) => [id, aliases])).toEqual([["GHSA-1", ["PYSEC-1"]]]);
  });

  test("an alias's CVE is the finding's", async () => {
    const findings = await findingsOf(
      "pkg:npm/a@1.0.0",
      npm("PYSEC-1", "a", { ranges: [{}] }, { aliases: ["GHSA-1"] }),
      npm("GHSA-1", "other", { ranges: [{}] }, { cves: ["CVE-2024-1"] }),
    );
    expect(findings.map(({ id, sources }) => [id, sources])).toEqual([
      ["CVE-2024-1", [{ source: "osv-npm", id: "PYSEC-1" }]],
    ]);
  });

  test("two CVEs are never one, though a record names both", async () => {
    const findings = await findingsOf(
      "pkg:npm/a@1.0.0",
      npm("GHSA-1", "a", { ranges: [{}] }, { cves: ["CVE-2024-1", "CVE-2024-2"] }),
      npm("GHSA-2", "a", { ranges: [{}] }, { cves: ["CVE-2024-2"] }),
    );
    expect(findings.map(({ id, sources }) => [id, sources.map((source) => source.id)])).toEqual([
      ["CVE-2024-1", ["GHSA-1"]],
      ["CVE-2024-2", ["GHSA-1", "GHSA-2"]],
    ]);
  });
});

describe("facts of the CVE", () => {
  const fact = (source: string, given: Partial<Advisory>) =>
    advisoryOf({ source, id: "CVE-2024-1", cves: ["CVE-2024-1"], affected: [], ...given });
  const exploited = { added: "2024-01-01", due: "2024-01-22", ransomware: true };
  const ssvc = { exploitation: "active", automatable: "yes" };

  test("stand beside what the advisory says, and bring no finding of their own", async () => {
    const facts = [
      fact("cisa-kev", { exploited, summary: "Acme Overflow", cwes: ["CWE-787"] }),
      fact("cisa-vulnrichment", { ssvc, disputed: true, cwes: ["CWE-120"] }),
      fact("nvd", { details: "An overflow.", published: "2024-01-01T00:00:00Z" }),
    ];
    const advisory = debian("DSA-1-1", ["CVE-2024-1", "CVE-2024-2"], "a", { ranges: [{ fixed: "2" }] });
    const findings = await findingsOf("pkg:deb/debian/a@1?distro=debian-12", advisory, ...facts);
    expect(findings).toMatchObject([
      {
        id: "CVE-2024-1",
        summary: "Acme Overflow",
        details: "An overflow.",
        published: "2024-01-01T00:00:00Z",
        exploited,
        ssvc,
        disputed: true,
        cwes: ["CWE-120", "CWE-787"],
        sources: [{ source: "debian-lists", id: "DSA-1-1" }],
      },
      { id: "CVE-2024-2" },
    ]);
    expect(findings[1]).not.toHaveProperty("exploited");
    expect(findings[1]).not.toHaveProperty("details");
  });

  test("give way to the database's own words", async () => {
    const advisory = npm("GHSA-1", "a", { ranges: [{}] }, { cves: ["CVE-2024-1"], summary: "Ours", details: "Ours." });
    const facts = [fact("cisa-kev", { summary: "Theirs" }), fact("nvd", { details: "Theirs." })];
    expect((await findingsOf("pkg:npm/a@1.0.0", advisory, ...facts))[0]).toMatchObject({
      summary: "Ours",
      details: "Ours.",
    });
  });

  test("name who made a score that is only passed on", async () => {
    const advisory = debian("DSA-1-1", ["CVE-2024-1"], "a", { ranges: [{ fixed: "2" }] });
    const cvss = [{ version: "3.1", vector: "CVSS:3.1/…", score: 7.5, by: "psirt@example.com" }];
    const [finding] = await findingsOf("pkg:deb/debian/a@1?distro=debian-12", advisory, fact("nvd", { cvss }));
    expect(finding).toMatchObject({
      severity: "high",
      severitySource: "nvd",
      cvss: { score: 7.5, by: "psirt@example.com", source: "nvd" },
    });
  });

  test("have the likelihood from the scores beside the snapshot", async () => {
    const { path } = await buildSnapshot(temporaryFolder(), {
      "osv-npm": [npm("GHSA-1", "a", { ranges: [{}] }, { cves: ["CVE-2024-1"] })],
    });
    using snapshot = openSnapshot(path);
    const epss = { score: 0.5, percentile: 0.9 };
    const scored = { ...snapshot, epssOf: (id: string) => (id === "CVE-2024-1" ? epss : undefined) };
    const [finding] = matchPackages([{ purl: "pkg:npm/a@1.0.0" }], scored).findings.get("pkg:npm/a@1.0.0") ?? [];
    expect(finding?.epss).toEqual(epss);
  });
});

describe("severity", () => {
  const cvss = (version: string, score: number) => ({ version, vector: `CVSS:${version}/…`, score });

  test("is the word of the source, with the score beside it", async () => {
    const advisory = npm("GHSA-1", "a", { ranges: [{}] }, { severity: "low", cvss: [cvss("3.1", 9.8)] });
    expect((await findingsOf("pkg:npm/a@1.0.0", advisory))[0]).toMatchObject({
      severity: "low",
      severitySource: "osv-npm",
      cvss: { score: 9.8, version: "3.1", source: "osv-npm" },
    });
  });

  test("is the band of the score where no source has a word, of the newest version", async () => {
    const advisory = npm("GHSA-1", "a", { ranges: [{}] }, { cvss: [cvss("3.1", 9.8), cvss("4.0", 5.3)] });
    expect((await findingsOf("pkg:npm/a@1.0.0", advisory))[0]).toMatchObject({
      severity: "medium",
      cvss: { version: "4.0" },
    });
  });

  test("of a CVE may come from any source", async () => {
    const advisories = [
      debian("DLA-1-1", ["CVE-2024-1"], "a", { ranges: [{ fixed: "2" }] }),
      npm("GHSA-1", "other", { ranges: [{}] }, { cves: ["CVE-2024-1"], severity: "high" }),
    ];
    const [finding] = await findingsOf("pkg:deb/debian/a@1?distro=debian-12", ...advisories);
    expect(finding).toMatchObject({ severity: "high", severitySource: "osv-npm", sources: [{ id: "DLA-1-1" }] });
  });

  test("of malware is critical", async () => {
    const advisory = npm("MAL-2024-1", "a", { ranges: [{}] });
    expect((await findingsOf("pkg:npm/a@1.0.0", advisory))[0]).toMatchObject({
      id: "MAL-2024-1",
      severity: "critical",
    });
  });

  test("orders the findings, the worst first", async () => {
    const findings = await findingsOf(
      "pkg:npm/a@1.0.0",
      npm("GHSA-1", "a", { ranges: [{}] }, { severity: "low" }),
      npm("GHSA-2", "a", { ranges: [{}] }),
      npm("GHSA-3", "a", { ranges: [{}] }, { severity: "critical" }),
      npm("GHSA-4", "a", { ranges: [{}] }, { severity: "critical" }),
    );
    expect(findings.map(({ id }) => id)).toEqual(["GHSA-3", "GHSA-4", "GHSA-1", "GHSA-2"]);
  });
});

describe("what cannot be checked is told:", () => {
  const known = npm("GHSA-1", "a", { ranges: [{ fixed: "2.0.0" }] });

  test("a version that does not parse", async () => {
    const { findings, problems } = await match(["pkg:npm/a@not.a.version"], [known]);
    expect(findings.size).toBe(0);
    expect(problems).toEqual([
      {
        code: "VERSION_INVALID",
        purl: "pkg:npm/a@not.a.version",
        message: expect.stringContaining("GHSA-1 could not be checked"),
      },
    ]);
  });

  test("a run that cannot be read, of a version that nothing else holds", async () => {
    const odd = npm("GHSA-2", "a", { ranges: [{ fixed: "0.9.stable11" }], versions: ["3.0.0"] });
    const { findings, problems } = await match(["pkg:npm/a@1.0.0"], [odd]);
    expect(findings.size).toBe(0);
    expect(problems).toMatchObject([{ code: "VERSION_INVALID" }]);
  });

  test("not a version that does not parse of a package without advisories", async () => {
    expect((await match(["pkg:npm/b@not.a.version"], [known])).problems).toEqual([]);
  });

  test("a distribution and an ecosystem without advisories, each once", async () => {
    const packages = [
      "pkg:deb/ubuntu/a@1?distro=ubuntu-22.04",
      "pkg:deb/ubuntu/b@1?distro=ubuntu-22.04",
      "pkg:deb/kali/b@1?distro=kali-2024.1",
      "pkg:gem/rack@1",
      "pkg:apk/alpine/musl@1.2?arch=x86_64&distro=alpine-3.18",
      "pkg:alpm/arch/bash@5.2",
      "pkg:alpm/manjaro/bash@5.2",
    ];
    expect((await match(packages, [known])).problems.map(({ code, message }) => [code, message])).toEqual([
      ["ADVISORIES_MISSING", expect.stringMatching(/^Alpine 3.18 packages: .* 1 could not be checked$/)],
      ["ADVISORIES_MISSING", expect.stringMatching(/^Arch Linux packages: .* 1 could not be checked$/)],
      ["ADVISORIES_MISSING", expect.stringMatching(/^Ubuntu 22.04 packages: .* 2 could not be checked$/)],
      ["ADVISORIES_MISSING", expect.stringMatching(/^alpm packages of manjaro: .* 1 could not be checked$/)],
      // A derivative is never checked by the data of what it derives from.
      ["ADVISORIES_MISSING", expect.stringMatching(/^deb packages of kali 2024.1: .* 1 could not be checked$/)],
      ["ADVISORIES_MISSING", expect.stringMatching(/^gem packages: .* 1 could not be checked$/)],
    ]);
  });

  test("a package URL that is none", async () => {
    const { problems } = await match(["rubbish"], [known]);
    expect(problems).toEqual([{ code: "PACKAGE_URL_INVALID", purl: "rubbish", message: expect.any(String) }]);
  });
});

test("names are looked up as their ecosystem writes them", async () => {
  const advisory = advisoryOf({
    source: "osv-pypi",
    id: "PYSEC-1",
    affected: [affects("PyPI", "zope-interface", { ranges: [{}] })],
  });
  expect(await findingsOf("pkg:pypi/Zope.Interface@1.0", advisory)).toHaveLength(1);
  expect(await findingsOf("pkg:npm/%40scope/a@1.0.0", npm("GHSA-1", "@scope/a", { ranges: [{}] }))).toHaveLength(1);
});

import type { Feed } from "../../../src/advisories/feed.ts";
import { alpine } from "../../../src/advisories/feeds/alpine.ts";
import { amazonLinux } from "../../../src/advisories/feeds/amazon-linux.ts";
import { archLinux } from "../../../src/advisories/feeds/arch-linux.ts";
import { azurelinux } from "../../../src/advisories/feeds/azurelinux.ts";
import { cisaKev } from "../../../src/advisories/feeds/cisa-kev.ts";
import { debianTracker } from "../../../src/advisories/feeds/debian-tracker.ts";
import { friendsofphp } from "../../../src/advisories/feeds/friendsofphp.ts";
import { gitlabCommunity } from "../../../src/advisories/feeds/gitlab-community.ts";
import { hexAdvisories } from "../../../src/advisories/feeds/hex-advisories.ts";
import { nodejsCore } from "../../../src/advisories/feeds/nodejs-core.ts";
import { nvd } from "../../../src/advisories/feeds/nvd.ts";
import { oracleOval } from "../../../src/advisories/feeds/oracle-oval.ts";
import { osvAlmalinux } from "../../../src/advisories/feeds/osv-almalinux.ts";
import { osvGo } from "../../../src/advisories/feeds/osv-go.ts";
import { osvNpm } from "../../../src/advisories/feeds/osv-npm.ts";
import { osvUbuntu } from "../../../src/advisories/feeds/osv-ubuntu.ts";
import { photonOval } from "../../../src/advisories/feeds/photon-oval.ts";
import { redhatOval } from "../../../src/advisories/feeds/redhat-oval.ts";
import { redhatVex } from "../../../src/advisories/feeds/redhat-vex.ts";
import { rubysec } from "../../../src/advisories/feeds/rubysec.ts";
import { suseOval } from "../../../src/advisories/feeds/suse-oval.ts";
import { packageOf, updateInfoOf, updateOf } from "../../../src/advisories/fixtures/amazon.ts";
import { evr, joinParts, ovalFile, ovalOfOneFlaw, rpmTest } from "../../../src/advisories/fixtures/oval.ts";
import { Scratch } from "../../../src/advisories/fixtures/scratch.ts";
import { vexOf } from "../../../src/advisories/fixtures/vex.ts";
import { writeTar } from "../../../src/formats/tar-writer.ts";
import { codeOf, messageOf, type Problem } from "../../../src/model/errors.ts";
import { osvZipOf, zipOf } from "../../support/zip.ts";
import type { Target } from "../target.ts";

/** A feed, and the file that it is given with the bytes in it. */
interface FeedOf {
  readonly feed: Feed;
  readonly file: string;
  readonly content: (bytes: Uint8Array) => Uint8Array;
}

const asItIs = (feed: Feed, file: string): FeedOf => ({ feed, file, content: (bytes) => bytes });

/** What a person would call a defect and not a record's own fault, although it is told as one. */
const DEFECT = /is not (?:a function|iterable|a constructor)|^.*: Cannot (?:read|set|destructure)|call stack/;

/** Bytes that a source serves, read by one of the feeds that have such: which one, their number tells. */
function feedTarget(name: string, feeds: readonly FeedOf[], contents: readonly (string | Uint8Array)[]): Target {
  const corpus = contents.map((one) => (typeof one === "string" ? new TextEncoder().encode(one) : one));
  return {
    name,
    corpus: () => corpus,
    async read(bytes) {
      // All of them would take most of the time for files, and find little more.
      const one = feeds[bytes.length % feeds.length];
      if (one === undefined) return undefined;
      using scratch = new Scratch();
      return await readAs(one.feed, scratch.write(one.file, Buffer.from(one.content(bytes))));
    },
  };
}

async function readAs(feed: Feed, path: string) {
  const problems: Problem[] = [];
  const records: unknown[] = [];
  try {
    for await (const record of feed.parse([path], (problem) => problems.push(problem))) records.push(record);
  } catch (error) {
    if (codeOf(error) === "INTERNAL") throw error;
    problems.push({ code: codeOf(error), message: messageOf(error) });
  }
  const defect = problems.find(({ message }) => DEFECT.test(message));
  if (defect !== undefined) throw new Error(`a defect, told as a record's fault: ${defect.message}`);
  return { records, problems };
}

const OVAL = [
  ovalOfOneFlaw("vulnerability", "", "0:2-1.azl3"),
  ovalOfOneFlaw("patch", "Photon OS 3", "0:2-1"),
  ovalOfOneFlaw("patch", "Oracle Linux 8", "0:2-1"),
  ovalOfOneFlaw("vulnerability", "openSUSE Leap 15.3", "0:2-1"),
  ovalFile(
    `<definition class="patch" id="d"><criteria operator="OR"><criteria><criterion test_ref="t1" comment="Oracle Linux 8 is installed"/>
<criterion test_ref="t2" comment="Module a:b is enabled" negate="true"/></criteria><extend_definition/></criteria></definition>`,
    joinParts(rpmTest(1, "a", evr("equals", "0:1-1"), "none satisfy"), {
      variables: '<constant_variable id="v"><value>a</value></constant_variable>',
      objects: '<x_object id="o1"><name var_ref="v"/></x_object>',
    }),
  ),
];

export const ovalXml = feedTarget(
  "oval",
  [azurelinux, oracleOval, photonOval, redhatOval, suseOval].map((feed) => asItIs(feed, "oval.xml")),
  OVAL,
);

export const updateInfoXml = feedTarget(
  "updateinfo",
  [asItIs(amazonLinux, "updateinfo.xml")],
  [
    `<updates>${updateOf({ id: "ALAS2KERNEL-5.10-2022-001", packages: [packageOf("kernel 1:5.10.1-1 aarch64")] })}</updates>`,
    `<updates>${updateOf({ id: "ALAS-2018-1", packages: [packageOf("a 1-1"), packageOf("a 2-1 src")] })}</updates>`,
    updateInfoOf(updateOf({ id: "ALAS2023-2023-1", packages: [packageOf("a 1-1")] })),
  ],
);

export const redhatDocument = feedTarget(
  "redhat-vex",
  [asItIs(redhatVex, "cve-2024-1000.json")],
  [
    vexOf({
      streams: {
        rhel8: "cpe:/o:redhat:enterprise_linux:8",
        eus: "cpe:/o:redhat:rhel_eus:9.2::baseos",
        app: "cpe:/a:redhat:enterprise_linux:9::appstream",
      },
      packages: {
        "a-0:1-1.src": "pkg:rpm/redhat/a@1-1?arch=src",
        a: "pkg:rpm/redhat/a?arch=src",
        "nodejs:18": "pkg:rpmmod/redhat/nodejs@18:9030020240304:rhel9",
      },
      status: {
        fixed: ["rhel8:a-0:1-1.src", "app:nodejs:18"],
        known_affected: ["eus:a"],
        known_not_affected: ["app:a"],
        under_investigation: ["rhel8:a"],
      },
      remediations: [
        { category: "no_fix_planned", details: "Will not fix", product_ids: ["eus:a"] },
        {
          category: "vendor_fix",
          url: "https://access.redhat.com/errata/RHSA-2024:1",
          product_ids: ["rhel8:a-0:1-1.src"],
        },
      ],
    }),
    vexOf({
      streams: { rhel7: "cpe:/o:redhat:enterprise_linux:7" },
      packages: { b: null },
      status: { fixed: ["rhel7:b"] },
    }),
  ],
);

/** Lists and documents in JSON, each of one source. */
export const jsonOfSources = feedTarget(
  "feeds-json",
  [alpine, archLinux, cisaKev, debianTracker, nvd].map((feed) => asItIs(feed, "all.json")),
  [
    {
      distroversion: "v3.18",
      reponame: "main",
      packages: [
        { pkg: { name: "a", secfixes: { "1.0-r0": ["CVE-2024-0001 GHSA-1", "CVE-2024-0002"], "0": ["CVE-2024-3"] } } },
      ],
    },
    [
      {
        name: "AVG-1",
        packages: ["a"],
        status: "Fixed",
        affected: "1-1",
        fixed: "1-2",
        severity: "High",
        issues: ["CVE-2024-1"],
      },
    ],
    {
      vulnerabilities: [
        { cveID: "CVE-2024-0001", dateAdded: "2024-01-01", dueDate: "2024-02-01", knownRansomwareCampaignUse: "Known" },
      ],
    },
    {
      a: {
        "CVE-2024-0001": {
          releases: {
            sid: { status: "resolved", fixed_version: "1-1", urgency: "low" },
            trixie: { status: "open", nodsa: "Minor", nodsa_reason: "postponed" },
          },
        },
        "TEMP-1-1": {},
      },
    },
    {
      totalResults: 1,
      vulnerabilities: [
        {
          cve: {
            id: "CVE-2024-0001",
            vulnStatus: "Analyzed",
            lastModified: "2024-01-01T00:00:00.000",
            descriptions: [{ lang: "en", value: "x" }],
            metrics: {
              cvssMetricV31: [
                { source: "a@b", cvssData: { vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" } },
              ],
            },
            weaknesses: [{ description: [{ lang: "en", value: "CWE-1" }] }],
            configurations: [{ nodes: [] }],
          },
        },
      ],
    },
  ].map((document) => JSON.stringify(document)),
);

const inZip = (feed: Feed, name: string): FeedOf => ({
  feed,
  file: "all.zip",
  content: (bytes) => zipOf([{ name, content: bytes }]),
});

const affected = (ecosystem: string, events: readonly object[]) => [
  { package: { ecosystem, name: "a" }, ranges: [{ type: "ECOSYSTEM", events }], versions: ["1.0.0"] },
];

const OSV = [
  {
    id: "GHSA-1",
    aliases: ["CVE-2024-0001"],
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" }],
    database_specific: { severity: "HIGH", cwe_ids: ["CWE-1"] },
    affected: affected("npm", [
      { introduced: "0" },
      { fixed: "1.2.0" },
      { introduced: "2.0.0" },
      { last_affected: "2.1" },
    ]),
  },
  {
    id: "GO-2024-1",
    affected: [
      {
        ...affected("Go", [{ introduced: "0" }, { limit: "1.0.0" }])[0],
        ecosystem_specific: { imports: [{ path: "a/b", symbols: ["C"], goos: ["linux"] }] },
      },
    ],
  },
  {
    id: "ALSA-2024:1",
    summary: "Important: nodejs:18 security update",
    related: ["CVE-2024-0001"],
    affected: affected("AlmaLinux:9", [{ introduced: "0" }, { fixed: "1:1-1.module_el9.3.0+1+a" }]),
  },
  {
    id: "UBUNTU-CVE-2024-0001",
    severity: [{ type: "Ubuntu", score: "medium" }],
    affected: affected("Ubuntu:Pro:FIPS-updates:20.04:LTS", [{ introduced: "0" }, { fixed: "1-1ubuntu1" }]),
    references: [{ type: "ADVISORY", url: "https://ubuntu.com/security/notices/USN-6000-1" }],
  },
];

export const osvRecord = feedTarget(
  "osv",
  [inZip(osvNpm, "a.json"), inZip(osvGo, "a.json"), inZip(osvAlmalinux, "a.json"), inZip(osvUbuntu, "UBUNTU-a.json")],
  OSV.map((record) => JSON.stringify(record)),
);

/** The archives themselves. */
export const osvArchive = feedTarget(
  "osv-archive",
  [asItIs(osvNpm, "all.zip")],
  [
    osvZipOf(OSV.slice(0, 2)),
    zipOf([
      { name: "a/", content: "" },
      { name: "a/b.json", content: "{}", stored: true },
    ]),
  ],
);

const inTar = (feed: Feed, path: string): FeedOf => ({
  feed,
  file: "repository.tar",
  content: (bytes) => writeTar([{ path: `a-main/${path}`, content: Uint8Array.from(bytes) }]),
});

export const repositoryRecord = feedTarget(
  "repository-records",
  [
    inTar(friendsofphp, "a/b/CVE-2024-0001.yaml"),
    inTar(gitlabCommunity, "npm/a/CVE-2024-0001.yml"),
    inTar(hexAdvisories, "packages/a/1.yml"),
    inTar(nodejsCore, "vuln/core/1.json"),
    inTar(rubysec, "gems/a/CVE-2024-0001.yml"),
  ],
  [
    "title: t\nreference: composer://a/b\ncve: CVE-2024-0001\nbranches:\n  1.x:\n    time: 2024-01-01 10:00:00\n    versions: ['>=1.0', '<1.0.5']\n  dev-master:\n    time: ~\n    versions: ['<2']\n",
    'identifier: CVE-2024-0001\nidentifiers: [CVE-2024-0001, GHSA-1]\npackage_slug: npm/a\naffected_range: ">=1.0.0 <1.2.0||=2.0.0"\nfixed_versions: ["1.2.0"]\npubdate: "2024-01-01"\ncwe_ids: [CWE-937]\n',
    "identifier: GMS-1\npackage_slug: maven/a/b\naffected_range: '[1.0,1.2),(,0.5]||>=2 <3'\n",
    "---\nid: 1-a\npackage: a\ncve: 2024-0001\nlink: https://x/advisories/GHSA-aaaa-bbbb-cccc\ndescription: |\n  x\n\n  y\npatched_versions:\n  - '>= 1.0.0-rc.1'\n  - ~> 0.9.2\nunaffected_versions: ~\n",
    JSON.stringify({
      cve: ["CVE-2024-0001"],
      vulnerable: "8.x || 9.x",
      patched: "^8.1.0 || 9.2.0",
      severity: "high",
      affectedEnvironments: ["all"],
    }),
    'gem: a\ncve: 2024-0001\nghsa: aaaa-bbbb-cccc\ndate: 2024-01-01\ncvss_v3: 7.5\npatched_versions:\n  - "~> 1.2.3"\n  - ">= 2.0.0.rc1"\nunaffected_versions:\n  - "< 0.5"\n',
    "gem: &a a\nengine: *a\ncve: !!binary YQ==\npatched_versions: [[['> 1']]]\n? x\n: - {a: 1}\n",
  ],
);

import { beforeAll, describe, expect, test } from "vitest";
import { osvZipOf } from "../../test/support/zip.ts";
import type { Feed } from "../advisories/feed.ts";
import { cisaVulnrichment } from "../advisories/feeds/cisa-vulnrichment.ts";
import { osvCrates } from "../advisories/feeds/osv-crates.ts";
import { osvGo } from "../advisories/feeds/osv-go.ts";
import { osvMaven } from "../advisories/feeds/osv-maven.ts";
import { osvNpm } from "../advisories/feeds/osv-npm.ts";
import { osvNuget } from "../advisories/feeds/osv-nuget.ts";
import { osvPackagist } from "../advisories/feeds/osv-packagist.ts";
import { osvPypi } from "../advisories/feeds/osv-pypi.ts";
import { osvRubygems } from "../advisories/feeds/osv-rubygems.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { readAll } from "../advisories/fixtures/read-all.ts";
import { Scratch } from "../advisories/fixtures/scratch.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory } from "../model/advisory.ts";
import type { Finding } from "../model/finding.ts";
import { matchPackages } from "./match.ts";

/*
 * Verdicts on packages of languages, by records as their databases publish them: GHSA-… at https://github.com/advisories,
 * GO-… at https://pkg.go.dev/vuln, RUSTSEC-… at https://rustsec.org/advisories, PYSEC-… and DRUPAL-… at https://osv.dev.
 */

type Runs = readonly (readonly string[])[];

/** `>=1.0 <1.2`: an event each; a run without a beginning is one from `0` on. */
function eventsOf(run: readonly string[]): Readonly<Record<string, string>>[] {
  const events = run.map((event): Record<string, string> => {
    if (event.startsWith(">=")) return { introduced: event.slice(2) };
    return event.startsWith("<=") ? { last_affected: event.slice(2) } : { fixed: event.slice(1) };
  });
  return run[0]?.startsWith(">=") ? events : [{ introduced: "0" }, ...events];
}

interface Given {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly withdrawn?: string;
  readonly packages: Readonly<Record<string, Runs>>;
  readonly versions?: readonly string[];
}

const recordOf = (ecosystem: string, { id, aliases = [], withdrawn, packages, versions = [] }: Given) => ({
  id,
  aliases,
  ...(withdrawn && { withdrawn }),
  affected: Object.entries(packages).flatMap(([name, runs]) =>
    (runs.length === 0 ? [undefined] : runs).map((run) => ({
      package: { ecosystem, name },
      ...(run && { ranges: [{ type: "ECOSYSTEM", events: eventsOf(run) }] }),
      versions,
    })),
  ),
});

const FEEDS: Readonly<Record<string, Feed>> = {
  Go: osvGo,
  Maven: osvMaven,
  NuGet: osvNuget,
  Packagist: osvPackagist,
  PyPI: osvPypi,
  RubyGems: osvRubygems,
  "crates.io": osvCrates,
  npm: osvNpm,
};

const RECORDS: Readonly<Record<string, readonly Given[]>> = {
  Go: [
    // A branch has a run of its own, and all of them begin with the first version.
    {
      id: "GO-2025-3448",
      aliases: ["GHSA-23qp-3c2m-xx6w"],
      packages: {
        "github.com/CosmWasm/wasmvm": [["<1.5.8"]],
        "github.com/CosmWasm/wasmvm/v2": [["<2.0.6"], ["<2.1.5"], ["<2.2.2"]],
      },
    },
    { id: "GO-2025-3642", packages: { "github.com/mattermost/mattermost-plugin-playbooks": [[], ["<1.41.0"]] } },
    {
      id: "GO-2023-2153",
      aliases: ["GHSA-m425-mq94-257g"],
      packages: { "google.golang.org/grpc": [["<1.56.3", ">=1.57.0", "<1.57.1", ">=1.58.0", "<1.58.3"]] },
    },
    {
      id: "GO-2024-2687",
      aliases: ["CVE-2023-45288", "GHSA-4v7x-pqxf-cx7m"],
      packages: { stdlib: [["<1.21.9", ">=1.22.0-0", "<1.22.2"]], "golang.org/x/net": [["<0.23.0"]] },
    },
    { id: "GO-2022-0617", withdrawn: "2024-08-21T16:25:56Z", packages: { "k8s.io/kubernetes": [[]] } },
  ],
  Maven: [
    // The project moved from `dom4j` to `org.dom4j`, commons-lang to lang3, and netty from JBoss.
    {
      id: "GHSA-hwj3-m3p6-hj38",
      aliases: ["CVE-2020-10683"],
      packages: { "org.dom4j:dom4j": [["<2.0.3"], [">=2.1.0", "<2.1.3"]], "dom4j:dom4j": [["<=1.6.1"]] },
    },
    {
      id: "GHSA-j288-q9x7-2f5v",
      aliases: ["CVE-2025-48924"],
      packages: {
        "org.apache.commons:commons-lang3": [[">=3.0", "<3.18.0"]],
        "commons-lang:commons-lang": [[">=2.0", "<=2.6"]],
      },
    },
    {
      id: "GHSA-7vpq-g998-qpv7",
      aliases: ["CVE-2014-0193"],
      packages: {
        "io.netty:netty": [
          [">=3.6.0.Beta1", "<3.6.9.Final"],
          [">=3.7.0.Final", "<3.7.1.Final"],
          [">=4.0.0.Alpha1", "<4.0.19.Final"],
        ],
      },
    },
    {
      id: "GHSA-g3wg-6mcf-8jj6",
      aliases: ["CVE-2020-27216"],
      packages: {
        "org.eclipse.jetty:jetty-webapp": [["<9.4.33.v20201020"], [">=10.0.0.beta1", "<10.0.0.beta3"]],
      },
    },
    {
      id: "GHSA-rgv9-q543-rqg4",
      aliases: ["CVE-2022-42004"],
      packages: { "com.fasterxml.jackson.core:jackson-databind": [["<2.12.7.1"], [">=2.13.0", "<2.13.4"]] },
    },
  ],
  NuGet: [
    {
      id: "GHSA-rmxg-73gg-4p98",
      aliases: ["CVE-2015-9251"],
      packages: { jQuery: [["<1.12.2"], [">=1.12.3", "<3.0.0"]] },
    },
    { id: "GHSA-8xfc-gm6g-vgpv", aliases: ["CVE-2024-29857"], packages: { BouncyCastle: [[]] } },
  ],
  Packagist: [
    {
      id: "DRUPAL-CORE-2026-001",
      aliases: ["CVE-2026-6365"],
      packages: {
        "drupal/core": [
          [">=8.0.0", "<10.5.9"],
          [">=10.6.0", "<10.6.7"],
          [">=11.0.0", "<11.2.11"],
        ],
      },
    },
    {
      id: "GHSA-9f46-5r25-5wfm",
      aliases: ["CVE-2021-32708"],
      packages: { "league/flysystem": [["<1.1.4"], [">=2.0.0", "<2.1.1"]] },
    },
  ],
  PyPI: [
    {
      id: "PYSEC-2022-190",
      aliases: ["CVE-2022-28346", "GHSA-2gwj-7jmv-h26r"],
      packages: { Django: [[">=4.0", "<4.0.4", ">=3.2", "<3.2.13", ">=2.2", "<2.2.28"]] },
      versions: ["4.0a1"],
    },
    { id: "PYSEC-2019-109", aliases: ["CVE-2019-12760"], packages: { parso: [["<0.5.0"]] } },
    { id: "PYSEC-2022-42969", withdrawn: "2026-06-09T10:43:00Z", packages: { py: [["<=1.11.0"]] } },
    // Withdrawn as a duplicate of another, which stands.
    { id: "PYSEC-2006-10", withdrawn: "2026-07-09T15:54:00Z", packages: { plone: [["<=2.5.1"]] } },
    { id: "PYSEC-2006-6", aliases: ["CVE-2006-4249"], packages: { plone: [[">=2.5", "<2.5.2"]] } },
  ],
  RubyGems: [
    {
      id: "GHSA-735f-pc8j-v9w8",
      aliases: ["CVE-2024-7254"],
      packages: {
        "google-protobuf": [["<3.25.5"], [">=4.0.0.rc.1", "<4.27.5"], [">=4.28.0.rc.1", "<4.28.2"]],
      },
    },
  ],
  "crates.io": [
    {
      id: "RUSTSEC-2023-0001",
      aliases: ["CVE-2023-22466", "GHSA-7rrj-xr53-82p7"],
      packages: { tokio: [[">=1.7.0", "<1.18.4", ">=1.19.0", "<1.20.3", ">=1.21.0", "<1.23.1"]] },
    },
  ],
  npm: [
    {
      id: "GHSA-67hx-6x53-jw92",
      aliases: ["CVE-2023-45133"],
      packages: {
        "@babel/traverse": [["<7.23.2"], [">=8.0.0-alpha.0", "<8.0.0-alpha.4"]],
        "babel-traverse": [[]],
      },
    },
    {
      id: "GHSA-p8p7-x288-28g6",
      aliases: ["CVE-2023-28155"],
      packages: { request: [["<=2.88.2"]], "@cypress/request": [["<3.0.0"]] },
    },
    {
      id: "GHSA-mhpp-875w-9cpv",
      aliases: ["CVE-2016-10707"],
      packages: { jquery: [[">=3.0.0-rc.1", "<3.0.0"]] },
    },
    { id: "GHSA-29mw-wpgm-hmr9", aliases: ["CVE-2020-28500"], packages: { "lodash.trim": [[">=4.0.0", "<=4.5.1"]] } },
  ],
};

let matched: (purl: string) => { findings: readonly Finding[]; codes: readonly string[] };
beforeAll(async () => {
  const sources: Record<string, readonly Advisory[]> = {};
  for (const [ecosystem, records] of Object.entries(RECORDS)) {
    const feed = FEEDS[ecosystem];
    if (!feed) throw new Error(ecosystem);
    const { advisories, problems } = await readAll(feed, [osvZipOf(records.map((one) => recordOf(ecosystem, one)))]);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    sources[feed.name] = advisories;
  }
  // https://www.cve.org/CVERecord?id=CVE-2019-12760: its assigner tags it as disputed.
  sources[cisaVulnrichment.name] = [
    advisoryOf({ id: "CVE-2019-12760", cves: ["CVE-2019-12760"], disputed: true, affected: [] }),
  ];
  const scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, sources);
  const snapshot = openSnapshot(path);
  matched = (purl) => {
    const { findings, problems } = matchPackages([{ purl }], snapshot);
    return { findings: findings.get(purl) ?? [], codes: problems.map(({ code }) => code) };
  };
  return () => {
    snapshot[Symbol.dispose]();
    scratch[Symbol.dispose]();
  };
});

function verdictOf(purl: string): string {
  const { findings, codes } = matched(purl);
  const words = findings.map(({ id, state, fixedVersion }) => [id, state, fixedVersion].join(" ").trim());
  return [...codes, ...words].join("; ") || "none";
}

type Row = readonly [what: string, purl: string, verdict: string];

const GRPC = "GHSA-m425-mq94-257g";
const GO: readonly Row[] = [
  ["the fix of the oldest branch", "pkg:golang/google.golang.org/grpc@v1.55.0", "GO-2023-2153 fixed 1.56.3"],
  ["of the middle one", "pkg:golang/google.golang.org/grpc@v1.57.0", "GO-2023-2153 fixed 1.57.1"],
  ["of the newest", "pkg:golang/google.golang.org/grpc@v1.58.2", "GO-2023-2153 fixed 1.58.3"],
  ["between two branches", "pkg:golang/google.golang.org/grpc@v1.56.3", "none"],
  ["a pre-release of the next branch is not of it", "pkg:golang/google.golang.org/grpc@v1.57.0-dev", "none"],
  [
    "runs that lie in each other: only what is in none of them is a fix",
    "pkg:golang/github.com/CosmWasm/wasmvm/v2@v2.0.3",
    "GO-2025-3448 fixed 2.2.2",
  ],
  [
    "what ends one run is still in the next",
    "pkg:golang/github.com/CosmWasm/wasmvm/v2@v2.0.6",
    "GO-2025-3448 fixed 2.2.2",
  ],
  [
    "the other major version is another module",
    "pkg:golang/github.com/CosmWasm/wasmvm@v1.5.7",
    "GO-2025-3448 fixed 1.5.8",
  ],
  [
    "a run without an end leaves no fix, whatever other runs end with",
    "pkg:golang/github.com/mattermost/mattermost-plugin-playbooks@v1.40.0",
    "GO-2025-3642 unfixed",
  ],
  ["the first pre-release of a line is of it: 1.22.0-0", "pkg:golang/stdlib@1.22rc1", "CVE-2023-45288 fixed 1.22.2"],
  [
    "a pseudo-version before the fix",
    "pkg:golang/golang.org/x/net@v0.22.1-0.20240301000000-0123456789ab",
    "CVE-2023-45288 fixed 0.23.0",
  ],
  ["a pseudo-version after the fix", "pkg:golang/golang.org/x/net@v0.23.1-0.20240501000000-0123456789ab", "none"],
  // What a program was built with counts, as govulncheck does: https://go.dev/ref/mod#go-mod-file-replace
  ["a fork that took a module's place is looked up by its own path", "pkg:golang/github.com/acme/net@v0.10.0", "none"],
  ["withdrawn is gone", "pkg:golang/k8s.io/kubernetes@v1.20.0", "none"],
];

const MAVEN: readonly Row[] = [
  ["by its old name, up to the last one of it", "pkg:maven/dom4j/dom4j@1.6.1", "CVE-2020-10683 unfixed"],
  ["by its new name, the fix of its branch", "pkg:maven/org.dom4j/dom4j@2.0.2", "CVE-2020-10683 fixed 2.0.3"],
  ["by its new name, that of the newer branch", "pkg:maven/org.dom4j/dom4j@2.1.1", "CVE-2020-10683 fixed 2.1.3"],
  ["what is fixed by its new name", "pkg:maven/org.dom4j/dom4j@2.1.3", "none"],
  ["a version that only the new name has, by the old one", "pkg:maven/dom4j/dom4j@2.1.1", "none"],
  ["moved to another artifact", "pkg:maven/commons-lang/commons-lang@2.6", "CVE-2025-48924 unfixed"],
  ["that artifact", "pkg:maven/org.apache.commons/commons-lang3@3.17.0", "CVE-2025-48924 fixed 3.18.0"],
  ["the beginning is of the run", "pkg:maven/org.apache.commons/commons-lang3@3.0", "CVE-2025-48924 fixed 3.18.0"],
  ["a beta is before the beginning", "pkg:maven/org.apache.commons/commons-lang3@3.0-beta", "none"],
  ["Final is the release itself", "pkg:maven/io.netty/netty@3.6.9", "none"],
  ["and so is a version without it below", "pkg:maven/io.netty/netty@3.6.8", "CVE-2014-0193 fixed 3.6.9.Final"],
  [
    "Alpha1 is of the run that begins with it",
    "pkg:maven/io.netty/netty@4.0.0.Alpha1",
    "CVE-2014-0193 fixed 4.0.19.Final",
  ],
  ["another group is another project", "pkg:maven/org.jboss.netty/netty@3.2.9.Final", "none"],
  [
    "a date behind the version counts",
    "pkg:maven/org.eclipse.jetty/jetty-webapp@9.4.33.v20200930",
    "CVE-2020-27216 fixed 9.4.33.v20201020",
  ],
  ["a fourth number", "pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.12.7", "CVE-2022-42004 fixed 2.12.7.1"],
  ["the fourth number of the fix", "pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.12.7.1", "none"],
  ["a rebuild of the fix has it", "pkg:maven/io.netty/netty@3.6.9.Final-redhat-1", "none"],
  [
    "a snapshot of the fix is not it",
    "pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.13.4-SNAPSHOT",
    "CVE-2022-42004 fixed 2.13.4",
  ],
];

const OTHERS: readonly Row[] = [
  ["NuGet: between two runs", "pkg:nuget/jQuery@1.12.2", "none"],
  ["NuGet: the run that holds it", "pkg:nuget/jquery@2.2.4", "CVE-2015-9251 fixed 3.0.0"],
  ["NuGet: a pre-release of the fix", "pkg:nuget/jQuery@3.0.0-rc1", "CVE-2015-9251 fixed 3.0.0"],
  ["NuGet: four numbers", "pkg:nuget/jQuery@1.12.3.0", "CVE-2015-9251 fixed 3.0.0"],
  ["NuGet: nothing is fixed by this name", "pkg:nuget/BouncyCastle@1.8.9", "CVE-2024-29857 unfixed"],
  ["Composer: the fix of its branch", "pkg:composer/drupal/core@10.6.6", "CVE-2026-6365 fixed 10.6.7"],
  ["Composer: of an older one", "pkg:composer/drupal/core@9.5.9", "CVE-2026-6365 fixed 10.5.9"],
  ["Composer: a `v` in front is nothing", "pkg:composer/league/flysystem@v1.1.3", "CVE-2021-32708 fixed 1.1.4"],
  ["Composer: the tip of a branch is behind all of it: 1.x-dev", "pkg:composer/league/flysystem@1.x-dev", "none"],
  [
    "Composer: of the branch that has no fix yet",
    "pkg:composer/league/flysystem@2.0.x-dev",
    "CVE-2021-32708 fixed 2.1.1",
  ],
  // Composer finds it in no range; nobody can say which commit it is.
  [
    "Composer: a branch with a name has no place in the order, and is told",
    "pkg:composer/league/flysystem@dev-master",
    "VERSION_INVALID",
  ],
  ["PyPI: the branch, in whatever order a record has them", "pkg:pypi/django@3.2.12", "CVE-2022-28346 fixed 3.2.13"],
  ["PyPI: the newest", "pkg:pypi/Django@4.0.3", "CVE-2022-28346 fixed 4.0.4"],
  ["PyPI: the oldest", "pkg:pypi/django@2.2", "CVE-2022-28346 fixed 2.2.28"],
  ["PyPI: between the branches", "pkg:pypi/django@3.1.14", "none"],
  ["PyPI: a release candidate of the fix", "pkg:pypi/django@4.0.4rc1", "CVE-2022-28346 fixed 4.0.4"],
  ["PyPI: a pre-release of the beginning, which is listed", "pkg:pypi/django@4.0a1", "CVE-2022-28346 unfixed"],
  ["PyPI: one that is not", "pkg:pypi/django@4.0b1", "none"],
  [
    "PyPI: a build of one's own is what it is built from",
    "pkg:pypi/django@4.0.3%2Bacme.1",
    "CVE-2022-28346 fixed 4.0.4",
  ],
  ["PyPI: and behind the fix", "pkg:pypi/django@4.0.4%2Bacme.1", "none"],
  ["PyPI: withdrawn is gone", "pkg:pypi/py@1.11.0", "none"],
  ["PyPI: a duplicate is gone, and what it is one of stands", "pkg:pypi/plone@2.5.1", "CVE-2006-4249 fixed 2.5.2"],
  ["PyPI: the duplicate's own range counts no more", "pkg:pypi/plone@2.1", "none"],
  ["gems: the fix of its branch", "pkg:gem/google-protobuf@4.27.0", "CVE-2024-7254 fixed 4.27.5"],
  ["gems: a candidate of the next line", "pkg:gem/google-protobuf@4.28.0.rc.1", "CVE-2024-7254 fixed 4.28.2"],
  ["gems: one for a platform", "pkg:gem/google-protobuf@3.25.4?platform=x86_64-linux", "CVE-2024-7254 fixed 3.25.5"],
  ["gems: between the lines", "pkg:gem/google-protobuf@3.25.5", "none"],
  ["crates: the fix of its branch", "pkg:cargo/tokio@1.19.2", "CVE-2023-22466 fixed 1.20.3"],
  ["crates: before the first run", "pkg:cargo/tokio@1.6.1", "none"],
  ["crates: a pre-release of the fix", "pkg:cargo/tokio@1.23.1-rc.1", "CVE-2023-22466 fixed 1.23.1"],
];

const NPM: readonly Row[] = [
  [
    "the fix of the pre-releases' branch",
    "pkg:npm/%40babel/traverse@8.0.0-alpha.3",
    "CVE-2023-45133 fixed 8.0.0-alpha.4",
  ],
  ["the fix of the released branch", "pkg:npm/%40babel/traverse@7.22.8", "CVE-2023-45133 fixed 7.23.2"],
  ["alpha.10 is more than alpha.4", "pkg:npm/%40babel/traverse@8.0.0-alpha.10", "none"],
  ["its old name, of which nothing is fixed", "pkg:npm/babel-traverse@6.26.0", "CVE-2023-45133 unfixed"],
  ["another scope is another package", "pkg:npm/%40acme/traverse@7.0.0", "none"],
  ["the last affected one", "pkg:npm/request@2.88.2", "CVE-2023-28155 unfixed"],
  ["behind the last affected one", "pkg:npm/request@2.88.3", "none"],
  ["a fork by its own name", "pkg:npm/%40cypress/request@2.88.12", "CVE-2023-28155 fixed 3.0.0"],
  ["pre-releases alone", "pkg:npm/jquery@3.0.0-rc1", "CVE-2016-10707 fixed 3.0.0"],
  ["before them", "pkg:npm/jquery@3.0.0-beta1", "none"],
  ["the release", "pkg:npm/jquery@3.0.0", "none"],
  ["what is behind a `+` is nothing", "pkg:npm/lodash.trim@4.5.1%2Bbuild", "CVE-2020-28500 unfixed"],
];

describe.each([
  ["Go", GO],
  ["Maven", MAVEN],
  ["npm", NPM],
  ["others", OTHERS],
] as const)("%s", (_, rows) => {
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));
});

test("a record that somebody disputes stands, and says so", () => {
  expect(matched("pkg:pypi/parso@0.4.0").findings).toMatchObject([
    { id: "CVE-2019-12760", state: "fixed", fixedVersion: "0.5.0", disputed: true },
  ]);
  expect(matched("pkg:golang/google.golang.org/grpc@v1.55.0").findings[0]?.aliases).toEqual([GRPC]);
});

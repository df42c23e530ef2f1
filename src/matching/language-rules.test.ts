import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { advisoryOfOsv, OsvRecord } from "../advisories/osv-record.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory } from "../model/advisory.ts";
import { ecosystemOfAdvisories } from "../model/ecosystems.ts";
import { getVersionOrder } from "../versions/index.ts";
import { matchPackages } from "./match.ts";

type Events = readonly Readonly<Record<string, string>>[];

/** A record as OSV would have it, read as the feed of its ecosystem reads it. */
function record(
  id: string,
  ecosystem: string,
  name: string,
  events: Events,
  versions: readonly string[] = [],
): Advisory {
  const known = ecosystemOfAdvisories(ecosystem);
  if (!known) throw new Error(ecosystem);
  const ranges = events.length === 0 ? [] : [{ type: "ECOSYSTEM", events }];
  const advisory = advisoryOfOsv(
    OsvRecord.parse({ id, affected: [{ package: { ecosystem, name }, ranges, versions }] }),
    {
      source: "osv",
      ecosystem,
      order: getVersionOrder(known.versions),
      normalizeName: known.normalizeName ?? ((one) => one),
    },
    () => undefined,
  );
  return advisory ?? advisoryOf({ id });
}

async function affectedOf(purls: readonly string[], advisory: Advisory): Promise<string[]> {
  const { path } = await buildSnapshot(temporaryFolder(), { osv: [advisory] });
  using snapshot = openSnapshot(path);
  return [
    ...matchPackages(
      purls.map((purl) => ({ purl })),
      snapshot,
    ).findings.keys(),
  ];
}

const before = (fixed: string): Events => [{ introduced: "0" }, { fixed }];

interface Row {
  readonly title: string;
  readonly advisory: Advisory;
  readonly affected: readonly string[];
  readonly well: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    // https://pkg.go.dev/vuln/GO-2020-0017
    title: "Go: `+incompatible` says nothing of the order",
    advisory: record("GO-2020-0017", "Go", "github.com/dgrijalva/jwt-go", [
      { introduced: "0.0.0-20150717181359-44718f8a89b0" },
    ]),
    affected: ["pkg:golang/github.com/dgrijalva/jwt-go@v3.2.0%2Bincompatible"],
    well: ["pkg:golang/github.com/dgrijalva/jwt-go@v0.0.0-20140101000000-000000000000"],
  },
  {
    // https://pkg.go.dev/vuln/GO-2020-0017: its second module is fixed by a pre-release.
    title: "Go: `/v4` is another module, and a pre-release comes before what it leads to",
    advisory: record("GO-2020-0017", "Go", "github.com/dgrijalva/jwt-go/v4", before("4.0.0-preview1")),
    affected: ["pkg:golang/github.com/dgrijalva/jwt-go/v4@v4.0.0-20190101000000-000000000000"],
    well: [
      "pkg:golang/github.com/dgrijalva/jwt-go@v3.2.0%2Bincompatible",
      "pkg:golang/github.com/dgrijalva/jwt-go/v4@v4.0.0-preview1",
    ],
  },
  {
    // https://pkg.go.dev/vuln/GO-2022-0603
    title: "Go: pseudo-versions stand by their time",
    advisory: record("GO-2022-0603", "Go", "gopkg.in/yaml.v3", before("3.0.0-20220521103104-8f96da9f5d5e")),
    affected: ["pkg:golang/gopkg.in/yaml.v3@v3.0.0-20200313102051-9f266ea9e77c"],
    well: ["pkg:golang/gopkg.in/yaml.v3@v3.0.0-20220521103104-8f96da9f5d5e", "pkg:golang/gopkg.in/yaml.v3@v3.0.1"],
  },
  {
    // https://pkg.go.dev/vuln/GO-2023-2185
    title: "Go: the standard library of two lines, and release candidates",
    advisory: record("GO-2023-2185", "Go", "stdlib", [
      { introduced: "0" },
      { fixed: "1.20.11" },
      { introduced: "1.21.0-0" },
      { fixed: "1.21.4" },
    ]),
    affected: ["pkg:golang/stdlib@1.20.10", "pkg:golang/stdlib@1.21rc2", "pkg:golang/stdlib@1.21.3"],
    well: ["pkg:golang/stdlib@1.20.11", "pkg:golang/stdlib@1.20.12", "pkg:golang/stdlib@1.21.4"],
  },
  {
    // https://pkg.go.dev/vuln/GO-2023-2042
    title: "Go: the commands are flawed where they are installed, not what they built",
    advisory: record("GO-2023-2042", "Go", "toolchain", [{ introduced: "1.21.0-0" }, { fixed: "1.21.1" }]),
    affected: ["pkg:generic/go@1.21.0"],
    well: ["pkg:golang/stdlib@1.21.0", "pkg:generic/go@1.21.1", "pkg:generic/node@1.21.0"],
  },
  {
    // https://github.com/advisories/GHSA-jfh8-c2jp-5v3q: 2.12.2 is between two runs.
    title: "Maven: what lies between two runs is well, and qualifiers come before their release",
    advisory: record("GHSA-jfh8-c2jp-5v3q", "Maven", "org.apache.logging.log4j:log4j-core", [
      { introduced: "2.4" },
      { fixed: "2.12.2" },
      { introduced: "2.13.0" },
      { fixed: "2.15.0" },
    ]),
    affected: [
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.12.1",
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.15.0-rc1",
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?classifier=tests",
    ],
    well: [
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.12.2",
      "pkg:maven/org.apache.logging.log4j/log4j-core@2.15.0",
      "pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1",
    ],
  },
  {
    title: "PyPI: one name in all its spellings, and pre-releases before the fix",
    advisory: record("PYSEC-1", "PyPI", "Zope.Interface", before("2.0")),
    affected: [
      "pkg:pypi/zope-interface@2.0rc1",
      "pkg:pypi/zope_interface@1.9.post1",
      "pkg:pypi/Zope.Interface@2.0.dev1",
    ],
    well: ["pkg:pypi/zope-interface@2.0", "pkg:pypi/zope-interface@2.0.post1", "pkg:pypi/zope-interface@1%212.0"],
  },
  {
    title: "NuGet: capitals and a fourth number of 0 are nothing",
    advisory: record("GHSA-1", "NuGet", "Newtonsoft.Json", before("13.0.1")),
    affected: ["pkg:nuget/newtonsoft.json@13.0.0.9", "pkg:nuget/Newtonsoft.Json@13.0.1-beta1"],
    well: ["pkg:nuget/Newtonsoft.JSON@13.0.1.0"],
  },
  {
    title: "crates: a pre-release is affected, what is built from the fix is not",
    advisory: record("RUSTSEC-1", "crates.io", "tokio", [{ introduced: "1.0.0-0" }, { fixed: "1.8.4" }]),
    affected: ["pkg:cargo/tokio@1.0.0-rc.1", "pkg:cargo/tokio@1.8.4-alpha"],
    well: ["pkg:cargo/tokio@0.9.9", "pkg:cargo/tokio@1.8.4%2Bbuild"],
  },
  {
    title: "npm: up to the last affected one, a scope is part of the name",
    advisory: record("GHSA-1", "npm", "@scope/a", [{ introduced: "1.0.0" }, { last_affected: "1.2.0" }]),
    affected: ["pkg:npm/%40scope/a@1.0.0", "pkg:npm/%40scope/a@1.2.0"],
    well: ["pkg:npm/%40scope/a@1.2.1", "pkg:npm/%40scope/a@1.0.0-rc.1", "pkg:npm/a@1.1.0"],
  },
  {
    title: "OSV: versions that are listed count beside the ranges",
    advisory: record("GHSA-1", "npm", "a", [{ introduced: "2.0.0" }, { fixed: "2.1.0" }], ["1.0.5", "2.0.1"]),
    affected: ["pkg:npm/a@1.0.5", "pkg:npm/a@2.0.1", "pkg:npm/a@2.0.9"],
    well: ["pkg:npm/a@1.0.6", "pkg:npm/a@2.1.0"],
  },
  {
    title: "malware: a whole package",
    advisory: record("MAL-2024-1", "npm", "evil", [{ introduced: "0" }]),
    affected: ["pkg:npm/evil@0.0.0", "pkg:npm/evil@99.0.0", "pkg:npm/evil@0.0.1-rc"],
    well: ["pkg:npm/good@1.0.0"],
  },
  {
    title: "malware: the versions that are listed, and no others",
    advisory: record("MAL-2024-2", "PyPI", "evil", [], ["1.0", "1.0.dev0"]),
    affected: ["pkg:pypi/evil@1.0.0", "pkg:pypi/evil@1.0.dev0"],
    well: ["pkg:pypi/evil@1.0.1"],
  },
];

describe("what a record holds for", () => {
  test.each(ROWS)("$title", async ({ advisory, affected, well }) => {
    expect(await affectedOf([...affected, ...well], advisory)).toEqual(affected);
  });
});

test("interpreters of Ruby tell their patch level as advisories write it", async () => {
  const advisory = advisoryOf({
    source: "osv",
    id: "CVE-2013-4164",
    affected: [
      {
        ecosystem: "Ruby",
        release: "",
        name: "ruby",
        state: "affected",
        ranges: [{ introduced: "1.9.3", fixed: "1.9.3.484" }],
        versions: [],
      },
    ],
  });
  const purls = ["pkg:generic/ruby@1.9.3p448", "pkg:generic/ruby@1.9.3p484", "pkg:generic/jruby@1.9.3p1"];
  expect(await affectedOf(purls, advisory)).toEqual(["pkg:generic/ruby@1.9.3p448"]);
});

test.each([
  ["Packagist", "composer", "2.1-dev", "2.1"],
  ["RubyGems", "gem", "1.2.a", "1.2"],
  ["npm", "npm", "2.0.0-0", "2.0.0"],
])(
  "%s: a run that ends before the pre-releases of a version is fixed by that version",
  async (ecosystem, type, fixed, shown) => {
    const affected = [
      { ecosystem, release: "", name: "a", state: "affected" as const, ranges: [{ fixed }], versions: [] },
    ];
    const { path } = await buildSnapshot(temporaryFolder(), {
      osv: [advisoryOf({ source: "osv", id: "X-1", affected })],
    });
    using snapshot = openSnapshot(path);
    const purl = `pkg:${type}/a@1.0.0`;
    expect(matchPackages([{ purl }], snapshot).findings.get(purl)).toMatchObject([{ fixedVersion: shown }]);
  },
);

test("functions that a record of Go names reach the finding", async () => {
  const imports = [{ path: "golang.org/x/text/language", symbols: ["Parse"], goos: ["linux"] }];
  const go = OsvRecord.parse({
    id: "GO-2021-0113",
    affected: [
      {
        package: { ecosystem: "Go", name: "golang.org/x/text" },
        ranges: [{ type: "SEMVER", events: before("0.3.7") }],
        ecosystem_specific: { imports },
      },
    ],
  });
  const reading = {
    source: "osv",
    ecosystem: "Go",
    order: getVersionOrder("go"),
    normalizeName: (name: string) => name,
  };
  const advisory = advisoryOfOsv(go, reading, () => undefined);
  const { path } = await buildSnapshot(temporaryFolder(), { osv: advisory ? [advisory] : [] });
  using snapshot = openSnapshot(path);
  const purl = "pkg:golang/golang.org/x/text@v0.3.6";
  expect(matchPackages([{ purl }], snapshot).findings.get(purl)).toMatchObject([
    { symbols: [{ path: "golang.org/x/text/language", names: ["Parse"], systems: ["linux"] }] },
  ]);
});

import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { AffectedPackage } from "../model/advisory.ts";
import { matchPackages } from "./match.ts";

type Given = Partial<AffectedPackage> & Pick<AffectedPackage, "name">;

const SOURCES: Readonly<Record<string, string>> = {
  "Red Hat": "redhat-vex",
  AlmaLinux: "osv-almalinux",
  "Rocky Linux": "rocky",
  "Amazon Linux": "amazon-linux",
};

/** Findings of a package, as `ID STATE FIX`, where one record says all this. */
async function matched(purl: string, rows: readonly Given[], ecosystem = "Red Hat") {
  const affected = rows.map((row) => ({
    ecosystem,
    release: "9",
    state: "affected" as const,
    ranges: [],
    versions: [],
    ...row,
  }));
  // What covers the release, so that nothing found is not the same as nothing known.
  const other = advisoryOf({ id: "CVE-2000-1000", affected: [{ ...(affected[0] as AffectedPackage), name: "other" }] });
  const record = advisoryOf({ id: "CVE-2024-1000", cves: ["CVE-2024-1000"], affected });
  const { path } = await buildSnapshot(temporaryFolder(), { [SOURCES[ecosystem] ?? ""]: [record, other] });
  using snapshot = openSnapshot(path);
  const { findings, problems } = matchPackages([{ purl }], snapshot);
  return {
    found: (findings.get(purl) ?? []).map(({ id, state, fixedVersion }) => [id, state, fixedVersion].join(" ").trim()),
    proof: findings.get(purl)?.[0]?.proof[0],
    problems,
  };
}

const HIT = "CVE-2024-1000 unfixed";
const fixedIn = (fixed: string) => `CVE-2024-1000 fixed ${fixed}`;
const rpm = (name: string, version: string, more = "") =>
  `pkg:rpm/redhat/${name}@${version}?arch=x86_64&distro=rhel-9.3${more}`;

const unfixed = (name: string, more: Partial<AffectedPackage> = {}): Given => ({ name, ranges: [{}], ...more });
const fixed = (name: string, version: string, more: Partial<AffectedPackage> = {}): Given => ({
  name,
  ranges: [{ fixed: version }],
  ...more,
});
const source = { only: { source: true } } as const;

interface Row {
  readonly title: string;
  readonly purl: string;
  readonly rows: readonly Given[];
  readonly found: readonly string[];
}

const ROWS: readonly Row[] = [
  // https://access.redhat.com/errata/RHSA-2024:2447: openssl-libs-3.0.7-27.el9, epoch 1
  {
    title: "the epoch is a qualifier of the package URL",
    purl: rpm("openssl-libs", "3.0.7-25.el9_3", "&epoch=1&upstream=openssl%401%3A3.0.7-25.el9_3"),
    rows: [fixed("openssl-libs", "1:3.0.7-27.el9")],
    found: [fixedIn("1:3.0.7-27.el9")],
  },
  {
    title: "the fixed version itself is not affected",
    purl: rpm("openssl-libs", "3.0.7-27.el9", "&epoch=1"),
    rows: [fixed("openssl-libs", "1:3.0.7-27.el9")],
    found: [],
  },
  {
    title: "without its epoch a package counts as older than any that has one",
    purl: rpm("openssl-libs", "3.2.2-6.el9_5"),
    rows: [fixed("openssl-libs", "1:3.0.7-27.el9")],
    found: [fixedIn("1:3.0.7-27.el9")],
  },
  {
    title: "an advisory without an epoch is older than any package that has one",
    purl: rpm("openssl-libs", "3.0.7-25.el9_3", "&epoch=1"),
    rows: [fixed("openssl-libs", "3.0.7-27.el9")],
    found: [],
  },
  {
    title: "epoch 0 is none",
    purl: rpm("curl", "7.76.1-23.el9_2.4", "&epoch=0"),
    rows: [fixed("curl", "0:7.76.1-23.el9_2.4")],
    found: [],
  },
  // https://access.redhat.com/security/cve/CVE-2023-38545
  {
    title: "a fix is of the binary package, whatever its source is called",
    purl: rpm("libcurl-minimal", "7.76.1-23.el9_2.2", "&upstream=curl%407.76.1-23.el9_2.2"),
    rows: [fixed("libcurl-minimal", "7.76.1-23.el9_2.4"), fixed("curl", "9")],
    found: [fixedIn("7.76.1-23.el9_2.4")],
  },
  // https://access.redhat.com/security/cve/CVE-2023-3961: samba, of Red Hat Enterprise Linux 9, is a source package
  {
    title: "what is open is open in all that is built from the source",
    purl: rpm("libsmbclient", "4.17.5-3.el9_2", "&upstream=samba%404.17.5-3.el9_2"),
    rows: [unfixed("samba", source)],
    found: [HIT],
  },
  {
    title: "a source's row is none of the binary package of the same name, where that is of another source",
    purl: rpm("samba", "1-1.el9", "&upstream=samba4%401-1.el9"),
    rows: [unfixed("samba", source)],
    found: [],
  },
  {
    title: "a binary's row is none of what is built from a source of the same name",
    purl: rpm("libsmbclient", "1-1.el9", "&upstream=samba%401-1.el9"),
    rows: [unfixed("samba")],
    found: [],
  },
  // https://access.redhat.com/security/cve/CVE-2024-0727: openssl-fips-provider is not affected
  {
    title: "what is said of the binary package goes before what is said of its source",
    purl: rpm("openssl-fips-provider", "3.0.7-2.el9", "&upstream=openssl%403.0.7-2.el9"),
    rows: [unfixed("openssl", source), { name: "openssl-fips-provider", state: "not-affected", ranges: [] }],
    found: [],
  },
  {
    title: "so does a fix",
    purl: rpm("libcurl", "8-1.el9", "&upstream=curl%408-1.el9"),
    rows: [unfixed("curl", source), fixed("libcurl", "7.76.1-23.el9_2.4")],
    found: [],
  },
  {
    title: "but not one of another architecture",
    purl: rpm("libcurl", "8-1.el9", "&upstream=curl%408-1.el9"),
    rows: [unfixed("curl", source), fixed("libcurl", "7", { only: { architectures: ["s390x"] } })],
    found: [HIT],
  },
  {
    title: "a package is found by its own name once, not by its source's again",
    purl: rpm("samba", "4.17.5-3.el9_2"),
    rows: [unfixed("samba"), unfixed("samba", source)],
    found: [HIT],
  },
  // Syft writes the file of the source there.
  {
    title: "a source package by the name of its file",
    purl: rpm("libsmbclient", "4.17.5-3.el9_2", "&upstream=samba-4.17.5-3.el9_2.src.rpm"),
    rows: [unfixed("samba", source)],
    found: [HIT],
  },
  // https://access.redhat.com/solutions/5201171: flavours of the kernel are packages of their own
  {
    title: "a fix of kernel-rt is none of kernel",
    purl: rpm("kernel-core", "5.14.0-362.el9", "&upstream=kernel%405.14.0-362.el9"),
    rows: [fixed("kernel-rt-core", "5.14.0-362.8.1.rt14.362.el9_3")],
    found: [],
  },
  {
    title: "another architecture",
    purl: rpm("a", "1-1.el9"),
    rows: [fixed("a", "1-2.el9", { only: { architectures: ["s390x", "ppc64le"] } })],
    found: [],
  },
  // Trivy writes the namespace there.
  {
    title: "distro=redhat-9.3 is the same",
    purl: "pkg:rpm/redhat/a@1-1.el9?arch=x86_64&distro=redhat-9.3",
    rows: [fixed("a", "1-2.el9")],
    found: [fixedIn("1-2.el9")],
  },
  {
    title: "without an architecture every row holds",
    purl: "pkg:rpm/redhat/a@1-1.el9?distro=rhel-9",
    rows: [fixed("a", "1-2.el9", { only: { architectures: ["s390x"] } })],
    found: [fixedIn("1-2.el9")],
  },
  // https://access.redhat.com/support/policy/updates/errata: extended update support
  {
    title: "a fix for subscribers of a longer-lived stream is none of the release's",
    purl: "pkg:rpm/redhat/a@1-1.el9_0.9?arch=x86_64&distro=rhel-9.0",
    rows: [fixed("a", "1-1.el9_0.9", { release: "9.0+eus" }), fixed("a", "1-3.el9_2")],
    found: [fixedIn("1-3.el9_2")],
  },
  {
    title: "who has the stream is told by its fixes",
    purl: "pkg:rpm/redhat/a@1-1.el9_0.8?arch=x86_64&distro=rhel-9.0%2Beus",
    rows: [fixed("a", "1-1.el9_0.9", { release: "9.0+eus" }), fixed("a", "1-3.el9_2")],
    found: [fixedIn("1-1.el9_0.9")],
  },
  {
    title: "and has what they fixed",
    purl: "pkg:rpm/redhat/a@1-1.el9_0.9?arch=x86_64&distro=rhel-9.0%2Beus",
    rows: [fixed("a", "1-1.el9_0.9", { release: "9.0+eus" }), fixed("a", "1-3.el9_2")],
    found: [],
  },
  {
    title: "where a stream says nothing, its release does",
    purl: "pkg:rpm/redhat/a@1-1.el9_0.9?arch=x86_64&distro=rhel-9.0%2Beus",
    rows: [unfixed("a")],
    found: [HIT],
  },
  // Modules: https://access.redhat.com/errata/RHSA-2025:8696
  ...(
    [
      ["its stream", "perl-FCGI:0.78", "&rpmmod=perl-FCGI:0.78:8100020250529111022:69ef70f8", true],
      ["another stream", "perl-FCGI:0.79", "&rpmmod=perl-FCGI:0.78:8100020250529111022:69ef70f8", false],
      ["some module, which nobody tells", "*", "&rpmmod=perl-FCGI:0.78:8100020250529111022:69ef70f8", true],
      ["none", undefined, "&rpmmod=perl-FCGI:0.78:8100020250529111022:69ef70f8", false],
      ["a stream, where the package tells none", "perl-FCGI:0.78", "", true],
      ["none, where only the version shows a module", undefined, "", false],
    ] as const
  ).map(
    ([title, module, qualifier, holds]): Row => ({
      title: `of a module, by a record of ${title}`,
      purl: rpm("perl-FCGI", "0.78-11.module%2Bel8.3.0%2B6149%2Bd2c5d96d", `&epoch=1${qualifier}`),
      rows: [fixed("perl-FCGI", "1:0.78-12.module+el8.10.0+1+a", module === undefined ? {} : { only: { module } })],
      found: holds ? [fixedIn("1:0.78-12.module+el8.10.0+1+a")] : [],
    }),
  ),
  {
    title: "of no module, by a record of one",
    purl: rpm("nodejs", "16.20.2-1.el9_2", "&epoch=1"),
    rows: [fixed("nodejs", "1:18.18.2-1.module+el9.2.0+1+a", { only: { module: "nodejs:18" } })],
    found: [],
  },
  {
    title: "of no module, by a record of some module",
    purl: rpm("nodejs", "16.20.2-1.el9_2", "&epoch=1"),
    rows: [fixed("nodejs", "1:18.18.2-1.module+el9.2.0+1+a", { only: { module: "*" } })],
    found: [],
  },
  ...(["wont-fix", "deferred", "end-of-life", "under-investigation"] as const).map(
    (state): Row => ({
      title: `open and ${state}`,
      purl: rpm("a", "1-1.el9"),
      rows: [unfixed("a", { state })],
      found: [`CVE-2024-1000 ${state}`],
    }),
  ),
];

describe("Red Hat Enterprise Linux", () => {
  test.each(ROWS)("$title", async ({ purl, rows, found }) => {
    expect(await matched(purl, rows)).toMatchObject({ found, problems: [] });
  });

  test("the proof names what was looked up and compared", async () => {
    const purl = rpm("libsmbclient", "4.17.5-3.el9_2", "&upstream=samba%404.17.5-4.el9_2");
    expect((await matched(purl, [unfixed("samba", source)])).proof).toMatchObject({
      key: { ecosystem: "Red Hat", release: "9", name: "samba" },
      installed: "4.17.5-4.el9_2",
    });
    expect((await matched(purl, [unfixed("libsmbclient")])).proof).toMatchObject({
      key: { name: "libsmbclient" },
      installed: "4.17.5-3.el9_2",
    });
  });
});

describe("those who rebuild its packages", () => {
  test.each([
    // Its own packages are Red Hat's, of one version with them.
    ["CentOS Linux 7 by Red Hat's data", "pkg:rpm/centos/a@1-1.el7?distro=centos-7", "Red Hat", "7", true],
    ["CentOS Linux 8.4", "pkg:rpm/centos/a@1-1.el8?distro=centos-8.4", "Red Hat", "8", true],
    ["AlmaLinux by its own", "pkg:rpm/almalinux/a@1-1.el9?distro=almalinux-9.4", "AlmaLinux", "9", true],
    ["AlmaLinux as Trivy calls it", "pkg:rpm/alma/a@1-1.el9?distro=alma-9.4", "AlmaLinux", "9", true],
    ["Red Hat as Syft called it once", "pkg:rpm/rhel/a@1-1.el9?distro=rhel-9.4", "Red Hat", "9", true],
    ["Rocky Linux as OSV calls it", "pkg:rpm/rocky-linux/a@1-1.el9?distro=rocky-linux-9", "Rocky Linux", "9", true],
    ["not by Red Hat's", "pkg:rpm/almalinux/a@1-1.el9?distro=almalinux-9.4", "Red Hat", "9", false],
    ["Rocky Linux by its own", "pkg:rpm/rocky/a@1-1.el9?distro=rocky-9.3", "Rocky Linux", "9", true],
    ["not by AlmaLinux'", "pkg:rpm/rocky/a@1-1.el9?distro=rocky-9.3", "AlmaLinux", "9", false],
  ])("%s", async (_, purl, ecosystem, release, holds) => {
    const { found, problems } = await matched(purl, [fixed("a", "1-2", { release })], ecosystem);
    expect(found).toEqual(holds ? [fixedIn("1-2")] : []);
    expect(problems.map(({ code }) => code)).toEqual(holds ? [] : ["ADVISORIES_MISSING"]);
  });

  // Its packages are those of a release to come: https://www.centos.org/centos-stream/
  test.each(["centos-9", "centos-stream-9", "centos-stream-8"])(
    "CentOS Stream is ahead of all advisories: %s is said to be unchecked",
    async (distro) => {
      const release = distro.slice(-1);
      const { found, problems } = await matched(`pkg:rpm/centos/a@1-1?distro=${distro}`, [
        fixed("a", "1-2", { release }),
      ]);
      expect(found).toEqual([]);
      expect(problems).toEqual([
        {
          code: "ADVISORIES_MISSING",
          message: expect.stringMatching(/^rpm packages of centos(-stream)? [89]: .* 1 could not/),
        },
      ]);
    },
  );

  test.each([
    ["openssl%403.0.7-27.el9", []],
    ["openssl-3.0.7-27.el9.src.rpm", []],
    ["openssl%403.0.7-26.el9", [fixedIn("1:3.0.7-27.el9")]],
    ["openssl", [fixedIn("1:3.0.7-27.el9")]],
  ])("a source that is told without its epoch has that of the package: %s", async (upstream, expected) => {
    const purl = `pkg:rpm/rocky/openssl-libs@3.0.7-26.el9?epoch=1&distro=rocky-9.3&upstream=${upstream}`;
    expect((await matched(purl, [fixed("openssl", "1:3.0.7-27.el9")], "Rocky Linux")).found).toEqual(expected);
  });

  test("AlmaLinux names binary packages, Rocky Linux their sources", async () => {
    const rows = [fixed("curl", "2-1.el9")];
    const more = "@1-1.el9?arch=x86_64&upstream=curl%401-1.el9";
    const alma = await matched(`pkg:rpm/almalinux/libcurl${more}&distro=almalinux-9.4`, rows, "AlmaLinux");
    const rocky = await matched(`pkg:rpm/rocky/libcurl${more}&distro=rocky-9.3`, rows, "Rocky Linux");
    expect([alma.found, rocky.found]).toEqual([[], [fixedIn("2-1.el9")]]);
  });
});

// One name in the core and in several extras, each with a line of versions: https://alas.aws.amazon.com/alas2.html
describe("Amazon Linux", () => {
  const core = fixed("kernel", "4.14.350-266.564.amzn2", { release: "2" });
  const extra = (line: string, version: string): Given => ({
    ...core,
    ranges: [{ introduced: line, fixed: version }],
  });
  const rows = [core, extra("5.10", "5.10.223-211.872.amzn2"), extra("5.15", "5.15.164-108.161.amzn2")];

  test.each([
    ["4.14.349-1.amzn2", [fixedIn("4.14.350-266.564.amzn2")]],
    ["4.14.350-266.564.amzn2", []],
    ["5.10.100-1.amzn2", [fixedIn("5.10.223-211.872.amzn2")]],
    ["5.10.223-211.872.amzn2", []],
    ["5.15.100-1.amzn2", [fixedIn("5.15.164-108.161.amzn2")]],
    ["5.15.164-108.161.amzn2", []],
  ])("the kernel %s by the fixes of its own line", async (version, expected) => {
    const purl = `pkg:rpm/amzn/kernel@${version}?arch=x86_64&distro=amzn-2`;
    expect(await matched(purl, rows, "Amazon Linux")).toMatchObject({ found: expected, problems: [] });
  });
});

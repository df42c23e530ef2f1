import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory, AffectedPackage } from "../model/advisory.ts";
import type { Package } from "../model/package.ts";
import { parsePurl } from "../model/purl.ts";
import { explain } from "./explain.ts";

function packageOf(purl: string, given: Partial<Package> = {}): Package {
  const { type, namespace, name, version = "" } = parsePurl(purl);
  const layer = { ordinal: 0, diffId: "sha256:00" };
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    name,
    version,
    licenses: [],
    layer,
    locations: [{ path: "a", layer }],
    foundBy: "test",
    properties: {},
    ...given,
  };
}

const affects = (
  ecosystem: string,
  release: string,
  name: string,
  given: Partial<AffectedPackage>,
): AffectedPackage => ({
  ecosystem,
  release,
  name,
  state: "affected",
  ranges: [],
  versions: [],
  ...given,
});

/** Records of one flaw in each manner that sources have. */
const ADVISORIES: readonly Advisory[] = [
  advisoryOf({
    source: "debian-lists",
    id: "DSA-1-1",
    cves: ["CVE-2024-1111", "CVE-2024-2222"],
    affected: [
      affects("Debian", "12", "openssl", { ranges: [{ fixed: "3.0.11-1~deb12u2" }] }),
      affects("Debian", "11", "old", { ranges: [{ fixed: "2" }] }),
    ],
  }),
  advisoryOf({
    source: "wolfi",
    id: "CVE-2024-1111",
    cves: ["CVE-2024-1111"],
    aliases: ["GHSA-aaaa-bbbb-2222"],
    severity: "high",
    affected: [
      affects("Wolfi", "", "openssl", { state: "not-affected" }),
      affects("Wolfi", "", "go", { state: "wont-fix", ranges: [{}], vendorAdvisories: ["CGA-1111-2222-3333"] }),
      affects("Wolfi", "", "broken", { ranges: [{ fixed: "1.0.r0" }] }),
      affects("Wolfi", "", "nginx", { ranges: [{ fixed: "2-r0" }], only: { binaries: ["nginx-mod"] } }),
    ],
  }),
  advisoryOf({
    source: "osv-npm",
    id: "GHSA-aaaa-bbbb-2222",
    cves: ["CVE-2024-1111"],
    cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 }],
    affected: [
      affects("npm", "", "tls", {
        ranges: [
          { introduced: "1.0.0", fixed: "1.4.0" },
          { after: "2.0.0", lastAffected: "2.3.0" },
        ],
      }),
    ],
  }),
  advisoryOf({
    source: "redhat-vex",
    id: "CVE-2024-3333",
    cves: ["CVE-2024-3333"],
    affected: [affects("Red Hat", "9", "openssl", { state: "deferred", ranges: [{}], only: { source: true } })],
  }),
  advisoryOf({
    source: "ubuntu-tracker",
    id: "UBUNTU-CVE-2024-3333",
    cves: ["CVE-2024-3333"],
    affected: [
      affects("Ubuntu", "16.04", "zlib", { state: "end-of-life", ranges: [{}] }),
      affects("Ubuntu", "16.04", "zlib", { ranges: [{ fixed: "1:1.2-3+esm1" }], pocket: "esm" }),
    ],
  }),
];

async function explained(id: string, packages: readonly (string | Package)[], only?: string) {
  const sources = Object.fromEntries(
    ADVISORIES.map(({ source }) => [source, ADVISORIES.filter((advisory) => advisory.source === source)]),
  );
  const { path } = await buildSnapshot(temporaryFolder(), sources);
  using snapshot = openSnapshot(path);
  return explain(
    id,
    packages.map((one) => (typeof one === "string" ? packageOf(one) : one)),
    snapshot,
    only,
  );
}

const LIBSSL =
  "pkg:deb/debian/libssl3@3.0.11-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1~deb12u1";
const OPENSSL = "pkg:deb/debian/openssl@3.0.11-1~deb12u1?arch=amd64&distro=debian-12";
const TLS = "pkg:npm/tls@1.2.0";

describe("a card", () => {
  test("is of all packages of one source, and says what was compared and how each bound came out", async () => {
    const { cards, misses } = await explained("CVE-2024-1111", [LIBSSL, OPENSSL]);
    expect(misses).toEqual([]);
    expect(cards).toMatchObject([
      {
        packages: [{ name: "libssl3" }, { name: "openssl" }],
        finding: { id: "CVE-2024-1111", fixedVersion: "3.0.11-1~deb12u2" },
        key: { ecosystem: "Debian", release: "12", name: "openssl", installed: "3.0.11-1~deb12u1", scheme: "deb" },
        records: [
          {
            source: "debian-lists",
            id: "DSA-1-1",
            verdict: "affected",
            ranges: [
              { holds: true, bounds: [{ kind: "fixed", holds: true, text: "3.0.11-1~deb12u1 < 3.0.11-1~deb12u2" }] },
            ],
          },
        ],
      },
    ]);
  });

  test.each([
    ["1.2.0", ["1.2.0 >= 1.0.0", "1.2.0 < 1.4.0"], ["1.2.0 <= 2.0.0", "1.2.0 <= 2.3.0"]],
    ["2.3.0", ["2.3.0 >= 1.0.0", "2.3.0 >= 1.4.0"], ["2.3.0 > 2.0.0", "2.3.0 <= 2.3.0"]],
  ])("of %s says of every bound what is true", async (version, ...texts) => {
    const { cards } = await explained("CVE-2024-1111", [`pkg:npm/tls@${version}`]);
    expect(cards[0]?.records[0]?.ranges.map(({ bounds }) => bounds.map(({ text }) => text))).toEqual(texts);
  });

  test("has each source's word on how bad it is", async () => {
    const { cards } = await explained("CVE-2024-1111", [TLS]);
    expect(cards[0]?.words.map(({ source, severity, cvss }) => [source, severity, cvss[0]?.score])).toEqual([
      ["osv-npm", undefined, 9.8],
      ["wolfi", "high", undefined],
    ]);
  });

  test("tells one package in two places once", async () => {
    const places = ["a", "b"].map((path) =>
      packageOf(TLS, { locations: [{ path, layer: { ordinal: 0, diffId: "sha256:00" } }] }),
    );
    const { cards } = await explained("CVE-2024-1111", places);
    expect(cards.map(({ packages }) => packages.map(({ locations }) => locations[0]?.path))).toEqual([["a", "b"]]);
  });
});

test.each([
  { id: "CVE-2024-1111", finds: ["CVE-2024-1111 go", "CVE-2024-1111 libssl3", "CVE-2024-1111 tls"] },
  { id: "cve-2024-1111", finds: ["CVE-2024-1111 go", "CVE-2024-1111 libssl3", "CVE-2024-1111 tls"] },
  { id: "GHSA-AAAA-bbbb-2222", finds: ["CVE-2024-1111 go", "CVE-2024-1111 libssl3", "CVE-2024-1111 tls"] },
  // A collective advisory stands for all of its flaws, and a flaw never for its neighbours.
  { id: "dsa-1-1", finds: ["CVE-2024-1111 libssl3", "CVE-2024-2222 libssl3"] },
  { id: "CVE-2024-2222", finds: ["CVE-2024-2222 libssl3"] },
  { id: "CGA-1111-2222-3333", finds: ["CVE-2024-1111 go"] },
])("$id stands for $finds", async ({ id, finds }) => {
  const packages = [LIBSSL, TLS, "pkg:apk/wolfi/go@1.22-r0?distro=wolfi-20230201"];
  const { cards } = await explained(id, packages);
  const found = cards.flatMap(({ finding, packages: all }) => all.map(({ name }) => `${finding.id} ${name}`));
  expect(found.sort()).toEqual(finds);
});

describe("where nothing is found", () => {
  test.each([
    { reason: "fixed", purl: "pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12" },
    { reason: "not-affected", purl: "pkg:apk/wolfi/openssl@3-r0?distro=wolfi-20230201" },
    { reason: "outside", purl: "pkg:npm/tls@0.9.0" },
    { reason: "other-release", purl: "pkg:deb/debian/openssl@1.1.1-1?distro=debian-11" },
    { reason: "other-module", purl: "pkg:apk/wolfi/nginx@1-r0?distro=wolfi-20230201" },
    { reason: "unreadable", purl: "pkg:apk/wolfi/broken@1-r0?distro=wolfi-20230201" },
    { reason: "uncovered", purl: "pkg:deb/debian/openssl@1.1.1-1?distro=debian-10" },
    // Another ecosystem's package of that name.
    { reason: "uncovered", purl: "pkg:gem/openssl@3.0.0" },
    { reason: "silent", purl: "pkg:npm/openssl@3.0.0" },
    { reason: "not-in-image", purl: "pkg:npm/other@1.0.0" },
  ])("$reason: $purl", async ({ reason, purl }) => {
    const { cards, misses } = await explained("CVE-2024-1111", [purl]);
    expect(cards).toEqual([]);
    expect(misses.map((miss) => [miss.reason, ...miss.packages.map((pkg) => pkg.purl)])).toEqual([
      reason === "not-in-image" ? [reason] : [reason, purl],
    ]);
  });

  test("owned: a language package of a distribution's package", async () => {
    const { cards, misses } = await explained("CVE-2024-1111", [packageOf(TLS, { owner: OPENSSL })]);
    expect(cards).toEqual([]);
    expect(misses).toMatchObject([
      { reason: "owned", packages: [{ owner: OPENSSL }], records: [{ verdict: "affected" }] },
    ]);
  });

  test("other-release tells which releases are spoken of, not-in-image which packages", async () => {
    const other = await explained("CVE-2024-2222", ["pkg:deb/debian/openssl@1.1.1-1?distro=debian-11"]);
    expect(other.misses).toMatchObject([{ releases: ["12"] }]);
    const none = await explained("CVE-2024-2222", [TLS]);
    expect(none.misses).toMatchObject([{ named: ["Debian 11 old", "Debian 12 openssl"] }]);
  });

  test("unknown-id: nothing names it", async () => {
    expect((await explained("CVE-2099-1", [TLS])).misses).toEqual([
      { reason: "unknown-id", packages: [], records: [] },
    ]);
  });
});

test.each(["tls", "TLS", TLS])("only the package that is asked for: %s", async (only) => {
  const { cards, misses } = await explained("CVE-2024-1111", [TLS, LIBSSL], only);
  expect(cards.flatMap(({ packages }) => packages.map(({ name }) => name))).toEqual(["tls"]);
  expect(misses).toEqual([]);
});

test("a package is asked for by its source's name too", async () => {
  const { cards } = await explained("CVE-2024-1111", [TLS, LIBSSL], "openssl");
  expect(cards.flatMap(({ packages }) => packages.map(({ name }) => name))).toEqual(["libssl3"]);
});

test("a package that is found by its source is explained by what is said of that", async () => {
  const purl =
    "pkg:rpm/redhat/openssl-libs@3.0.7-1.el9?arch=x86_64&distro=rhel-9.3&epoch=1&upstream=openssl%403.0.7-1.el9";
  const { cards, misses } = await explained("CVE-2024-3333", [purl]);
  expect(misses).toEqual([]);
  expect(cards.map(({ key, records }) => [key.name, key.installed, records.map(({ verdict }) => verdict)])).toEqual([
    ["openssl", "1:3.0.7-1.el9", ["affected"]],
  ]);
});

test("of several archives of a release each row tells which it is of", async () => {
  const { cards } = await explained("CVE-2024-3333", ["pkg:deb/ubuntu/zlib@1:1.2-3?distro=ubuntu-16.04"]);
  expect(cards[0]?.records.map(({ pocket }) => pocket ?? "everybody's").sort()).toEqual(["esm", "everybody's"]);
  expect(cards[0]?.finding.subscriptionFix?.version).toBe("1:1.2-3+esm1");
});

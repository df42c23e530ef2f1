import { beforeAll, describe, expect, test } from "vitest";
import { debianLists } from "../advisories/feeds/debian-lists.ts";
import { debianTracker } from "../advisories/feeds/debian-tracker.ts";
import { readAll } from "../advisories/fixtures/read-all.ts";
import { Scratch } from "../advisories/fixtures/scratch.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import { parseTrackerFile } from "../advisories/ubuntu-tracker-file.ts";
import type { Advisory } from "../model/advisory.ts";
import type { Finding } from "../model/finding.ts";
import { matchPackages } from "./match.ts";

/*
 * Verdicts on packages of Ubuntu and Debian, by the lines of their trackers as these stood: those of Ubuntu are on
 * https://ubuntu.com/security/CVE-…, those of Debian on https://security-tracker.debian.org/tracker/CVE-….
 */

const UBUNTU: Readonly<Record<string, string>> = {
  "CVE-2022-0778": `
esm-infra/xenial_openssl: released (1.0.2g-1ubuntu4.20+esm2)
fips/bionic_openssl: needed
fips-updates/bionic_openssl: released (1.1.1-1ubuntu2.fips.2.1~18.04.15)
bionic_openssl: released (1.1.1-1ubuntu2.1~18.04.15)
esm-infra/bionic_openssl: released (1.1.1-1ubuntu2.1~18.04.15)
fips/focal_openssl: needed
focal_openssl: released (1.1.1f-1ubuntu2.12)
jammy_openssl: released (3.0.2-0ubuntu1)`,
  "CVE-2023-38545": `
xenial_curl: ignored (end of standard support)
esm-infra/xenial_curl: not-affected
bionic_curl: ignored (end of standard support)
esm-infra/bionic_curl: not-affected
focal_curl: not-affected (7.68.0-1ubuntu2.19)
jammy_curl: released (7.81.0-1ubuntu1.14)`,
  "CVE-2016-20013": `
Priority: negligible
xenial_glibc: ignored (end of standard support)
esm-infra/xenial_glibc: deferred
bionic_glibc: ignored (end of standard support, was deferred)
esm-infra/bionic_glibc: deferred
focal_glibc: deferred
jammy_glibc: deferred`,
  "CVE-2022-37434": `
trusty_zlib: ignored (end of standard support)
trusty/esm_zlib: released (1:1.2.8.dfsg-1ubuntu1.1+esm2)
xenial_zlib: ignored (end of standard support)
esm-infra/xenial_zlib: released (1:1.2.8.dfsg-2ubuntu4.3+esm2)
bionic_zlib: released (1:1.2.11.dfsg-0ubuntu2.2)
jammy_zlib: released (1:1.2.11.dfsg-2ubuntu9.2)`,
  "CVE-2022-24823": `
Priority: low
bionic_netty: ignored (end of standard support, was needs-triage)
esm-apps/bionic_netty: needs-triage
focal_netty: needs-triage
esm-apps/focal_netty: released (1:4.1.45-1ubuntu0.1~esm2)
jammy_netty: needs-triage
esm-apps/jammy_netty: needs-triage
mantic_netty: ignored (end of life, was needs-triage)`,
  "CVE-2021-3156": `
trusty_sudo: ignored (end of standard support)
trusty/esm_sudo: released (1.8.9p5-1ubuntu1.5+esm6)
focal_sudo: released (1.8.31-1ubuntu1.2)`,
  "CVE-2021-4157": `
bionic_linux: released (4.15.0-151.157)
bionic_linux-aws: released (4.15.0-1109.116)
bionic_linux-hwe-5.4: released (5.4.0-80.90~18.04.1)
focal_linux: released (5.4.0-80.90)
focal_linux-hwe-5.8: ignored (superseded by linux-hwe-5.11, was needed)`,
};

const DEBIAN: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>> = {
  openssl: {
    "CVE-2022-0778": {
      bullseye: { status: "resolved", fixed_version: "1.1.1k-1+deb11u2", urgency: "not yet assigned" },
      bookworm: { status: "resolved", fixed_version: "1.1.1n-1", urgency: "not yet assigned" },
      sid: { status: "resolved", fixed_version: "1.1.1n-1", urgency: "not yet assigned" },
    },
  },
  glibc: {
    "CVE-2010-4756": {
      bookworm: { status: "open", urgency: "unimportant" },
      sid: { status: "open", urgency: "unimportant" },
    },
    "CVE-2023-4911": {
      buster: { status: "resolved", fixed_version: "0", urgency: "not yet assigned" },
      bullseye: { status: "resolved", fixed_version: "2.31-13+deb11u7", urgency: "not yet assigned" },
      bookworm: { status: "resolved", fixed_version: "2.36-9+deb12u3", urgency: "not yet assigned" },
    },
  },
  curl: {
    "CVE-2024-2379": {
      bookworm: { status: "resolved", fixed_version: "0", urgency: "unimportant" },
      forky: { status: "resolved", fixed_version: "8.7.1-1", urgency: "unimportant" },
    },
  },
  zlib: {
    "CVE-2023-45853": {
      bullseye: { status: "open", nodsa: "Minor issue", nodsa_reason: "postponed", urgency: "not yet assigned" },
      bookworm: { status: "open", nodsa: "contrib/minizip not built", nodsa_reason: "ignored" },
      trixie: { status: "resolved", fixed_version: "1:1.3.dfsg-2", urgency: "not yet assigned" },
    },
  },
  chromium: { "CVE-2024-0519": { buster: { status: "open", urgency: "end-of-life" } } },
};

/** https://salsa.debian.org/security-tracker-team/security-tracker/-/raw/master/data/DSA/list, and DLA's */
const DEBIAN_LISTS = [
  `[29 Aug 2024] DSA-5760-1 ghostscript - security update
	{CVE-2024-29506 CVE-2024-29507 CVE-2024-29508 CVE-2024-29509}
	[bookworm] - ghostscript 10.0.0~dfsg-11+deb12u5
[15 May 2024] DSA-5692-1 ghostscript - security update
	{CVE-2023-52722}
	[bullseye] - ghostscript 9.53.3~dfsg-7+deb11u7
	[bookworm] - ghostscript 10.0.0~dfsg-11+deb12u4
[21 Mar 2024] DSA-5643-1 firefox-esr - security update
	{CVE-2024-2607}
	[bullseye] - firefox-esr 115.9.0esr-1~deb11u1
	[bookworm] - firefox-esr 115.9.0esr-1~deb12u1
[23 Aug 2010] DSA-2095-1 lvm2 - denial of service
	{CVE-2010-2526}
	[lenny] - lvm2 2.02.39-8
`,
  `[30 Nov 2025] DLA-4365-2 unbound - security update
	{CVE-2025-11411}
	[bullseye] - unbound 1.13.1-1+deb11u7
[05 Nov 2025] DLA-4365-1 unbound - security update
	{CVE-2025-11411}
	[bullseye] - unbound 1.13.1-1+deb11u6
[24 Aug 2025] DLA-4280-1 unbound - security update
	{CVE-2025-5994}
	[bullseye] - unbound 1.13.1-1+deb11u5
`,
];

let matched: (purl: string) => { findings: readonly Finding[]; codes: readonly string[] };
beforeAll(async () => {
  const complain = (what: string) => {
    throw new Error(what);
  };
  const ubuntu = Object.entries(UBUNTU).flatMap(([cve, text]): Advisory[] => {
    const advisory = parseTrackerFile(text, cve, "ubuntu-tracker", complain);
    return advisory ? [advisory] : [];
  });
  const document = Object.entries(DEBIAN).map(([source, flaws]) => [
    source,
    Object.fromEntries(Object.entries(flaws).map(([cve, releases]) => [cve, { releases }])),
  ]);
  const debian = await readAll(debianTracker, [JSON.stringify(Object.fromEntries(document))]);
  const scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, {
    "debian-lists": (await readAll(debianLists, DEBIAN_LISTS)).advisories,
    "debian-tracker": debian.advisories,
    "ubuntu-tracker": ubuntu,
  });
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

/** Package, version, release; source where it is another; then `CVE state fix` of each finding, `none` where there is none. */
type Row = readonly [what: string, purl: string, verdict: string];

const ubuntu = (release: string, name: string, version: string, upstream = "") =>
  `pkg:deb/ubuntu/${name}@${encodeURIComponent(version)}?arch=amd64&distro=ubuntu-${release}${
    upstream && `&upstream=${encodeURIComponent(upstream)}`
  }`;
const debian = (release: string, name: string, version: string, upstream = "") =>
  ubuntu(release, name, version, upstream).replace("/ubuntu/", "/debian/").replace("ubuntu-", "debian-");

function verdictOf(purl: string): string {
  const { findings, codes } = matched(purl);
  if (codes.length > 0) return codes.join(" ");
  const words = findings.map(({ id, state, fixedVersion, subscriptionFix }) =>
    [id, state, fixedVersion, subscriptionFix && `${subscriptionFix.subscription}: ${subscriptionFix.version}`]
      .filter((word) => word !== undefined)
      .join(" "),
  );
  return words.join("; ") || "none";
}

describe("Ubuntu", () => {
  const rows: readonly Row[] = [
    ["below the fix", ubuntu("20.04", "openssl", "1.1.1f-1ubuntu2.11"), "CVE-2022-0778 fixed 1.1.1f-1ubuntu2.12"],
    ["at the fix", ubuntu("20.04", "openssl", "1.1.1f-1ubuntu2.12"), "none"],
    ["above the fix", ubuntu("20.04", "openssl", "1.1.1f-1ubuntu2.24"), "none"],
    ["10 is more than 9", ubuntu("20.04", "openssl", "1.1.1f-1ubuntu2.9"), "CVE-2022-0778 fixed 1.1.1f-1ubuntu2.12"],
    [
      "a binary of another name goes by its source",
      ubuntu("20.04", "libssl1.1", "1.1.1f-1ubuntu2.11", "openssl@1.1.1f-1ubuntu2.11"),
      "CVE-2022-0778 fixed 1.1.1f-1ubuntu2.12",
    ],
    [
      "a source without a version has the binary's",
      ubuntu("20.04", "libssl1.1", "1.1.1f-1ubuntu2.11", "openssl"),
      "CVE-2022-0778 fixed 1.1.1f-1ubuntu2.12",
    ],
    ["a release that was born with the fix", ubuntu("22.04", "openssl", "3.0.2-0ubuntu1.10"), "none"],
    ["the point release in the URL", ubuntu("20.04.6", "openssl", "1.1.1f-1ubuntu2.12"), "none"],
    [
      "a codename in the URL, as Canonical writes it",
      "pkg:deb/ubuntu/openssl@1.1.1f-1ubuntu2.11?arch=source&distro=focal",
      "CVE-2022-0778 fixed 1.1.1f-1ubuntu2.12",
    ],
    [
      "a codename with its archive",
      "pkg:deb/ubuntu/openssl@1.0.2g-1ubuntu4.20?arch=source&distro=esm-infra/xenial",
      "CVE-2022-0778 unfixed Ubuntu Pro: 1.0.2g-1ubuntu4.20+esm2",
    ],
    [
      "only ESM has a line and a fix",
      ubuntu("16.04", "openssl", "1.0.2g-1ubuntu4.20"),
      "CVE-2022-0778 unfixed Ubuntu Pro: 1.0.2g-1ubuntu4.20+esm2",
    ],
    [
      "ESM's own package below ESM's fix",
      ubuntu("16.04", "openssl", "1.0.2g-1ubuntu4.20+esm1"),
      "CVE-2022-0778 fixed 1.0.2g-1ubuntu4.20+esm2",
    ],
    ["ESM's own package at ESM's fix", ubuntu("16.04", "openssl", "1.0.2g-1ubuntu4.20+esm2"), "none"],
    ["ESM's esm10 is above esm2", ubuntu("16.04", "openssl", "1.0.2g-1ubuntu4.20+esm10"), "none"],
    [
      "the same fix for all and for ESM is a fix for all",
      ubuntu("18.04", "openssl", "1.1.1-1ubuntu2.1~18.04.14"),
      "CVE-2022-0778 fixed 1.1.1-1ubuntu2.1~18.04.15",
    ],
    [
      "a package of FIPS by the lines of FIPS, though its version is above that of all",
      ubuntu("18.04", "openssl", "1.1.1-1ubuntu2.fips.2.1~18.04.9"),
      "CVE-2022-0778 fixed 1.1.1-1ubuntu2.fips.2.1~18.04.15",
    ],
    ["a package of FIPS at its fix", ubuntu("18.04", "openssl", "1.1.1-1ubuntu2.fips.2.1~18.04.15"), "none"],
    [
      "a package of FIPS that has no fix, though all others have",
      ubuntu("20.04", "openssl", "1.1.1f-1ubuntu2.fips.2.8"),
      "CVE-2022-0778 unfixed",
    ],
    ["end of support, and ESM found it not affected", ubuntu("18.04", "curl", "7.58.0-2ubuntu3.24"), "none"],
    ["the same with a package of ESM", ubuntu("18.04", "curl", "7.58.0-2ubuntu3.24+esm2"), "none"],
    ["not affected, whatever the version", ubuntu("20.04", "curl", "7.68.0-1ubuntu2"), "none"],
    [
      "a library of the affected source",
      ubuntu("22.04", "libcurl4", "7.81.0-1ubuntu1.13", "curl@7.81.0-1ubuntu1.13"),
      "CVE-2023-38545 fixed 7.81.0-1ubuntu1.14",
    ],
    ["deferred", ubuntu("22.04", "libc6", "2.35-0ubuntu3.8", "glibc@2.35-0ubuntu3.8"), "CVE-2016-20013 deferred"],
    [
      "end of support, and ESM put it off",
      ubuntu("18.04", "libc6", "2.27-3ubuntu1.6", "glibc@2.27-3ubuntu1.6"),
      "CVE-2016-20013 end-of-life",
    ],
    [
      "a package of ESM that ESM put off",
      ubuntu("18.04", "libc6", "2.27-3ubuntu1.6+esm2", "glibc@2.27-3ubuntu1.6+esm2"),
      "CVE-2016-20013 deferred",
    ],
    [
      "end of support, with a fix of ESM",
      ubuntu("16.04", "zlib1g", "1:1.2.8.dfsg-2ubuntu4.3", "zlib@1:1.2.8.dfsg-2ubuntu4.3"),
      "CVE-2022-37434 end-of-life Ubuntu Pro: 1:1.2.8.dfsg-2ubuntu4.3+esm2",
    ],
    ["the fix with its epoch", ubuntu("22.04", "zlib1g", "1:1.2.11.dfsg-2ubuntu9.2", "zlib"), "none"],
    [
      "an epoch that is missing is 0, and below",
      ubuntu("22.04", "zlib1g", "1.2.11.dfsg-2ubuntu9.2", "zlib"),
      "CVE-2022-37434 fixed 1:1.2.11.dfsg-2ubuntu9.2",
    ],
    ["nobody has looked yet", ubuntu("22.04", "netty", "1:4.1.48-4"), "CVE-2022-24823 under-investigation"],
    [
      "nobody has looked for all, and subscribers have a fix",
      ubuntu("20.04", "libnetty-java", "1:4.1.45-1", "netty@1:4.1.45-1"),
      "CVE-2022-24823 under-investigation Ubuntu Pro: 1:4.1.45-1ubuntu0.1~esm2",
    ],
    ["the subscriber's package", ubuntu("20.04", "libnetty-java", "1:4.1.45-1ubuntu0.1~esm2", "netty"), "none"],
    [
      "a tilde comes before: ~esm1 is below ~esm2",
      ubuntu("20.04", "netty", "1:4.1.45-1ubuntu0.1~esm1"),
      "CVE-2022-24823 fixed 1:4.1.45-1ubuntu0.1~esm2",
    ],
    ["a release at its end", ubuntu("23.10", "netty", "1:4.1.48-7"), "CVE-2022-24823 end-of-life"],
    [
      "older than everything",
      ubuntu("14.04", "sudo", "1.8.9p5-1ubuntu1"),
      "CVE-2021-3156 end-of-life Ubuntu Pro: 1.8.9p5-1ubuntu1.5+esm6",
    ],
    [
      "headers of the kernel go by the kernel's source",
      ubuntu("20.04", "linux-libc-dev", "5.4.0-77.86", "linux@5.4.0-77.86"),
      "CVE-2021-4157 fixed 5.4.0-80.90",
    ],
    [
      "a flavour of the kernel has its own line",
      ubuntu("18.04", "linux-image-4.15.0-1108-aws", "4.15.0-1108.115", "linux-aws@4.15.0-1108.115"),
      "CVE-2021-4157 fixed 4.15.0-1109.116",
    ],
    [
      "a newer kernel for an older release has its own line",
      ubuntu("18.04", "linux-hwe-5.4", "5.4.0-80.90~18.04.1"),
      "none",
    ],
    [
      "a flavour that another took the place of",
      ubuntu("20.04", "linux-hwe-5.8", "5.8.0-63.71~20.04.1"),
      "CVE-2021-4157 end-of-life",
    ],
    ["a source that no line names", ubuntu("20.04", "zlib", "1:1.2.11.dfsg-2ubuntu1"), "none"],
    ["a release without lines", ubuntu("24.04", "openssl", "3.0.13-0ubuntu3"), "ADVISORIES_MISSING"],
    ["a version that is none", ubuntu("20.04", "openssl", "a b"), "VERSION_INVALID"],
  ];
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));
});

describe("Debian", () => {
  const rows: readonly Row[] = [
    ["below the fix", debian("11", "openssl", "1.1.1k-1+deb11u1"), "CVE-2022-0778 fixed 1.1.1k-1+deb11u2"],
    ["at the fix", debian("11", "openssl", "1.1.1k-1+deb11u2"), "none"],
    ["a backport is below its origin", debian("12", "openssl", "1.1.1n-1~bpo11+1"), "CVE-2022-0778 fixed 1.1.1n-1"],
    [
      "a rebuild of one architecture goes by its source, not by +b7",
      debian("12", "libc6", "2.36-9+deb12u2+b7", "glibc@2.36-9+deb12u2"),
      "CVE-2010-4756 unfixed; CVE-2023-4911 fixed 2.36-9+deb12u3",
    ],
    ["a rebuild of the fixed source", debian("11", "libc6", "2.31-13+deb11u7+b1", "glibc@2.31-13+deb11u7"), "none"],
    ["never affected", debian("10", "libc6", "2.28-10", "glibc@2.28-10"), "none"],
    ["open for ever", debian("sid", "glibc", "2.40-1"), "CVE-2010-4756 unfixed"],
    ["unstable by its other name", debian("unstable", "glibc", "2.40-1"), "CVE-2010-4756 unfixed"],
    ["testing by its number", debian("14", "curl", "8.6.0-1"), "CVE-2024-2379 fixed 8.7.1-1"],
    ["testing by its name", "pkg:deb/debian/curl@8.6.0-1?distro=forky", "CVE-2024-2379 fixed 8.7.1-1"],
    ["a point release in the URL", debian("12.5", "curl", "7.88.1-10"), "none"],
    ["put off", debian("11", "zlib1g", "1:1.2.11.dfsg-2+deb11u2", "zlib"), "CVE-2023-45853 deferred"],
    ["left alone", debian("12", "zlib1g", "1:1.2.13.dfsg-1", "zlib"), "CVE-2023-45853 wont-fix"],
    ["fixed in the next release", debian("13", "zlib1g", "1:1.3.dfsg+really1.3.1-1", "zlib"), "none"],
    ["no longer looked after", debian("10", "chromium", "90.0.4430.212-1~deb10u1"), "CVE-2024-0519 end-of-life"],
    [
      "~dfsg is before the release that it was made from, ~deb12u1 before that of unstable",
      debian("12", "firefox-esr", "115.8.0esr-1~deb12u1"),
      "CVE-2024-2607 fixed 115.9.0esr-1~deb12u1",
    ],
    ["at the fix of one's own release", debian("12", "firefox-esr", "115.9.0esr-1~deb12u1"), "none"],
    ["unstable's build of the same version is above it", debian("12", "firefox-esr", "115.9.0esr-1"), "none"],
    [
      "the older release's build of the same version is below it",
      debian("12", "firefox-esr", "115.9.0esr-1~deb11u1"),
      "CVE-2024-2607 fixed 115.9.0esr-1~deb12u1",
    ],
    [
      "between two updates of security: u4 has the first",
      debian("12", "libgs10", "10.0.0~dfsg-11+deb12u4", "ghostscript"),
      ["06", "07", "08", "09"].map((one) => `CVE-2024-295${one} fixed 10.0.0~dfsg-11+deb12u5`).join("; "),
    ],
    ["+deb12u10 is above +deb12u5", debian("12", "libgs10", "10.0.0~dfsg-11+deb12u10", "ghostscript"), "none"],
    [
      "what is repacked (~dfsg) is below what is not",
      debian("11", "ghostscript", "9.53.3~dfsg-7"),
      "CVE-2023-52722 fixed 9.53.3~dfsg-7+deb11u7",
    ],
    [
      "long-term support goes on where that of security ended, fix after fix",
      debian("11", "libunbound8", "1.13.1-1+deb11u4", "unbound"),
      "CVE-2025-11411 fixed 1.13.1-1+deb11u7; CVE-2025-5994 fixed 1.13.1-1+deb11u5",
    ],
    [
      "fixed twice, since the first fix was not enough",
      debian("11", "libunbound8", "1.13.1-1+deb11u6", "unbound"),
      "CVE-2025-11411 fixed 1.13.1-1+deb11u7",
    ],
    ["at the second fix", debian("11", "libunbound8", "1.13.1-1+deb11u7", "unbound"), "none"],
    [
      "an epoch that only the binary has is not the source's",
      debian("5", "dmsetup", "2:1.02.27-4", "lvm2@2.02.39-7"),
      "CVE-2010-2526 fixed 2.02.39-8",
    ],
    ["that source at the fix", debian("5", "dmsetup", "2:1.02.27-5", "lvm2@2.02.39-8"), "none"],
    [
      "a derivative, by no other's data",
      "pkg:deb/raspbian/openssl@1.1.1k-1?arch=armhf&distro=raspbian-11",
      "ADVISORIES_MISSING",
    ],
    ["another derivative", "pkg:deb/kali/openssl@1.1.1k-1?distro=kali-2024.1", "ADVISORIES_MISSING"],
    ["and another", "pkg:deb/linuxmint/openssl@1.1.1f-1?distro=linuxmint-20", "ADVISORIES_MISSING"],
    ["a URL without a release", "pkg:deb/debian/openssl@1.1.1k-1", "ADVISORIES_MISSING"],
  ];
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));
});

test("a word of the tracker that we have not is kept beside ours", () => {
  expect(matched(ubuntu("22.04", "glibc", "2.35-0ubuntu3.8")).findings[0]).toMatchObject({
    severity: "low",
    severityLabel: "negligible",
  });
  expect(matched(debian("sid", "glibc", "2.40-1")).findings[0]).toMatchObject({
    severity: "low",
    severityLabel: "unimportant",
  });
});

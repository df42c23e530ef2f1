import { beforeAll, describe, expect, test } from "vitest";
import { alpine } from "../advisories/feeds/alpine.ts";
import { chainguard } from "../advisories/feeds/chainguard.ts";
import { wolfi } from "../advisories/feeds/wolfi.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { readAll } from "../advisories/fixtures/read-all.ts";
import { Scratch } from "../advisories/fixtures/scratch.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import { matchPackages } from "./match.ts";

/*
 * Verdicts on packages of Alpine, Wolfi and Chainguard, by what their databases say: Alpine's flaws have pages at
 * https://security.alpinelinux.org/vuln/CVE-…, those of the other two at https://images.chainguard.dev/security/CVE-….
 * Beside each line stands where it is from.
 */

type Fixes = Readonly<Record<string, readonly string[]>>;

const secdb = (packages: Readonly<Record<string, Fixes>>, more: object = {}) =>
  JSON.stringify({
    ...more,
    packages: Object.entries(packages).map(([name, secfixes]) => ({ pkg: { name, secfixes } })),
  });

/** https://secdb.alpinelinux.org/v3.11/main.json, and v3.10's and v3.9's. */
const ALPINE: Readonly<Record<string, Readonly<Record<string, Fixes>>>> = {
  "v3.11": {
    openssl: { "1.1.1d-r3": ["CVE-2019-1551"], "1.1.1d-r1": ["CVE-2019-1547", "CVE-2019-1549", "CVE-2019-1563"] },
    musl: { "1.1.23-r2": ["CVE-2019-14697"] },
    busybox: { "1.30.1-r2": ["CVE-2019-5747"], "1.29.3-r10": ["CVE-2018-20679", "CVE-2019-5747"] },
    xen: { "4.7.1-r1": ["CVE-2016-9377 XSA-196", "CVE-2016-9378 XSA-196"] },
    wireshark: { "3.0.7-r0": ["CVE-2019-19553"] },
  },
  "v3.10": { openssl: { "1.1.1d-r0": ["CVE-2019-1547"] }, musl: { "1.1.22-r3": ["CVE-2019-14697"] } },
  // https://secdb.alpinelinux.org/v3.18/main.json
  "v3.18": { curl: { "0": ["CVE-2021-22897"], "8.4.0-r0": ["CVE-2023-38545", "CVE-2023-38546"] } },
  // https://secdb.alpinelinux.org/edge/main.json
  edge: { curl: { "8.4.0-r0": ["CVE-2023-38545"] } },
};

/** https://packages.wolfi.dev/os/security.json */
const WOLFI: Readonly<Record<string, Fixes>> = {
  glibc: { "0": ["CVE-2010-4756", "CVE-2019-1010022"], "2.38-r2": ["CVE-2023-4527"], "2.38-r11": ["CVE-2023-6246"] },
  openssl: { "0": ["CVE-2023-4807"], "3.0.7-r0": ["CVE-2022-3786"] },
  busybox: { "0": ["CVE-2023-42364"], "1.35.0-r3": ["CVE-2022-28391"] },
  "go-1.21": { "0": ["CVE-2020-29509"], "1.21.11-r0": ["CVE-2024-24790"] },
  "python-3.11": { "0": ["CVE-2007-4559"], "3.11.10-r0": ["CVE-2024-6923"] },
};

/** https://packages.cgr.dev/chainguard/security.json */
const CHAINGUARD: Readonly<Record<string, Fixes>> = {
  glibc: { "0": ["CVE-2010-4756"], "2.38-r11": ["CVE-2023-6246"] },
  "openssl-fips": { "3.0.7-r0": ["CVE-2022-3786"] },
};

let verdictOf: (purl: string, owner?: string) => string;
beforeAll(async () => {
  const files = Object.entries(ALPINE).map(([distroversion, packages]) => secdb(packages, { distroversion }));
  const scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, {
    alpine: (await readAll(alpine, files)).advisories,
    chainguard: (await readAll(chainguard, [secdb(CHAINGUARD)])).advisories,
    wolfi: (await readAll(wolfi, [secdb(WOLFI)])).advisories,
    // https://github.com/advisories/GHSA-mq26-g339-26xf
    "osv-pypi": [
      advisoryOf({
        source: "osv-pypi",
        id: "GHSA-mq26-g339-26xf",
        cves: ["CVE-2023-5752"],
        affected: [
          { ecosystem: "PyPI", release: "", name: "pip", state: "affected", ranges: [{ fixed: "23.3" }], versions: [] },
        ],
      }),
    ],
  });
  const snapshot = openSnapshot(path);
  verdictOf = (purl, owner) => {
    const { findings, problems } = matchPackages([{ purl, ...(owner && { owner }) }], snapshot);
    if (problems.length > 0) return problems.map(({ code }) => code).join(" ");
    const words = [...findings.values()].flat().map(({ id, state, fixedVersion }) => `${id} ${state} ${fixedVersion}`);
    return words.sort().join("; ") || "none";
  };
  return () => {
    snapshot[Symbol.dispose]();
    scratch[Symbol.dispose]();
  };
});

const apk = (distribution: string, name: string, version: string, upstream = "") => {
  const [namespace] = distribution.split("-");
  return `pkg:apk/${namespace}/${name}@${version}?arch=x86_64&distro=${distribution}${
    upstream && `&upstream=${encodeURIComponent(`${upstream}@${version}`)}`
  }`;
};

type Row = readonly [what: string, purl: string, verdict: string];

describe("Alpine", () => {
  const rows: readonly Row[] = [
    ["below the fix", apk("alpine-3.11.2", "musl", "1.1.23-r1"), "CVE-2019-14697 fixed 1.1.23-r2"],
    ["at the fix", apk("alpine-3.11.2", "musl", "1.1.23-r2"), "none"],
    ["above the fix: r10 is more than r2", apk("alpine-3.11.2", "musl", "1.1.23-r10"), "none"],
    [
      "the fix of its own release, not that of another",
      apk("alpine-3.10.9", "musl", "1.1.22-r2"),
      "CVE-2019-14697 fixed 1.1.22-r3",
    ],
    [
      "of the other release that version would be older than the fix",
      apk("alpine-3.10.9", "musl", "1.1.22-r3"),
      "none",
    ],
    [
      "a library goes by its source",
      apk("alpine-3.11.2", "libssl1.1", "1.1.1d-r2", "openssl"),
      "CVE-2019-1551 fixed 1.1.1d-r3",
    ],
    ["a letter is part of the version", apk("alpine-3.11.2", "openssl", "1.1.1e-r0"), "none"],
    [
      "a letter less is an older version",
      apk("alpine-3.10.2", "openssl", "1.1.1c-r0"),
      "CVE-2019-1547 fixed 1.1.1d-r0",
    ],
    [
      "fixed twice: the first fix was not enough",
      apk("alpine-3.11.2", "busybox", "1.29.3-r10"),
      "CVE-2019-5747 fixed 1.30.1-r2",
    ],
    [
      "a binary of the other name goes by its source too",
      apk("alpine-3.11.2", "ssl_client", "1.30.1-r1", "busybox"),
      "CVE-2019-5747 fixed 1.30.1-r2",
    ],
    [
      "one advisory of the vendor for two flaws is two findings",
      apk("alpine-3.11.2", "xen", "4.7.1-r0"),
      "CVE-2016-9377 fixed 4.7.1-r1; CVE-2016-9378 fixed 4.7.1-r1",
    ],
    [
      "a release candidate is before its release",
      apk("alpine-3.11.2", "wireshark", "3.0.7_rc1-r0"),
      "CVE-2019-19553 fixed 3.0.7-r0",
    ],
    ["a patch level is after its release", apk("alpine-3.11.2", "wireshark", "3.0.7_p1-r0"), "none"],
    [
      "never affected, and below another fix",
      apk("alpine-3.18.0", "curl", "7.76.0-r0"),
      "CVE-2023-38545 fixed 8.4.0-r0; CVE-2023-38546 fixed 8.4.0-r0",
    ],
    [
      "a snapshot of the release to come is edge",
      apk("alpine-3.21_alpha20240923", "curl", "8.3.0-r0"),
      "CVE-2023-38545 fixed 8.4.0-r0",
    ],
    ["a release without a database", apk("alpine-3.1.4", "musl", "1.1.5-r4"), "ADVISORIES_MISSING"],
    ["a derivative, by no other's data", apk("postmarketos-23.06", "musl", "1.1.5-r4"), "ADVISORIES_MISSING"],
    ["a version that is none", apk("alpine-3.11.2", "musl", "1.1.x"), "VERSION_INVALID"],
  ];
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));
});

describe("Wolfi", () => {
  const rows: readonly Row[] = [
    [
      "below two fixes",
      apk("wolfi-20230201", "glibc", "2.38-r1"),
      "CVE-2023-4527 fixed 2.38-r2; CVE-2023-6246 fixed 2.38-r11",
    ],
    ["between two fixes", apk("wolfi-20230201", "glibc", "2.38-r2"), "CVE-2023-6246 fixed 2.38-r11"],
    [
      "at the last fix; what was found not to be one is none in any version",
      apk("wolfi-20230201", "glibc", "2.38-r11"),
      "none",
    ],
    [
      "a part of a package goes by its source",
      apk("wolfi-20230201", "ld-linux", "2.38-r10", "glibc"),
      "CVE-2023-6246 fixed 2.38-r11",
    ],
    [
      "cleared for this package, whatever others say of its version",
      apk("wolfi-20230201", "openssl", "3.1.1-r0"),
      "none",
    ],
    ["cleared, and nothing else is known", apk("wolfi-20230201", "busybox", "1.36.1-r0"), "none"],
    [
      "each line of Go is a package of its own",
      apk("wolfi-20230201", "go-1.21", "1.21.10-r3"),
      "CVE-2024-24790 fixed 1.21.11-r0",
    ],
    ["and of no other line", apk("wolfi-20230201", "go-1.20", "1.20.1-r0"), "none"],
    [
      "there is one line of packages, whatever date an image has",
      apk("wolfi-20260101", "glibc", "2.38-r10"),
      "CVE-2023-6246 fixed 2.38-r11",
    ],
    ["without a release too", "pkg:apk/wolfi/glibc@2.38-r10?arch=x86_64", "CVE-2023-6246 fixed 2.38-r11"],
  ];
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));

  test("its word counts for what its packages bring, also where a database of a language has another", () => {
    const pip = "pkg:pypi/pip@23.2";
    expect(verdictOf(pip)).toBe("CVE-2023-5752 fixed 23.3");
    expect(verdictOf(pip, apk("wolfi-20230201", "py3.11-pip", "23.2-r0", "py3-pip"))).toBe("none");
  });
});

describe("Chainguard", () => {
  const rows: readonly Row[] = [
    ["below the fix", apk("chainguard-20230214", "glibc", "2.38-r10"), "CVE-2023-6246 fixed 2.38-r11"],
    ["at the fix, and what was cleared is not found", apk("chainguard-20230214", "glibc", "2.38-r11"), "none"],
    [
      "its own packages have lines that Wolfi has not",
      apk("chainguard-20230214", "openssl-fips", "3.0.6-r0"),
      "CVE-2022-3786 fixed 3.0.7-r0",
    ],
    ["and are not judged by Wolfi's", apk("chainguard-20230214", "openssl", "3.0.6-r0"), "none"],
  ];
  test.each(rows)("%s", (_, purl, verdict) => expect(verdictOf(purl)).toBe(verdict));
});

import { describe, expect, test } from "vitest";
import type { ExplainedCard, ExplainedMiss, Explanation } from "../matching/explain.ts";
import type { Finding } from "../model/finding.ts";
import type { Package } from "../model/package.ts";
import { ExplainDocument } from "./contracts.ts";
import { explainJson } from "./explain-json.ts";
import type { ExplainReport } from "./explain-report.ts";
import { explainText } from "./explain-text.ts";
import { createPaint } from "./paint.ts";
import { whatToDo } from "./upgrade.ts";

const layer = { ordinal: 2, diffId: `sha256:${"ab".repeat(32)}` };

const libssl: Package = {
  purl: "pkg:deb/debian/libssl3@3.0.11-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1~deb12u1",
  type: "deb",
  namespace: "debian",
  name: "libssl3",
  version: "3.0.11-1~deb12u1",
  licenses: [],
  layer,
  locations: [{ path: "var/lib/dpkg/status", layer }],
  foundBy: "dpkg",
  properties: {},
};

const key = {
  ecosystem: "Debian",
  release: "12",
  name: "openssl",
  installed: "3.0.11-1~deb12u1",
  scheme: "deb",
  kind: "distribution",
} as const;

const record = {
  source: "debian-lists",
  id: "DSA-1-1",
  sha256: "cd".repeat(32),
  verdict: "affected",
  state: "affected",
  ranges: [
    {
      range: "<3.0.11-1~deb12u2",
      holds: true,
      bounds: [{ kind: "fixed", holds: true, text: "3.0.11-1~deb12u1 < 3.0.11-1~deb12u2" }],
    },
  ],
  vendorAdvisories: [],
} as const;

const finding: Finding = {
  id: "CVE-2024-1111",
  aliases: [],
  severity: "high",
  severitySource: "debian-tracker",
  cwes: [],
  references: [],
  affectedRange: "<3.0.11-1~deb12u2",
  fixedVersion: "3.0.11-1~deb12u2",
  state: "fixed",
  vendorAdvisories: [],
  exploited: { added: "2024-02-01", due: "2024-02-22", ransomware: true },
  epss: { score: 0.0312, percentile: 0.912 },
  sources: [{ source: "debian-lists", id: "DSA-1-1" }],
  proof: [
    {
      rule: "distribution",
      scheme: "deb",
      key: { ecosystem: "Debian", release: "12", name: "openssl" },
      installed: "3.0.11-1~deb12u1",
      range: "<3.0.11-1~deb12u2",
      advisory: { source: "debian-lists", id: "DSA-1-1", sha256: "cd".repeat(32) },
    },
  ],
};

const card: ExplainedCard = {
  packages: [libssl],
  finding,
  key,
  records: [record],
  words: [
    { source: "debian-tracker", severity: "high", cvss: [] },
    { source: "osv-npm", severity: "critical", cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N", score: 9.8 }] },
  ],
};

function reportOf(explanation: Partial<Explanation>): ExplainReport {
  return {
    image: {
      source: { kind: "archive", reference: "archive://app.tar", names: [] },
    } as unknown as ExplainReport["image"],
    snapshot: {
      id: "ef".repeat(32),
      builtAt: "2026-08-22T10:00:00.000Z",
      checkedAt: "2026-08-22T10:00:00.000Z",
      sources: [
        { name: "debian-lists", state: "fresh", records: 1, fetchedAt: "2026-08-22T10:00:00.000Z" },
        { name: "osv-hex", state: "absent", records: 0 },
      ],
    },
    explanation: {
      id: "CVE-2024-1111",
      names: ["CVE-2024-1111", "GHSA-aaaa-bbbb-2222"],
      cards: [],
      misses: [],
      ...explanation,
    },
    recordOf: () => ({ published: "2024-01-31T00:00:00Z" }),
  };
}

const textOf = (explanation: Partial<Explanation>, columns?: number) =>
  explainText(reportOf(explanation), createPaint(false, { columns }));

test("a card reads from what is wrong to what to do", () => {
  expect(
    textOf({ cards: [card] }),
  ).toBe(`CVE-2024-1111 (also GHSA-aaaa-bbbb-2222) is found in 1 package of archive://app.tar

✗ HIGH CVE-2024-1111 in libssl3 3.0.11-1~deb12u1
  Package     pkg:deb/debian/libssl3@3.0.11-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1~deb12u1
  Where       /var/lib/dpkg/status in layer 2
              brought by layer 2 (abababababab)
  Compared    3.0.11-1~deb12u1 of the source package openssl, as deb versions, with what Debian 12 says of openssl
  Because     DSA-1-1 of debian-lists
              ✗ 3.0.11-1~deb12u1 < 3.0.11-1~deb12u2 (fixed)
              published 2024-01-31, feed of 2026-08-22, record cdcdcdcdcdcd
              https://security-tracker.debian.org/tracker/DSA-1-1
  How bad     high, by debian-tracker
              osv-npm says critical, 9.8 (CVSS 3.1)
  EPSS        3.12 % in the next thirty days; higher than 91.2 % of all flaws
  Exploited   known since 2024-02-01, due 2024-02-22, by ransomware
  Fixed in    3.0.11-1~deb12u2
  What to do  apt-get update && apt-get install --only-upgrade libssl3
  Read more   https://security-tracker.debian.org/tracker/CVE-2024-1111

Advisories of 2026-08-22, snapshot efefefefefef
`);
});

test("the records that hold stand before those that do not", () => {
  const older = { ...record, id: "DSA-0-1", verdict: "outside", ranges: [] } as const;
  const labels = textOf({ cards: [{ ...card, records: [older, record] }] }).match(/^ {2}(?:Because|Beside it) .*$/gm);
  expect(labels).toEqual([
    "  Because     DSA-1-1 of debian-lists",
    "  Beside it   DSA-0-1 of debian-lists: does not hold for this version",
  ]);
});

test.each([
  [{ layer: { ordinal: 0, diffId: "" } }, "  Where       /var/lib/dpkg/status\n  Compared"],
  [
    { layer: { ordinal: 0, diffId: "" }, locations: [] },
    "  Where       the list of packages does not tell\n  Compared",
  ],
  [
    { locations: Array(5).fill({ path: "a", layer }) },
    "              and 2 more files\n              brought by layer 2",
  ],
  [{ owner: "pkg:deb/debian/x@1" }, "  Part of     pkg:deb/debian/x@1\n"],
])("where %j is", (given, text) => {
  expect(textOf({ cards: [{ ...card, packages: [{ ...libssl, ...given }] }] })).toContain(text);
});

describe("why not", () => {
  const fixed = {
    ...record,
    verdict: "outside",
    ranges: [{ range: "<2", holds: false, bounds: [{ kind: "fixed", holds: false, text: "3 >= 2" }] }],
  } as const;
  const near = { packages: [libssl], key, records: [] };
  const ROWS: readonly (readonly [ExplainedMiss, string])[] = [
    [
      { ...near, reason: "fixed", records: [fixed] },
      "It is fixed already: 3 >= 2. The distribution fixed it in its own",
    ],
    [
      { ...near, reason: "not-affected", records: [record] },
      "Debian says that its openssl is not affected (debian-lists).",
    ],
    [{ ...near, reason: "outside" }, "The records speak of other versions than 3.0.11-1~deb12u1."],
    [
      { ...near, reason: "other-release", releases: ["11"] },
      "The records speak of openssl in Debian 11, and say nothing of 12.",
    ],
    [
      { ...near, reason: "other-module", records: [{ ...record, only: { module: "nodejs:18" } }] },
      "The records speak of another module stream, architecture or binary package: nodejs:18.",
    ],
    [
      { ...near, reason: "owned", packages: [{ ...libssl, owner: "pkg:deb/debian/x@1" }] },
      "It is part of pkg:deb/debian/x@1.",
    ],
    [
      { ...near, reason: "unreadable", records: [{ ...record, verdict: "unreadable", trouble: "'x' is no version" }] },
      "It could not be compared: 'x' is no version.",
    ],
    [
      { ...near, reason: "silent", named: ["npm openssl"] },
      "The records speak of npm openssl; none of them of the Debian 12 package.",
    ],
    [{ ...near, reason: "uncovered" }, "The snapshot has no advisories for Debian 12, so nothing can be said of it."],
    [
      { packages: [], records: [], reason: "not-in-image", named: ["npm tls"] },
      "No package of the image is one that the records name: npm tls.",
    ],
    [
      { packages: [], records: [], reason: "not-in-image", named: [] },
      "The id is known, but no source names a package",
    ],
    [
      { packages: [], records: [], reason: "unknown-id" },
      "No record of the snapshot names CVE-2024-1111: it is misspelt, withdrawn, younger than the advisories, or of a source that is not there. Sources that it lacks: osv-hex.",
    ],
  ];
  test.each(ROWS)("$reason", (miss, sentence) => {
    expect(textOf({ misses: [miss] })).toContain(sentence);
    const document = ExplainDocument.parse(explainJson(reportOf({ misses: [miss] })));
    expect(document.misses[0]?.text).toContain(sentence);
    expect(document.affected).toBe(false);
  });
});

test("the document has the card whole", () => {
  const document = ExplainDocument.parse(explainJson(reportOf({ cards: [card] })));
  expect(document).toMatchObject({
    id: "CVE-2024-1111",
    target: "archive://app.tar",
    affected: true,
    cards: [
      {
        packages: [{ name: "libssl3", locations: [{ path: "/var/lib/dpkg/status" }] }],
        key,
        records: [{ id: "DSA-1-1", fetchedAt: "2026-08-22T10:00:00.000Z", ranges: record.ranges }],
        whatToDo: "apt-get update && apt-get install --only-upgrade libssl3",
        vulnerability: { id: "CVE-2024-1111", fixedVersion: "3.0.11-1~deb12u2" },
      },
    ],
  });
});

test("no line of a terminal is wider than it, but for what has no blank", () => {
  const lines = textOf({ cards: [card] }, 60).split("\n");
  for (const line of lines.filter((one) => one.length > 60))
    expect(line.trim().replace(/^\w+(?: \w+)*\s{2,}/, "")).not.toContain(" ");
});

test("what a stranger wrote is shown, and not obeyed", () => {
  const hostile = { ...finding, summary: "\u001b[2Jgone", fixedVersion: "1;rm -rf /\n" };
  const text = textOf({ cards: [{ ...card, packages: [{ ...libssl, name: "a';b" }], finding: hostile }] });
  expect(text).not.toContain("\u001b");
  expect(text).toContain("\\u001b[2Jgone");
  expect(text).toContain("--only-upgrade 'a'\\'';b'");
});

test.each([
  ["apk", "libcrypto3", "apk upgrade --update-cache libcrypto3"],
  ["alpm", "openssl", "pacman -Syu openssl"],
  ["rpm", "openssl-libs", "dnf upgrade openssl-libs"],
  ["npm", "tls", "npm install tls@2.0.0"],
  ["pypi", "django", "pip install 'django>=2.0.0'"],
  ["cargo", "time", "cargo update -p time --precise 2.0.0"],
  ["golang", "stdlib", "build with Go 2.0.0 or later"],
  ["conan", "zlib", "go to 2.0.0 or later"],
])("what to do of %s", (type, name, command) => {
  expect(whatToDo([{ type, name }], { ...finding, fixedVersion: "2.0.0" })).toBe(command);
});

test.each([
  ["wont-fix", "the vendor will not fix it: replace the package, or do without it"],
  ["end-of-life", "nobody looks after this release any more: go to a newer one"],
] as const)("what to do where it is %s", (state, text) => {
  const { fixedVersion: _, ...unfixed } = finding;
  expect(whatToDo([libssl], { ...unfixed, state })).toBe(text);
});

test("malware is to be taken out, whatever is published", () => {
  expect(whatToDo([libssl], { ...finding, aliases: ["MAL-2024-1"] })).toBe("this is malware: take it out");
});

import { expect, test } from "vitest";
import { parseAdvisoryList } from "./debian-advisory-list.ts";

function parse(text: string) {
  const problems: string[] = [];
  const advisories = parseAdvisoryList(text, "list", ({ message }) => problems.push(message));
  return { advisories, problems };
}

/** The lines of one advisory, and what they make of it. */
function parseOne(...lines: string[]) {
  const { advisories, problems } = parse(["[02 Feb 2015] DSA-3149-1 condor - security update", ...lines].join("\n"));
  return { advisory: advisories[0], problems };
}

const bookworm = { ecosystem: "Debian", release: "12", versions: [] };

test("reads an advisory with several CVEs and releases", () => {
  const { advisories, problems } = parse(`[21 Aug 2026] DLA-4750-1 firefox-esr - security update
\t{CVE-2026-74934 CVE-2026-74935}
\t[bullseye] - firefox-esr 140.14.0esr-1~deb11u1
\t[bookworm] - firefox-esr 140.14.0esr-1~deb12u1
`);
  expect(problems).toEqual([]);
  expect(advisories).toEqual([
    {
      source: "list",
      id: "DLA-4750-1",
      cves: ["CVE-2026-74934", "CVE-2026-74935"],
      aliases: [],
      summary: "firefox-esr - security update",
      cvss: [],
      cwes: [],
      references: ["https://security-tracker.debian.org/tracker/DLA-4750-1"],
      published: "2026-08-21T00:00:00Z",
      affected: [
        {
          ...bookworm,
          release: "11",
          name: "firefox-esr",
          state: "affected",
          ranges: [{ fixed: "140.14.0esr-1~deb11u1" }],
        },
        { ...bookworm, name: "firefox-esr", state: "affected", ranges: [{ fixed: "140.14.0esr-1~deb12u1" }] },
      ],
    },
  ]);
});

const unfixed = { state: "affected", ranges: [{}] };

test.each([
  { line: "\t[bookworm] - curl 7.88.1-10", name: "curl", state: "affected", ranges: [{ fixed: "7.88.1-10" }] },
  { line: "        [bookworm] - curl 7.88.1-10", name: "curl", state: "affected", ranges: [{ fixed: "7.88.1-10" }] },
  { line: " \t[bookworm] - curl  7.88.1-10 ", name: "curl", state: "affected", ranges: [{ fixed: "7.88.1-10" }] },
  {
    line: "\t[bookworm] - dia 1:0.94~rc1+dfsg-7sarge1 (bug #330890; medium)",
    name: "dia",
    state: "affected",
    ranges: [{ fixed: "1:0.94~rc1+dfsg-7sarge1" }],
  },
  { line: "\t[bookworm] - sash <not-affected>", name: "sash", state: "not-affected", ranges: [] },
  {
    line: "\t[bookworm] - sash <not-affected> (Older zlib not vulnerable)",
    name: "sash",
    state: "not-affected",
    ranges: [],
  },
  { line: "\t[bookworm] - virtualbox <end-of-life>", name: "virtualbox", state: "end-of-life", ranges: [{}] },
  { line: "\t[bookworm] - phpmyadmin <unfixed>", name: "phpmyadmin", ...unfixed },
  { line: "\t[bookworm] - phpmyadmin <no-dsa> (Minor issue)", name: "phpmyadmin", ...unfixed },
  { line: "\t[bookworm] - phpmyadmin <postponed> (Minor issue)", name: "phpmyadmin", ...unfixed },
  { line: "\t[bookworm] - phpmyadmin <ignored> (Minor issue)", name: "phpmyadmin", ...unfixed },
])("$line", ({ line, name, state, ranges }) => {
  const { advisory, problems } = parseOne(line);
  expect(advisory?.affected).toEqual([{ ...bookworm, name, state, ranges }]);
  expect(problems).toEqual([]);
});

test.each([
  "\t[bookworm] - tor <undetermined>",
  "\tNOTE: sid is not affected, just a revamp of previous patches",
  "        NOTE: [etch] - clamav <end-of-life> (upstream has discontinued it)",
  "\tTODO: check",
  "",
  "\t",
  "\t{}",
])("%j says nothing, and that is in order", (line) => {
  const { advisory, problems } = parseOne(line);
  expect(advisory).toMatchObject({ cves: [], affected: [] });
  expect(problems).toEqual([]);
});

test.each([
  { title: "an unknown mark", line: "\t[bookworm] - tor <vanished>" },
  { title: "an unknown release", line: "\t[warty] - tor 1.0-1" },
  { title: "a release called __proto__", line: "\t[__proto__] - tor 1.0-1" },
  { title: "a package without a version", line: "\t[bookworm] - tor" },
  { title: "a package without a release", line: "\t- tor 1.0-1" },
  { title: "no CVE between the braces", line: "\t{CVE-2014-12 XSA-7}" },
  { title: "anything else", line: "\t<html>" },
  { title: "a line that begins nothing", line: "<html>" },
])("$title is reported with its line and left out", ({ line }) => {
  const { problems, advisory } = parseOne(line);
  expect(advisory).toMatchObject({ cves: [], affected: [] });
  expect(problems).not.toEqual([]);
  for (const problem of problems) expect(problem).toMatch(/^list: line 2: /);
});

test("a version that is none is reported and kept, so that nothing is called safe", () => {
  const { advisory, problems } = parseOne("\t[bookworm] - tor banana:1");
  expect(advisory?.affected).toMatchObject([{ state: "affected", ranges: [{ fixed: "banana:1" }] }]);
  expect(problems).toHaveLength(1);
});

test("an unknown release is reported once", () => {
  expect(parseOne("\t[warty] - a 1", "\t[warty] - b 1", "\t[hoary] - c 1").problems).toHaveLength(2);
});

test.each([
  {
    lines: ["\t{CVE-2014-1493 CVE-2014-1497  CVE-2014-1504 }"],
    cves: ["CVE-2014-1493", "CVE-2014-1497", "CVE-2014-1504"],
  },
  { lines: ["\t{ CVE-2006-0467 }"], cves: ["CVE-2006-0467"] },
  { lines: ["    \t{CVE-2011-3951} {CVE-2011-3952}"], cves: ["CVE-2011-3951", "CVE-2011-3952"] },
  { lines: ["\t{CVE-2011-3951}", "\t{CVE-2011-3952 CVE-2011-3951}"], cves: ["CVE-2011-3951", "CVE-2011-3952"] },
  { lines: [], cves: [] },
])("$lines hold $cves", ({ lines, cves }) => {
  const { advisory, problems } = parseOne(...lines);
  expect(advisory?.cves).toEqual(cves);
  expect(problems).toEqual([]);
});

test.each([
  { header: "[18 Apr 2018] DSA-4205-1 jessie end-of-life", id: "DSA-4205-1", summary: "jessie end-of-life" },
  { header: "[26 Feb 2009] DSA-1727-1  - SQL injection", id: "DSA-1727-1", summary: "- SQL injection" },
  { header: "[26 Jun 2008] DSA-1599-1 dbus", id: "DSA-1599-1", summary: "dbus" },
  { header: "[6 Jun 2008] DSA-1599-1", id: "DSA-1599-1", summary: undefined },
  { header: "[16 Jan 2003] DSA-233 cvs - double freed memory", id: "DSA-233", summary: "cvs - double freed memory" },
])("$header", ({ header, id, summary }) => {
  const { advisories, problems } = parse(`${header}\n`);
  expect(advisories).toMatchObject([{ id }]);
  expect(advisories[0]?.summary).toBe(summary);
  expect(problems).toEqual([]);
});

test.each([
  "",
  "\n\n",
  "<!DOCTYPE html>\n<p>Sign in</p>",
  "\u0000\u0001\u0002",
  "[32 Foo 2020] DSA-1-1 x - y",
  "\t[bookworm] - a 1",
])("%j is no list", (text) => {
  expect(parse(text).advisories).toEqual([]);
});

import { expect, test } from "vitest";
import { readFlaws } from "./secdb-ids.ts";

// As they stand in Alpine's releases 3.3 to 3.11.
test.each([
  ["CVE-2019-14904", ["CVE-2019-14904"], []],
  ["CVE-2016-10013 XSA-204", ["CVE-2016-10013"], ["XSA-204"]],
  ["CVE-2018-12126  XSA-297", ["CVE-2018-12126"], ["XSA-297"]],
  [
    "CVE-2017-5753 CVE-2017-5715 CVE-2017-5754 XSA-254 XPTI",
    ["CVE-2017-5753", "CVE-2017-5715", "CVE-2017-5754"],
    ["XSA-254"],
  ],
  ["CVE-2017-12122 TALOS-2017-0488", ["CVE-2017-12122"], ["TALOS-2017-0488"]],
  ["CVE-2017-2616 (+ regression fix)", ["CVE-2017-2616"], []],
  ["CVE-2018-16301 (was fixed in libpcap)", ["CVE-2018-16301"], []],
  ["CVE-2017-17434-1", ["CVE-2017-17434"], []],
  ["CVE-2017-8073.patch", ["CVE-2017-8073"], []],
  ["CVE 2018-16859", ["CVE-2018-16859"], []],
  ["CVE_2019-2426", ["CVE-2019-2426"], []],
  ["CVE-????-?????  XSA-284", [], ["XSA-284"]],
  ["ZBX-11023", [], ["ZBX-11023"]],
  ["wnpa-sec-2017-18", [], ["wnpa-sec-2017-18"]],
  ["GHSA-rpmj-rpgj-qmpm", [], ["GHSA-rpmj-rpgj-qmpm"]],
  ["regression fix", [], []],
  ["CVE-2018", [], []],
  ["", [], []],
])("%j", (entry, cves, others) => {
  expect(readFlaws(entry)).toEqual({ cves, others });
});

test("a text that goes on and on is read to its bound", () => {
  expect(readFlaws(`${"(".repeat(900_000)} CVE-2018-16859`)).toEqual({ cves: [], others: [] });
  expect(readFlaws("a-".repeat(900_000))).toEqual({ cves: [], others: [] });
});

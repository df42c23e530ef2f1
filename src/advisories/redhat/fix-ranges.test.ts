import { expect, test } from "vitest";
import { getVersionOrder } from "../../versions/index.ts";
import { holds } from "../affected-range.ts";
import { rangesOfFixes } from "./fix-ranges.ts";

const order = getVersionOrder("rpm");

interface Row {
  readonly title: string;
  readonly fixes: readonly string[];
  readonly affected: readonly string[];
  readonly safe: readonly string[];
}

const ROWS: readonly Row[] = [
  { title: "one fix", fixes: ["1-2.el9"], affected: ["1-1.el9", "0-9.el9"], safe: ["1-2.el9", "1-2.el9_1"] },
  {
    // https://access.redhat.com/errata/RHSA-2023:5763 and https://access.redhat.com/errata/RHSA-2023:6745
    title: "a fix in 9.2 says nothing of 9.3, which had branched off",
    fixes: ["7.76.1-26.el9_3.2", "7.76.1-23.el9_2.4"],
    affected: ["7.76.1-23.el9_2.2", "7.76.1-26.el9", "7.76.1-26.el9_3.1", "7.76.1-24.el9"],
    safe: ["7.76.1-23.el9_2.4", "7.76.1-23.el9_2.10", "7.76.1-26.el9_3.2", "7.76.1-29.el9"],
  },
  {
    title: "a kernel's branch counts behind its first number",
    fixes: ["5.14.0-284.30.1.el9_2", "5.14.0-362.8.1.el9_3"],
    affected: ["5.14.0-284.25.1.el9_2", "5.14.0-362.el9", "5.14.0-70.13.1.el9_0"],
    safe: ["5.14.0-284.30.1.el9_2", "5.14.0-284.48.1.el9_2", "5.14.0-362.8.1.el9_3", "5.14.0-427.el9"],
  },
  {
    title: "branches of one release number are told by their tags",
    fixes: ["1.2-3.el9_2.1", "1.2-3.el9_3.2"],
    affected: ["1.2-3.el9", "1.2-3.el9_3.1"],
    safe: ["1.2-3.el9_2.1", "1.2-3.el9_2.7", "1.2-3.el9_3.2", "1.2-4.el9"],
  },
  {
    title: "of two fixes in one branch the later one counts",
    fixes: ["1-2.el8_6.1", "1-2.el8_6.3"],
    affected: ["1-2.el8_6.1", "1-2.el8_6.2"],
    safe: ["1-2.el8_6.3"],
  },
  {
    title: "of two fixes of no branch the later one counts",
    fixes: ["1-2.el8", "2-1.el8"],
    affected: ["1-2.el8", "1-9.el8"],
    safe: ["2-1.el8"],
  },
  {
    // https://access.redhat.com/errata/RHSA-2025:8696
    title: "builds of a module for several contexts are one fix",
    fixes: [
      "1:0.78-12.module+el8.10.0+23147+95b68fad",
      "1:0.78-12.module+el8.10.0+23147+20b7d289",
      "1:0.78-12.module+el8.10.0+23147+df114ff4",
    ],
    affected: ["1:0.78-11.module+el8.3.0+6149+d2c5d96d"],
    safe: ["1:0.78-12.module+el8.10.0+23147+20b7d289", "1:0.78-12.module+el8.10.0+23147+df114ff4"],
  },
  {
    // https://errata.almalinux.org/8/ALSA-2021-5238.html
    title: "modules of several minor releases each have their own",
    fixes: ["2-3.module_el8.5.0+2608+72063365", "2-3.module_el8.6.0+2880+7d9e3703"],
    affected: ["2-3.module_el8.4.0+2000+7d9e3703", "2-3.module_el8.5.0+9+72063365", "2-3.module_el8.6.0+2800+aa"],
    safe: ["2-3.module_el8.5.0+2608+72063365", "2-3.module_el8.6.0+2880+7d9e3703", "2-4.module_el8.5.0+1+1"],
  },
  {
    title: "a number that is none is compared as it stands",
    fixes: ["1-a.el9_2", "1-b.el9_3"],
    affected: ["1-a.el9_2"],
    safe: ["1-b.el9_3"],
  },
];

test.each(ROWS)("$title", ({ fixes, affected, safe }) => {
  const ranges = rangesOfFixes(fixes, order);
  const isAffected = (version: string) => ranges.some((range) => holds(range, version, order));
  expect(affected.filter((version) => !isAffected(version))).toEqual([]);
  expect(safe.filter(isAffected)).toEqual([]);
});

test("the order in which fixes are named changes nothing", () => {
  for (const { fixes } of ROWS) {
    expect(rangesOfFixes(fixes.toReversed(), order)).toEqual(rangesOfFixes(fixes, order));
  }
});

import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Advisory } from "../model/advisory.ts";
import { compareSnapshots } from "./changes.ts";
import { applyPatch, makePatch } from "./delta.ts";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot } from "./fixtures/snapshots.ts";

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

const lodash = advisoryOf({ id: "GHSA-lodash", cves: ["CVE-2021-1"], severity: "high", details: "Long ago." });
const minimist = advisoryOf({
  id: "GHSA-minimist",
  cves: ["CVE-2021-2"],
  affected: [
    { ecosystem: "npm", release: "", name: "minimist", state: "affected", ranges: [{ fixed: "1.2.6" }], versions: [] },
  ],
});
const kev = (id: string): Advisory =>
  advisoryOf({
    source: "cisa-kev",
    id,
    cves: [id],
    affected: [],
    exploited: { added: "2026-08-01", ransomware: false },
  });

const LODASH = { ecosystem: "npm", release: "", name: "lodash" };
const MINIMIST = { ecosystem: "npm", release: "", name: "minimist" };

const withFix = (advisory: Advisory, fixed: string): Advisory => ({
  ...advisory,
  affected: advisory.affected.map((one) => ({ ...one, ranges: [{ fixed }] })),
});

const rows: {
  title: string;
  older: Advisory[];
  newer: Advisory[];
  keys: object[];
  vulnerabilities: string[];
  records: string[];
}[] = [
  { title: "nothing", older: [lodash], newer: [lodash], keys: [], vulnerabilities: [], records: [] },
  {
    title: "a new record",
    older: [lodash],
    newer: [lodash, minimist],
    keys: [MINIMIST],
    vulnerabilities: ["CVE-2021-2", "GHSA-minimist"],
    records: ["added GHSA-minimist"],
  },
  {
    title: "a record that is gone",
    older: [lodash, minimist],
    newer: [minimist],
    keys: [LODASH],
    vulnerabilities: ["CVE-2021-1", "GHSA-lodash"],
    records: ["removed GHSA-lodash"],
  },
  {
    title: "another range",
    older: [lodash, minimist],
    newer: [withFix(lodash, "4.17.22"), minimist],
    keys: [LODASH],
    vulnerabilities: [],
    records: ["changed GHSA-lodash"],
  },
  {
    title: "another severity: no package is matched again",
    older: [lodash],
    newer: [{ ...lodash, severity: "critical" }],
    keys: [],
    vulnerabilities: ["CVE-2021-1"],
    records: ["changed GHSA-lodash"],
  },
  {
    title: "other words: nothing that a finding shows is another",
    older: [lodash],
    newer: [{ ...lodash, details: "Long ago, and mended." }],
    keys: [],
    vulnerabilities: [],
    records: ["changed GHSA-lodash"],
  },
  {
    title: "another CVE",
    older: [lodash],
    newer: [{ ...lodash, cves: ["CVE-2021-9"] }],
    keys: [LODASH],
    vulnerabilities: ["CVE-2021-1", "CVE-2021-9", "GHSA-lodash"],
    records: ["changed GHSA-lodash"],
  },
];

/** A snapshot of these, each under its own source. */
async function snapshotOf(advisories: readonly Advisory[]): Promise<string> {
  const sources: Record<string, Advisory[]> = { "osv-npm": [], "cisa-kev": [] };
  for (const advisory of advisories) sources[advisory.source]?.push(advisory);
  return (await buildSnapshot(scratch.path, sources)).path;
}

describe.each(rows)("between two snapshots: $title", ({ older, newer, keys, vulnerabilities, records }) => {
  test("is told", async () => {
    const changes = compareSnapshots(await snapshotOf(older), await snapshotOf(newer));
    expect(changes.keys).toEqual(keys);
    expect(changes.vulnerabilities).toEqual(vulnerabilities);
    expect(changes.records.map(({ change, id }) => `${change} ${id}`)).toEqual(records);
  });

  test("makes the newer of the older, byte for byte, and the older of the newer", async () => {
    const [from, to] = [await snapshotOf(older), await snapshotOf(newer)];
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      using work = new Scratch();
      const id = other.slice(-71, -7);
      const made = applyPatch(one, makePatch(one, other, work.path), id, work.path);
      expect(readFileSync(made.path).equals(readFileSync(other))).toBe(true);
    }
  });
});

test("a flaw that is known to be exploited from now on changes its facts alone, in a patch of some hundred bytes", async () => {
  const [from, to] = [await snapshotOf([lodash]), await snapshotOf([lodash, kev("CVE-2021-1")])];
  const changes = compareSnapshots(from, to);
  expect(changes.keys).toEqual([]);
  expect(changes.vulnerabilities).toEqual(["CVE-2021-1"]);
  using work = new Scratch();
  expect(makePatch(from, to, work.path).length).toBeLessThan(1000);
});

describe("a patch is refused, and leaves nothing,", () => {
  test.each<[string, (patch: Uint8Array) => Uint8Array, string]>([
    ["for another snapshot", (patch) => patch, "other"],
    ["when it is cut off", (patch) => patch.subarray(0, patch.length / 2), "right"],
    ["when it is none", () => new TextEncoder().encode("<html>"), "right"],
    ["when it leads elsewhere than it says", (patch) => patch, "elsewhere"],
  ])("%s", async (_, damage, where) => {
    const [from, to] = [await snapshotOf([lodash]), await snapshotOf([lodash, minimist])];
    using work = new Scratch();
    const patch = damage(makePatch(from, to, work.path));
    const onto = where === "other" ? await snapshotOf([withFix(lodash, "9"), minimist]) : from;
    const id = where === "elsewhere" ? "0".repeat(64) : to.slice(-71, -7);
    expect(() => applyPatch(onto, patch, id, work.path)).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
    expect(readdirSync(work.path)).toEqual([]);
  });

  test("onto what is no snapshot", async () => {
    const [from, to] = [await snapshotOf([lodash]), await snapshotOf([minimist])];
    using work = new Scratch();
    const patch = makePatch(from, to, work.path);
    const other = work.write("other.sqlite", Buffer.from("no database"));
    expect(() => applyPatch(other, patch, "0".repeat(64), work.path)).toThrow(
      expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }),
    );
  });
});

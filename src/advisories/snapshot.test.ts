import { cpSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { advisoryOf } from "./fixtures/advisories.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { buildSnapshot, NOW } from "./fixtures/snapshots.ts";
import { openSnapshot } from "./snapshot.ts";

const debian = { ecosystem: "Debian", release: "12", name: "curl", versions: [] } as const;

const advisories = {
  "debian-lists": [
    advisoryOf({
      source: "debian-lists",
      id: "DSA-1-1",
      cves: ["CVE-2024-1111", "CVE-2024-2222"],
      summary: "curl - security update",
      published: "2024-01-02T00:00:00Z",
      affected: [
        { ...debian, state: "affected", ranges: [{ fixed: "7.88.1-10" }] },
        { ...debian, release: "11", state: "not-affected", ranges: [] },
        { ...debian, release: "10", state: "end-of-life", ranges: [{}] },
      ],
    }),
  ],
  "debian-tracker": [
    advisoryOf({
      source: "debian-tracker",
      id: "CVE-2024-1111",
      cves: ["CVE-2024-1111"],
      severity: "low",
      affected: [{ ...debian, state: "affected", ranges: [{ fixed: "7.88.1-9" }] }],
    }),
  ],
  "osv-npm": [
    advisoryOf({
      id: "GHSA-1",
      cves: ["CVE-2024-1111"],
      aliases: ["SNYK-1"],
      severity: "high",
      summary: "Command injection",
      cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N", score: 7.2 }],
      cwes: ["CWE-77"],
      published: "2024-01-01T00:00:00Z",
    }),
    advisoryOf({
      id: "MAL-1",
      severity: "critical",
      affected: [
        {
          ...debian,
          ecosystem: "npm",
          release: "",
          name: "curl",
          state: "affected",
          ranges: [],
          versions: ["1.0.0", "1.0.1"],
        },
      ],
    }),
  ],
};

async function withSnapshot(use: (snapshot: ReturnType<typeof openSnapshot>, id: string) => void): Promise<void> {
  using scratch = new Scratch();
  const { path, id } = await buildSnapshot(scratch.path, advisories);
  using snapshot = openSnapshot(path);
  use(snapshot, id);
}

test("tells what it is", () =>
  withSnapshot((snapshot, id) => {
    expect(snapshot.id).toBe(id);
    expect(snapshot.builtAt).toBe(NOW.toISOString());
    const fetchedAt = NOW.toISOString();
    expect(snapshot.sources).toEqual([
      { name: "debian-lists", state: "fresh", records: 1, fetchedAt },
      { name: "debian-tracker", state: "fresh", records: 1, fetchedAt },
      { name: "osv-npm", state: "fresh", records: 2, fetchedAt },
    ]);
  }));

test("finds records by ecosystem, release and name", () =>
  withSnapshot((snapshot) => {
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(snapshot.find("Debian", "12", "curl")).toEqual([
      {
        source: "debian-lists",
        id: "DSA-1-1",
        cves: ["CVE-2024-1111", "CVE-2024-2222"],
        aliases: [],
        sha256,
        state: "affected",
        ranges: [{ fixed: "7.88.1-10" }],
        versions: [],
      },
      {
        source: "debian-tracker",
        id: "CVE-2024-1111",
        cves: ["CVE-2024-1111"],
        aliases: [],
        sha256,
        state: "affected",
        ranges: [{ fixed: "7.88.1-9" }],
        versions: [],
      },
    ]);
    expect(snapshot.find("Debian", "11", "curl")).toMatchObject([{ state: "not-affected", ranges: [] }]);
    expect(snapshot.find("Debian", "10", "curl")).toMatchObject([{ state: "end-of-life", ranges: [{}] }]);
    expect(snapshot.find("npm", "", "curl")).toMatchObject([{ id: "MAL-1", cves: [], versions: ["1.0.0", "1.0.1"] }]);
    expect(snapshot.find("npm", "", "Curl")).toEqual([]);
    expect(snapshot.find("npm", "12", "curl")).toEqual([]);
    expect(snapshot.find("__proto__", "", "")).toEqual([]);
  }));

test("gives the whole record", () =>
  withSnapshot((snapshot) => {
    expect(snapshot.get("osv-npm", "GHSA-1")).toEqual(advisories["osv-npm"][0]);
    expect(() => snapshot.get("osv-npm", "GHSA-9")).toThrow(expect.objectContaining({ code: "SNAPSHOT_DAMAGED" }));
  }));

test("gives the facts of a CVE from every source that has some", () =>
  withSnapshot((snapshot) => {
    expect(snapshot.factsOf("CVE-2024-1111")).toEqual([
      { source: "debian-tracker", severity: "low", cvss: [], cwes: [] },
      {
        source: "osv-npm",
        severity: "high",
        cvss: [{ version: "3.1", vector: "CVSS:3.1/AV:N", score: 7.2 }],
        cwes: ["CWE-77"],
        summary: "Command injection",
        published: "2024-01-01T00:00:00Z",
      },
    ]);
    expect(snapshot.factsOf("CVE-2024-2222")).toEqual([]);
    expect(snapshot.factsOf("DSA-1-1")).toMatchObject([{ source: "debian-lists", summary: "curl - security update" }]);
    expect(snapshot.factsOf("MAL-1")).toMatchObject([{ severity: "critical" }]);
  }));

test("knows other names, but no collective advisory by its CVEs", () =>
  withSnapshot((snapshot) => {
    expect(snapshot.aliasesOf("CVE-2024-1111")).toEqual(["GHSA-1", "SNYK-1"]);
    expect(snapshot.aliasesOf("SNYK-1")).toEqual(["CVE-2024-1111", "GHSA-1"]);
    expect(snapshot.aliasesOf("DSA-1-1")).toEqual([]);
    expect(snapshot.aliasesOf("CVE-2024-2222")).toEqual([]);
  }));

test("knows what it covers", () =>
  withSnapshot((snapshot) => {
    expect(snapshot.covers("Debian", "12")).toBe(true);
    expect(snapshot.covers("Debian", "13")).toBe(false);
    expect(snapshot.covers("npm", "")).toBe(true);
    expect(snapshot.covers("PyPI", "")).toBe(false);
  }));

test("a file under another name goes by the hash of its bytes", async () => {
  using scratch = new Scratch();
  const { path, id } = await buildSnapshot(scratch.path, advisories);
  const copy = join(scratch.path, "copy.sqlite");
  cpSync(path, copy);
  using snapshot = openSnapshot(copy);
  expect(snapshot.id).toBe(id);
});

test("opens what lies in a folder with an odd name", async () => {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const odd = scratch.write("50% off?mode=rwc#x & ü/copy.sqlite", readFileSync(path));
  using snapshot = openSnapshot(odd);
  expect(snapshot.covers("npm", "")).toBe(true);
});

const damaged = expect.objectContaining({ code: "SNAPSHOT_DAMAGED" });

test("a file that is missing is missing", () => {
  expect(() => openSnapshot("/nowhere/x.sqlite")).toThrow(expect.objectContaining({ code: "SNAPSHOT_MISSING" }));
});

test.each(["", "rubbish", "SQLite format 3\u0000", "x".repeat(10_000)])(
  "a file that is no database is refused",
  (content) => {
    using scratch = new Scratch();
    expect(() => openSnapshot(scratch.write("x.sqlite", content))).toThrow(damaged);
  },
);

test.each([
  { title: "another application", sql: "PRAGMA application_id = 1" },
  { title: "a version to come", sql: "PRAGMA user_version = 999" },
  { title: "a table too many", sql: "CREATE TABLE extra (a)" },
  { title: "a table too few", sql: "DROP TABLE fact" },
  { title: "a view in place of a table", sql: "DROP TABLE fact; CREATE VIEW fact AS SELECT 1" },
  { title: "a trigger", sql: "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM record; END" },
])("a database of $title is refused", async ({ sql }) => {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
  expect(() => openSnapshot(path)).toThrow(damaged);
});

test("a record that was altered is not shown", async () => {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const database = new DatabaseSync(path);
  database.exec("UPDATE record SET text = (SELECT text FROM record ORDER BY advisory LIMIT 1)");
  database.exec("UPDATE affected SET ranges = '[[' WHERE ecosystem = 'npm'; UPDATE fact SET cvss = '{}'");
  database.close();
  using snapshot = openSnapshot(path);
  const reads = [
    () => snapshot.get("osv-npm", "GHSA-1"),
    () => snapshot.get("osv-npm", "MAL-1"),
    () => snapshot.find("npm", "", "lodash"),
    () => snapshot.factsOf("CVE-2024-1111"),
  ];
  const failed = reads.filter((read) => {
    try {
      read();
      return false;
    } catch (error) {
      expect(error).toEqual(damaged);
      return true;
    }
  });
  // One record may still have its own text.
  expect(failed.length).toBeGreaterThanOrEqual(3);
});

test("damage inside the file does not get out as anything else", async () => {
  using scratch = new Scratch();
  const { path } = await buildSnapshot(scratch.path, advisories);
  const size = readFileSync(path).length;
  const descriptor = openSync(path, "r+");
  for (let position = 4096; position < size; position += 512)
    writeSync(descriptor, Buffer.alloc(64, 0xff), 0, 64, position);
  expect(() => {
    using snapshot = openSnapshot(path);
    snapshot.find("npm", "", "lodash");
    snapshot.get("osv-npm", "GHSA-1");
  }).toThrow(damaged);
});

test("tells which records name an id: as their own, as a CVE, an alias, or the vendor's advisory", async () => {
  using scratch = new Scratch();
  const other = advisoryOf({ id: "GHSA-9999-9999-9999" });
  const { path } = await buildSnapshot(scratch.path, {
    "osv-npm": [advisoryOf({ id: "GHSA-1", cves: ["CVE-2024-1000", "CVE-2024-10001"], aliases: ["PYSEC-1"] }), other],
    wolfi: [
      advisoryOf({
        source: "wolfi",
        id: "CVE-2024-1000",
        cves: ["CVE-2024-1000"],
        affected: other.affected.map((one) => ({ ...one, vendorAdvisories: ["CGA-1"] })),
      }),
    ],
  });
  using snapshot = openSnapshot(path);
  const named = (id: string) => snapshot.naming(id).map((record) => `${record.source} ${record.id}`);
  expect(named("CVE-2024-1000")).toEqual(["osv-npm GHSA-1", "wolfi CVE-2024-1000"]);
  expect(named("CVE-2024-10001")).toEqual(["osv-npm GHSA-1"]);
  expect(named("CVE-2024-100")).toEqual([]);
  expect(named("PYSEC-1")).toEqual(["osv-npm GHSA-1"]);
  expect(named("GHSA-9999-9999-9999")).toEqual(["osv-npm GHSA-9999-9999-9999"]);
  expect(named("CGA-1")).toEqual(["wolfi CVE-2024-1000"]);
  expect(named('"')).toEqual([]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packRecords, unpackRecords } from "./record-columns.ts";

const roundTrip = (records: readonly Record<string, unknown>[]) => unpackRecords(packRecords(records));

describe("records come back as they are:", () => {
  test.each<[string, Record<string, unknown>[]]>([
    ["none", []],
    ["an empty one", [{}]],
    ["one with names in its texts", [{ id: "CVE-1", cves: ["CVE-1"], references: ["https://a/CVE-1", "CVE-12"] }]],
    ["one whose name is not its CVE's", [{ id: "USN-1 CVE-1", cves: ["CVE-1"], details: "CVE-1, USN-1 CVE-1" }]],
    [
      "names of the one before",
      [
        { id: "A", cves: ["B"] },
        { details: "A and B", id: "C", cves: [], summary: "A B C" },
      ],
    ],
    ["a name that is empty, or too long to be one", [{ id: "" }, { id: "x".repeat(100), details: "x".repeat(1000) }]],
    ["characters that mean something here", [{ id: "\u0001", details: "a\u0000b\u0001c\u0002", cves: ["\u0000"] }]],
    ["half a character", [{ details: "\ud800", cves: ["\udfff", "fine"] }]],
    ["what is no text", [{ score: 9.8, disputed: true, nothing: null, big: 2 ** 60, small: -0.5 }]],
    ["lists of everything", [{ a: [], b: [1, "x"], c: [[1], ["x"]], d: [{}, { x: 1 }], e: [null] }]],
    ["other fields in each", [{ a: "1" }, { b: "2", a: "3" }, { a: "4", b: "5" }, { b: { a: "6" } }, { b: ["7"] }]],
    ["long lists", [{ versions: Array.from({ length: 20_000 }, (_, i) => `1.${i}`) }]],
    ["a field with an odd name", [JSON.parse('{"__proto__":{"a":"b"},"constructor":"c","":"d","a/b o":"e"}')]],
    ["what lies deep", [{ a: { b: { c: { d: { e: { f: { g: { h: { i: { j: "k" } } } } } } } } } }]],
  ])("%s", (_, records) => {
    const back = roundTrip(records);
    expect(JSON.stringify(back)).toBe(JSON.stringify(records));
    expect(Object.getPrototypeOf(back[0] ?? {})).toBe(Object.prototype);
  });

  test("any JSON", () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 10 }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        // What JSON itself does not keep, minus zero, is not asked for.
        expect(JSON.stringify(roundTrip(records))).toBe(JSON.stringify(records));
      }),
    );
  });
});

test("the same records give the same bytes", () => {
  const records = [{ id: "A", details: "x" }, { id: "B" }];
  expect(Buffer.compare(packRecords(records), packRecords(structuredClone(records)))).toBe(0);
});

describe("what was not written so is refused:", () => {
  const whole = packRecords([
    { id: "CVE-1", cves: ["CVE-1"], affected: [{ name: "curl", ranges: [{ fixed: "1" }] }] },
    { id: "CVE-2", cves: ["CVE-2"], affected: [] },
  ]);
  const headBytes = Buffer.from(whole).readUInt32LE(0);
  const withHead = (change: (head: Record<string, unknown>) => void) => {
    const head = JSON.parse(Buffer.from(whole).toString("utf8", 4, 4 + headBytes));
    change(head);
    const bytes = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes, whole.subarray(4 + headBytes)]);
  };

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a head that is too long", Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
    ["a head that is no JSON", Uint8Array.of(1, 0, 0, 0, 0x7b)],
    ["more records than there are", withHead((head) => Object.assign(head, { count: 1_000_000_000 }))],
    ["no shapes", withHead((head) => Object.assign(head, { shapes: [] }))],
    ["columns that go on behind the end", withHead((head) => Object.assign(head, { columns: [["/id t", 1e9]] }))],
    ["a column of less than nothing", withHead((head) => Object.assign(head, { columns: [["/id t", -1]] }))],
    ["a kind that nobody knows", withHead((head) => Object.assign(head, { shapes: [["", [["xid"]]]] }))],
    ["columns within columns without end", nested()],
  ])("%s", (_, bytes) => {
    expect(() => unpackRecords(bytes)).toThrow();
  });

  test.each(Array.from({ length: whole.length - 1 }, (_, length) => length).filter((length) => length % 7 === 0))(
    "the first %d bytes",
    (length) => {
      expect(() => unpackRecords(whole.subarray(0, length))).toThrow();
    },
  );
});

/** Objects within objects, deeper than any record. */
function nested(): Uint8Array {
  const paths = Array.from({ length: 1000 }, (_, depth) => "/a".repeat(depth));
  const head = {
    count: 1,
    shapes: paths.map((path) => [path, [["oa"]]]),
    columns: paths.map((path) => [`${path} o`, 1]),
  };
  const bytes = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes, Buffer.alloc(paths.length)]);
}

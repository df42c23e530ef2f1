import { expect, test } from "vitest";
import { ndbOf, rpmPackageHeader } from "../../test/support/rpm-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readNdb } from "./rpmdb-ndb.ts";

function read(bytes: Uint8Array) {
  const all = [...readNdb(sourceOf(bytes))];
  const records = all.filter((record) => typeof record !== "string").map(({ id, blob }) => ({ id, blob }));
  const problems = all.filter((record) => typeof record === "string");
  return { records, problems };
}

const [a, b, c] = ["a", "b", "c"].map((name) => rpmPackageHeader(name, "1-1")) as [Uint8Array, Uint8Array, Uint8Array];
const whole = ndbOf([a, b, c]);

/** Place in the file of the package's slot and of its blob. */
const slotOf = (id: number) => 32 + 16 * (id - 1);
const blobOf = (id: number) => 16 * new DataView(whole.buffer).getUint32(slotOf(id) + 8, true);

function withNumber(at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(whole);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

test("every package is read", () => {
  expect(read(whole)).toEqual({
    records: [
      { id: 1, blob: a },
      { id: 2, blob: b },
      { id: 3, blob: c },
    ],
    problems: [],
  });
});

test("a place that is free is passed over", () => {
  const { records, problems } = read(withNumber(slotOf(2) + 4, 0));
  expect(records.map(({ id }) => id)).toEqual([1, 3]);
  expect(problems).toEqual([]);
});

test("a database without packages has none", () => {
  expect(read(ndbOf([]))).toEqual({ records: [], problems: [] });
});

test.each([
  {
    title: "a blob of another package",
    bytes: withNumber(blobOf(2) + 4, 7),
    ids: [1, 3],
    problem: /the package 2 is not where/,
  },
  {
    title: "a blob without its magic",
    bytes: withNumber(blobOf(2), 7),
    ids: [1, 3],
    problem: /the package 2 is not where/,
  },
  {
    title: "a length beyond the blob",
    bytes: withNumber(blobOf(2) + 12, 2 ** 32 - 1),
    ids: [1, 3],
    problem: /the package 2 is not/,
  },
  {
    title: "a blob beyond the file",
    bytes: withNumber(slotOf(2) + 8, 2 ** 32 - 1),
    ids: [1, 3],
    problem: /the package 2 lies outside/,
  },
  {
    title: "a blob of no blocks",
    bytes: withNumber(slotOf(2) + 12, 0),
    ids: [1, 3],
    problem: /the package 2 lies outside/,
  },
  {
    title: "a wrong checksum",
    bytes: whole.with(blobOf(2) + 40, 99),
    ids: [1, 2, 3],
    problem: /the package 2 does not have its checksum/,
  },
  { title: "a slot that is none", bytes: withNumber(slotOf(2), 7), ids: [1, 3], problem: /^1 of its slots are none$/ },
  {
    title: "a file that ends early",
    bytes: whole.subarray(0, blobOf(3) + 20),
    ids: [1, 2],
    problem: /the package 3 lies outside/,
  },
  { title: "text", bytes: Buffer.from("bogus".repeat(2000)), ids: [], problem: /is not an ndb database/ },
  { title: "a short file", bytes: whole.subarray(0, 4000), ids: [], problem: /is not an ndb database/ },
  { title: "another version", bytes: withNumber(4, 1), ids: [], problem: /version 1/ },
])("$title: is told, and the others are read", ({ bytes, ids, problem }) => {
  const { records, problems } = read(bytes);
  expect(records.map(({ id }) => id)).toEqual(ids);
  expect(problems).toEqual([expect.stringMatching(problem)]);
});

test("slots that all lead to one blob are refused", () => {
  const bytes = Uint8Array.from(whole);
  const view = new DataView(bytes.buffer);
  // All are package 1, so that the blob fits each.
  for (let at = 32; at < 4096; at += 16) bytes.set(bytes.subarray(32, 48), at);
  const { records, problems } = read(bytes);
  expect(view.getUint32(32 + 4, true)).toBe(1);
  expect(records.length * a.length).toBeLessThanOrEqual(bytes.length);
  expect(problems.length).toBe(254 - records.length);
});

test("a blob that is larger than any header is told, and not read", () => {
  const bytes = new Uint8Array(40 * 1024 * 1024);
  bytes.set(whole);
  new DataView(bytes.buffer).setUint32(slotOf(2) + 12, (33 * 1024 * 1024) / 16, true);
  const { records, problems } = read(bytes);
  expect(records.map(({ id }) => id)).toEqual([1, 3]);
  expect(problems).toEqual([expect.stringMatching(/^the package 2 has a header of 34603008 bytes, more than/)]);
});

import { describe, expect, test } from "vitest";
import { bdbOf, rpmPackageHeader } from "../../test/support/rpm-files.ts";
import { sourceOf } from "./byte-source.ts";
import { readBdb } from "./rpmdb-bdb.ts";

function read(bytes: Uint8Array) {
  const all = [...readBdb(sourceOf(bytes))];
  const records = all.filter((record) => typeof record !== "string").map(({ id, blob }) => ({ id, blob }));
  const problems = all.filter((record) => typeof record === "string");
  return { records, problems };
}

const small = rpmPackageHeader("small", "1-1");
/** Stands on three pages. */
const large = rpmPackageHeader("large", "1-1", { 1004: "x".repeat(1200) });

describe.each([
  { version: 7, little: true },
  { version: 8, little: false },
  { version: 9, little: true },
  { version: 9, little: false },
])("version $version, little-endian: $little", (form) => {
  test("every package is read, on its page or on others", () => {
    expect(read(bdbOf([small, large, small], form))).toEqual({
      records: [
        { id: 1, blob: small },
        { id: 2, blob: large },
        { id: 3, blob: small },
      ],
      problems: [],
    });
  });
});

const PAGE = 512;
/** Pages: 0 meta, 1 the highest number, 2 small, 3 to 5 large's bytes, 6 large, 7 small. */
const whole = bdbOf([small, large, small]);

function withNumber(at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(whole);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

/** Where an item of a page stands. */
const itemAt = (page: number, item: number) =>
  page * PAGE + new DataView(whole.buffer).getUint16(page * PAGE + 26 + 2 * item, true);

test.each([
  {
    title: "a chain that leads back",
    bytes: withNumber(4 * PAGE + 16, 3),
    ids: [1, 3],
    problem: /page 6: .* leads to page 3/,
  },
  {
    title: "a chain that ends early",
    bytes: withNumber(4 * PAGE + 16, 0),
    ids: [1, 3],
    problem: /page 6: .* ends \d+ bytes before/,
  },
  {
    title: "a chain out of the file",
    bytes: withNumber(4 * PAGE + 16, 999),
    ids: [1, 3],
    problem: /page 6: .* ends \d+ bytes before/,
  },
  {
    title: "a chain to a page of another kind",
    bytes: withNumber(4 * PAGE + 16, 7),
    ids: [1, 3],
    problem: /page 6: .* leads to page 7/,
  },
  {
    title: "a length that nothing has",
    bytes: withNumber(itemAt(6, 1) + 8, 2 ** 24),
    ids: [1, 3],
    problem: /page 6: .* ends \d+ bytes/,
  },
  {
    title: "a length that no header has",
    bytes: withNumber(itemAt(6, 1) + 8, 2 ** 32 - 1),
    ids: [1, 3],
    problem: /page 6: .* has a header of 4294967295 bytes, more than/,
  },
  {
    title: "a kind that is not known",
    bytes: whole.with(itemAt(2, 1), 4),
    ids: [2, 3],
    problem: /page 2: .* of kind 4/,
  },
  {
    title: "an item out of its page",
    bytes: whole.with(2 * PAGE + 26 + 3, 99),
    ids: [2, 3],
    problem: /page 2: .* outside the page/,
  },
  {
    title: "a key that is no number",
    bytes: whole.with(2 * PAGE + 26, 250),
    ids: [2, 3],
    problem: /page 2: .* has no number/,
  },
  {
    title: "a file that ends early",
    bytes: whole.subarray(0, 7 * PAGE),
    ids: [1, 2],
    problem: /has 7 pages where it should have 8/,
  },
])("$title: is told, and the others are read", ({ bytes, ids, problem }) => {
  const { records, problems } = read(bytes);
  expect(records.map(({ id }) => id)).toEqual(ids);
  expect(problems).toEqual([expect.stringMatching(problem)]);
});

test.each([
  { title: "text", bytes: Buffer.from("bogus".repeat(200)), problem: /is not a hash of Berkeley DB/ },
  { title: "no bytes", bytes: new Uint8Array(), problem: /too short/ },
  { title: "another version", bytes: withNumber(16, 10), problem: /version 10/ },
  { title: "pages of no bytes", bytes: withNumber(20, 0), problem: /pages of 0 bytes/ },
  { title: "pages of an odd size", bytes: withNumber(20, 1000), problem: /pages of 1000 bytes/ },
  { title: "a database that is encrypted", bytes: whole.with(24, 1), problem: /is encrypted/ },
  { title: "a database with checksums", bytes: whole.with(26, 1), problem: /has checksums/ },
])("$title: is told", ({ bytes, problem }) => {
  expect(read(bytes)).toEqual({ records: [], problems: [expect.stringMatching(problem)] });
});

test("a page is of one package: what several claim is read once", () => {
  const header = rpmPackageHeader("a", "1-1", { 1004: "x".repeat(1200) });
  const bytes = Uint8Array.from(bdbOf([header, header]));
  const view = new DataView(bytes.buffer);
  // The second leads to the pages of the first.
  const item = 9 * PAGE + view.getUint16(9 * PAGE + 28, true);
  view.setUint32(item + 4, 2, true);
  const { records, problems } = read(bytes);
  expect(records.map(({ id }) => id)).toEqual([1]);
  expect(problems).toEqual([expect.stringMatching(/leads to page 2, which is not its own/)]);
});

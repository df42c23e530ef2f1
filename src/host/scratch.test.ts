import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { createScratch as createInMemory } from "./scratch.browser.ts";
import { createScratch } from "./scratch.ts";

const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251);

describe.each([
  ["in a file", createScratch],
  ["in memory", createInMemory],
])("bytes put aside %s", (_title, create) => {
  test.each([
    [0, 300_000],
    [0, 1],
    [299_999, 1],
    [65_535, 2],
    [299_990, 100],
    [100_000, 70_000],
    [300_000, 10],
    [400_000, 10],
    [5, 0],
  ])("are read from %i, %i of them", (offset, length) => {
    const scratch = create();
    for (let at = 0; at < bytes.length; at += 100_000) scratch.write(bytes.subarray(at, at + 100_000));
    // What was read before must not change what is read now.
    scratch.read(100, 10);
    expect(Buffer.from(scratch.read(offset, length))).toEqual(Buffer.from(bytes.subarray(offset, offset + length)));
    scratch.close();
    scratch.close();
  });

  test("may be added to after they were read", () => {
    const scratch = create();
    scratch.write(bytes.subarray(0, 10));
    expect(scratch.read(5, 10)).toHaveLength(5);
    scratch.write(bytes.subarray(10, 20));
    expect([...scratch.read(5, 10)]).toEqual([...bytes.subarray(5, 15)]);
    scratch.close();
  });
});

test("a file of them has no name", () => {
  const before = readdirSync(tmpdir()).sort();
  const scratch = createScratch();
  scratch.write(bytes);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`plimsoll-spool-${process.pid}-`))).toEqual([]);
  expect(before).toBeDefined();
  scratch.close();
});

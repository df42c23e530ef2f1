import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { advisoryOf } from "./fixtures/advisories.ts";
import { canonicalRecord, packText, unpackText } from "./record-text.ts";

test("the order in which a feed says things leaves no trace", () => {
  const [first] = advisoryOf().affected;
  const second = first && { ...first, name: "axios" };
  const one = advisoryOf({
    cves: ["CVE-2024-1", "CVE-2024-2"],
    cwes: ["CWE-1", "CWE-2"],
    affected: [first, second].filter((one) => one !== undefined),
  });
  const { id, source, ...rest } = advisoryOf({
    ...one,
    cves: one.cves.toReversed(),
    cwes: one.cwes.toReversed(),
    affected: one.affected.toReversed(),
  });
  expect(JSON.stringify(canonicalRecord({ ...rest, source, id }))).toBe(JSON.stringify(canonicalRecord(one)));
});

test("what is undefined is not there", () => {
  expect(Object.keys(canonicalRecord(advisoryOf()))).not.toContain("summary");
});

test.each(["", "{}", "ü 漢 🦀", randomBytes(10_000).toString("latin1")])("a text comes back as it was", (text) => {
  expect(unpackText(packText(text))).toBe(text);
});

test("a record of a few hundred bytes packs well", () => {
  const text = JSON.stringify(canonicalRecord(advisoryOf()));
  expect(packText(text).length).toBeLessThan(text.length / 2);
});

test("damaged bytes are refused", () => {
  expect(() => unpackText(randomBytes(100))).toThrow();
});

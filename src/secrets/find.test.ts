import fc from "fast-check";
import { expect, test } from "vitest";
import { findInFile, findInText } from "./find.ts";
import { RULES } from "./rule-set.ts";

const keyword = fc.constantFrom(...new Set(RULES.flatMap(({ keywords }) => keywords)));
const part = fc.oneof(
  keyword,
  fc.string({ unit: "binary" }),
  fc.constantFrom("=", ": ", '"', "\n", "\\n", "-----", "@", "\0"),
);
const path = fc.constantFrom(
  "app/.env",
  "app/a.py",
  "usr/bin/a",
  "root/.npmrc",
  "etc/shadow",
  "a.tfstate",
  "wg0.conf",
  "a.yaml",
);

test("whatever stands in a file, positions are in it, in order, and apart from each other", () => {
  fc.assert(
    fc.property(path, fc.array(part, { maxLength: 60 }), (name, parts) => {
      const bytes = new TextEncoder().encode(parts.join(""));
      let at = 0;
      for (const { start, end, line } of findInFile(name, bytes).found) {
        expect(start).toBeGreaterThanOrEqual(at);
        expect(end).toBeGreaterThan(start);
        expect(line ?? 1).toBeGreaterThan(0);
        at = end;
      }
      expect(at).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test("what lies beyond Latin letters does not move what is found", () => {
  const token = `dop_v1_${"0a1b2c3d4e5f6789".repeat(4).slice(3)}abc`;
  const text = `密码 "${token}" пароль`;
  expect(findInText(text).map(({ start, end }) => text.slice(start, end))).toEqual([token]);
});

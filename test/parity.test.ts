import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// docs/reference/parity.md is written by hand; what it says of tests is held here.

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/reference/parity.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d+) \| (.+?) \| (done|part|open) \| (.+) \|$/gm)].map(
  ([, number, feature = "", state = "", evidence = ""]) => ({ number: Number(number), feature, state, evidence }),
);

test("every row of the check-list is there, in order", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 225 }, (_, i) => i + 1));
});

test("the counts at the top are those of the rows", () => {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  expect(page).toContain(`${count("done")} done, ${count("part")} in part, ${count("open")} open`);
});

/** `path`: "title", "title"; … → each path with its titles. */
function testsOf(evidence: string): { path: string; titles: string[] }[] {
  return [...evidence.matchAll(/`((?:src|test|bench)\/[^`]+\.test\.ts)`((?:(?:: |, )"[^"]+")*)/g)].map(
    ([, path = "", titles = ""]) => ({
      path,
      titles: [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => title),
    }),
  );
}

describe("a row that is done names tests that are there:", () => {
  const claimed = rows.filter(({ state }) => state !== "open");
  test.each(claimed)("$number $feature", ({ state, evidence }) => {
    const tests = testsOf(evidence);
    if (state === "done") expect(tests.length).toBeGreaterThan(0);
    for (const { path, titles } of tests) {
      expect(existsSync(join(root, path)), path).toBe(true);
      const text = readFileSync(join(root, path), "utf8");
      // `describe › test`; an ellipsis stands for what is left out.
      const parts = titles.flatMap((title) => title.split(" › ")).flatMap((part) => part.split("…"));
      for (const part of parts.map((piece) => piece.trim().replace(/,$/, "")).filter(Boolean)) {
        expect(text, `${path}: ${part}`).toContain(part);
      }
    }
  });
});

import { expect, test } from "vitest";
import { createPaint } from "./paint.ts";
import { printable } from "./printable.ts";
import { formatTable } from "./table.ts";
import { formatBytes, packageName, severityCell } from "./words.ts";

const plain = createPaint(false);

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [123_456_789, "123 MB"],
  [1.5e9, "1.5 GB"],
  [3e15, "3000 TB"],
])("%i bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("a cell counts by severity, the unspecified only where there are any", () => {
  const counts = { critical: 1, high: 20, medium: 0, low: 0, unspecified: 0 };
  expect(severityCell(counts, plain)).toBe("   1C    20H     0M     0L");
  expect(severityCell({ ...counts, unspecified: 3 }, plain)).toBe("   1C    20H     0M     0L     3?");
});

test("columns line up, whatever their colours", () => {
  const paint = createPaint(true);
  const text = formatTable([
    [paint("red", "a"), "b"],
    ["long", "c"],
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
  expect(text.replaceAll(/\u001b\[\d+m/g, "")).toBe("a     b\nlong  c");
});

test("what an image says cannot move the cursor or forge a line", () => {
  expect(printable("a\u001b[2Jb\nc\u202ed")).toBe("a\\u001b[2Jb\\u000ac\\u202ed");
});

test.each([
  ["npm", "@babel", "core", "@babel/core"],
  ["maven", "org.apache.commons", "commons-text", "org.apache.commons:commons-text"],
  ["golang", "github.com/spf13", "cobra", "github.com/spf13/cobra"],
  ["deb", "debian", "libc6", "libc6"],
  ["pypi", undefined, "requests", "requests"],
])("a package of %s in %s named %s is written %s", (type, namespace, name, expected) => {
  expect(packageName({ type, name, ...(namespace && { namespace }) })).toBe(expected);
});

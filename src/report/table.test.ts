import { describe, expect, test } from "vitest";
import { columnsOf } from "./columns.ts";
import { formatFacts, formatTable } from "./table.ts";

const rows = [
  ["Name", "Version", "Type"],
  ["a-package-with-a-long-name", "1.2.3-4+deb12u1", "deb"],
  ["パッケージ", "1.0", "npm"],
];

describe("a table", () => {
  test("lines up, wide letters too", () => {
    expect(formatTable(rows)).toBe(
      [
        "Name                        Version          Type",
        "a-package-with-a-long-name  1.2.3-4+deb12u1  deb",
        "パッケージ                  1.0              npm",
      ].join("\n"),
    );
  });

  test("gives way in one column where the terminal ends, and nowhere else", () => {
    expect(formatTable(rows, { columns: 35, yields: 0 })).toBe(
      [
        "Name          Version          Type",
        "a-package-w…  1.2.3-4+deb12u1  deb",
        "パッケージ    1.0              npm",
      ].join("\n"),
    );
  });

  test("stands row by row where there is no room for columns", () => {
    expect(formatTable(rows, { columns: 30, yields: 0 })).toBe(
      ["Name  Version  Type", "a-packa…  1.2.3-4+deb12u1  deb", "パッケージ  1.0  npm"].join("\n"),
    );
  });

  test("is whole where nobody sets a width", () => {
    const long = formatTable([["x".repeat(500), "1"]], { yields: 0 });
    expect(long).toBe(`${"x".repeat(500)}  1`);
  });

  test.each([20, 40, 80, 200])("of %i columns never loses a version", (columns) => {
    const text = formatTable(rows, { columns, yields: 0 });
    expect(text).toContain("1.2.3-4+deb12u1");
    if (columns >= 40) for (const line of text.split("\n")) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe("facts", () => {
  const facts = [
    ["Target", "oci-dir://image", "1C 0H"],
    ["  platform", "linux/amd64, Debian GNU/Linux 12"],
  ];

  test("stand beside their names", () => {
    expect(formatFacts(facts)).toBe(
      ["  Target      │  oci-dir://image  │  1C 0H", "    platform  │  linux/amd64, Debian GNU/Linux 12"].join("\n"),
    );
  });

  test("go on below where the terminal ends", () => {
    expect(formatFacts(facts, { columns: 38 })).toBe(
      [
        "  Target      │  oci-dir://image",
        "              │  1C 0H",
        "    platform  │  linux/amd64, Debian",
        "              │  GNU/Linux 12",
      ].join("\n"),
    );
  });

  test("that cannot be broken stand whole on a line of their own", () => {
    expect(formatFacts([["digest", "sha256:0123456789abcdef"]], { columns: 30 })).toBe(
      ["  digest  │", "      sha256:0123456789abcdef"].join("\n"),
    );
  });
});

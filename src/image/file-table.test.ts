import fc from "fast-check";
import { expect, test } from "vitest";
import { FileTableBuilder, normalizeEntryPath, readFileTable, readWhiteout, type TableEntry } from "./file-table.ts";

test.each([
  ["etc/passwd", "etc/passwd"],
  ["./etc/passwd", "etc/passwd"],
  ["/etc/passwd", "etc/passwd"],
  ["etc/", "etc"],
  ["./", ""],
  ["a//b/./c", "a/b/c"],
  ["a/../b", "b"],
  ["..data/..2024", "..data/..2024"],
  ["a/...", "a/..."],
  ["../x", undefined],
  ["a/../../x", undefined],
  ["/../x", undefined],
  ["a\0b", undefined],
])("the entry %j is the path %j", (entry, path) => {
  expect(normalizeEntryPath(entry)).toBe(path);
});

test("no path that is accepted leads out of the image", () => {
  const part = fc.constantFrom("..", ".", "", "a", "b.c", "...", "..x");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = normalizeEntryPath(parts.join("/"));
      if (path === undefined) return;
      expect(path.split("/")).not.toContain("..");
      expect(path.startsWith("/")).toBe(false);
    }),
  );
});

test.each([
  ["etc/.wh.passwd", { path: "etc/passwd", type: "whiteout" }],
  [".wh.etc", { path: "etc", type: "whiteout" }],
  ["var/.wh..wh..opq", { path: "var", type: "opaque" }],
  [".wh..wh..opq", { path: "", type: "opaque" }],
  ["var/.wh..wh.plnk", undefined],
  ["var/.wh.", undefined],
  ["var/.wh...", undefined],
  ["var/x.wh.y", "none"],
])("the name %j is the mark %j", (path, mark) => {
  expect(readWhiteout(path)).toEqual(mark);
});

test("a table comes back as it was written", () => {
  const types = ["file", "directory", "symlink", "hardlink", "fifo", "whiteout", "opaque", "other"] as const;
  const entry = fc.record({
    path: fc.string({ minLength: 1 }).filter((path) => !path.includes("\0")),
    type: fc.constantFrom(...types),
    sizeBytes: fc.nat(),
    linkTarget: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries: TableEntry[]) => {
      const builder = new FileTableBuilder();
      for (const item of entries) builder.add(item);
      const table = JSON.parse(JSON.stringify(builder.build()));
      expect([...readFileTable(table)]).toEqual(entries);
    }),
  );
});

import { expect, test } from "vitest";
import { FileTableBuilder, type TableEntry } from "./file-table.ts";
import { hiddenBytes } from "./hidden-bytes.ts";

/** `path:bytes`, `-path` a whiteout, `*path` an opaque folder, `@path` a link, `path/` a folder. */
function tableOf(entries: readonly string[]) {
  const table = new FileTableBuilder();
  for (const entry of entries) {
    const [, mark = "", path = "", slash, size] = /^([-*@]?)([^:/]*(?:\/[^:/]+)*)(\/?)(?::(\d+))?$/.exec(entry) ?? [];
    const types = { "-": "whiteout", "*": "opaque", "@": "symlink" } as const;
    const type: TableEntry["type"] = types[mark as "-"] ?? (slash ? "directory" : "file");
    table.add({ path, type, sizeBytes: Number(size ?? 0), linkTarget: mark === "@" ? "x" : "" });
  }
  return table.build();
}

test.each<[string, readonly (readonly string[])[], readonly number[]]>([
  ["one layer hides nothing", [["a:5", "b/c:7"]], [0]],
  ["another path", [["a:5"], ["b:7"]], [0, 0]],
  ["the same path again", [["a:5"], ["a:7"]], [5, 0]],
  ["twice, each once", [["a:5"], ["a:7"], ["a:9"]], [5, 7, 0]],
  ["a deleted file", [["a:5"], ["-a"]], [5, 0]],
  ["deleted and made again", [["a:5"], ["-a"], ["a:9"]], [5, 0, 0]],
  ["a deleted folder", [["d/", "d/a:5", "d/e/b:7", "dd:1"], ["-d"]], [12, 0]],
  ["an emptied folder, with new files of its own", [["d/a:5"], ["*d", "d/a:7"]], [5, 0]],
  ["an emptied root", [["a:5", "d/b:7"], ["*"]], [12, 0]],
  ["a link in a folder's place", [["d/a:5"], ["@d"]], [5, 0]],
  ["a file in a folder's place", [["d/e/a:5"], ["d/e:7"]], [5, 0]],
  ["a folder that is named again hides nothing", [["d/", "d/a:5"], ["d/"]], [0, 0]],
  ["links take no bytes", [["@a"], ["a:5"]], [0, 0]],
])("%s", (_title, layers, expected) => {
  expect(hiddenBytes(layers.map(tableOf))).toEqual(expected);
});

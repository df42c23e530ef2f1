import { describe, expect, test } from "vitest";
import { FileTableBuilder } from "../image/file-table.ts";
import { aliasFinder, holdsAny } from "./linked-roots.ts";

const find = aliasFinder([
  { at: "tmp/x/status", as: "var/lib/dpkg/status" },
  { at: "opt/dpkg", as: "var/lib/dpkg" },
  { at: "opt/dpkg", as: "second" },
  { at: "opt/dpkg/info", as: "info" },
]);

describe("a file behind a link is known as", () => {
  test.each([
    ["opt/dpkg", "var/lib/dpkg"],
    ["opt/dpkg/status", "var/lib/dpkg/status"],
    ["opt/dpkg/a/b", "var/lib/dpkg/a/b"],
    ["opt/dpkg/info/x.list", "info/x.list"],
    ["opt/dpkg2", undefined],
    ["opt", undefined],
    ["tmp/x/status", "var/lib/dpkg/status"],
    ["tmp/x", undefined],
    ["", undefined],
  ])("%s: %s", (path, as) => {
    expect(find(path)).toBe(as);
    const table = new FileTableBuilder();
    table.add({ path, type: "file", sizeBytes: 0, linkTarget: "" });
    expect(holdsAny(table.build(), find)).toBe(as !== undefined);
  });
});

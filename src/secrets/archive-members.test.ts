import { createHash } from "node:crypto";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { zipOf } from "../../test/support/zip.ts";
import { writeTar } from "../formats/tar-writer.ts";
import { archiveKindOf } from "./archive-kind.ts";
import { visitMembers } from "./archive-members.ts";

/** What is in an archive, by its name, and what is told of it. */
function visited(path: string, bytes: Uint8Array, maxBytes = 100_000): { members: string[]; told: string[] } {
  const members: string[] = [];
  const told: string[] = [];
  const kind = archiveKindOf(path);
  if (!kind) throw new Error(`${path} is no archive`);
  visitMembers(kind, path, bytes, maxBytes, {
    wants: (name) => !name.endsWith(".png"),
    onMember: ({ name, bytes: content }) => void members.push(`${name}: ${Buffer.from(content).toString()}`),
    tell: (code, message) => void told.push(`${code}: ${message}`),
  });
  return { members, told };
}

const FILES = { "a.txt": "one", "dir/b.txt": "two", "c.png": "three" };
const zip = zipOf(Object.entries(FILES).map(([name, content]) => ({ name, content })));
const tar = writeTar([
  { path: "dir", type: "directory" },
  ...Object.entries(FILES).map(([path, content]) => ({ path: `./${path}`, content })),
  { path: "link", type: "symlink", linkTarget: "a.txt" },
]);
const commit = "commit 5\0hello";

test.each<[string, Uint8Array, string[]]>([
  ["app/a.jar", zip, ["a.txt: one", "dir/b.txt: two"]],
  ["app/a.zip", zip, ["a.txt: one", "dir/b.txt: two"]],
  ["app/a.tar", tar, ["a.txt: one", "dir/b.txt: two"]],
  ["app/a.tar.gz", gzipSync(tar), ["a.txt: one", "dir/b.txt: two"]],
  ["app/a.tgz", gzipSync(tar), ["a.txt: one", "dir/b.txt: two"]],
  ["app/dump.sql.gz", gzipSync("select"), ["dump.sql: select"]],
  [
    `app/.git/objects/ab/${"0".repeat(38)}`,
    deflateSync(commit),
    [`commit ${createHash("sha1").update(commit).digest("hex")}: hello`],
  ],
])("the files of %s are visited that somebody wants", (path, bytes, members) => {
  expect(visited(path, bytes)).toEqual({ members, told: [] });
});

describe("is told of:", () => {
  test.each<[string, string, Uint8Array, string]>([
    ["a zip that is none", "app/a.zip", Buffer.from("no"), "FILE_MALFORMED: is not a zip"],
    ["a tar that is none", "app/a.tar", Buffer.alloc(600, 7), "FILE_MALFORMED: tar, byte 0"],
    ["a gzip file that is none", "app/a.gz", Buffer.from("no"), "FILE_MALFORMED: is not packed as its name says"],
    ["a bomb", "app/a.gz", gzipSync(Buffer.alloc(200_000)), "LIMIT_EXCEEDED: unpacks to more than 100000 bytes"],
  ])("%s", (_what, path, bytes, message) => {
    const { members, told } = visited(path, bytes);
    expect(members).toEqual([]);
    expect(told.join()).toContain(message);
  });
});

test("of a zip that unpacks to too much the first files are visited", () => {
  const { members, told } = visited("app/a.zip", zip, 5);
  expect(members).toEqual(["a.txt: one"]);
  expect(told).toEqual(["LIMIT_EXCEEDED: unpacks to more than 5 bytes; the rest was not looked at"]);
});

test("one damaged file of a zip hides no other, and one behind a password is no secret", () => {
  const damaged = zipOf([
    { name: "a", content: "xx", uncompressedSize: 1 },
    { name: "b", content: "yy", flags: 1 },
    { name: "c", content: "zz" },
  ]);
  const { members, told } = visited("app/a.zip", damaged);
  expect(members).toEqual(["c: zz"]);
  expect(told).toHaveLength(1);
});

import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import type { TarHeader } from "./tar-header.ts";
import { TarReader } from "./tar-reader.ts";
import { type TarInput, writeTar } from "./tar-writer.ts";

interface Entry extends Pick<TarHeader, "path" | "type" | "linkTarget"> {
  readonly content: string;
}

/** All entries with their content, pushed in pieces of a size. */
function readTar(tar: Uint8Array, pieceBytes = tar.length): Entry[] {
  const entries: { header: TarHeader; content: string }[] = [];
  const reader = new TarReader({
    onEntry(header) {
      entries.push({ header, content: "" });
      return header.type === "file";
    },
    onContent(_header, content) {
      const last = entries.at(-1);
      if (last) last.content = new TextDecoder().decode(content);
    },
  });
  for (let at = 0; at < tar.length; at += pieceBytes) reader.push(tar.subarray(at, at + pieceBytes));
  reader.end();
  return entries.map(({ header: { path, type, linkTarget }, content }) => ({ path, type, linkTarget, content }));
}

const long = `${"folder/".repeat(40)}file`;

const ordinary: readonly TarInput[] = [
  { path: "etc/", type: "directory" },
  { path: "etc/hello", content: "hello" },
  { path: "etc/empty", content: "" },
  { path: "bin", type: "symlink", linkTarget: "usr/bin" },
  { path: "etc/again", type: "hardlink", linkTarget: "etc/hello" },
  { path: "block", content: "x".repeat(512) },
  { path: long, content: "long" },
  { path: "to-long", type: "symlink", linkTarget: long },
  { path: "täst/ünïcode", content: "ü" },
];

describe("a tar that we wrote", () => {
  test("comes back as it was", () => {
    expect(readTar(writeTar(ordinary)).map(({ path, type, content }) => [path, type, content])).toEqual(
      ordinary.map(({ path, type = "file", content = "" }) => [path, type, content]),
    );
    expect(readTar(writeTar(ordinary)).find(({ path }) => path === "to-long")?.linkTarget).toBe(long);
  });

  test("comes back the same in pieces of any size", () => {
    const tar = writeTar(ordinary);
    const whole = readTar(tar);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (pieceBytes) => {
        expect(readTar(tar, pieceBytes)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
});

test.each(["v7", "ustar", "oldgnu", "gnu", "posix"])("GNU tar's %s format", (format) => {
  const folder = temporaryFolder();
  // The older formats have room for less.
  const name = format === "v7" ? "a/short" : `${"deep/".repeat(format === "ustar" ? 25 : 60)}file`;
  mkdirSync(join(folder, "in", name, ".."), { recursive: true });
  writeFileSync(join(folder, "in", name), "content");
  symlinkSync("target", join(folder, "in/link"));
  execFileSync("tar", [`--format=${format}`, "-C", join(folder, "in"), "-cf", join(folder, "out.tar"), name, "link"]);
  const tar = new Uint8Array(execFileSync("cat", [join(folder, "out.tar")]));
  expect(readTar(tar)).toEqual([
    { path: name, type: "file", linkTarget: "", content: "content" },
    { path: "link", type: "symlink", linkTarget: "target", content: "" },
  ]);
});

describe("sizes", () => {
  test("above eight gigabytes, in base 256", () => {
    const headers: TarHeader[] = [];
    const reader = new TarReader({ onEntry: (header) => headers.push(header) < 0, onContent: () => {} });
    reader.push(writeTar([{ path: "huge", declaredBytes: 100 * 1024 ** 3 }]).subarray(0, 512));
    expect(headers[0]?.sizeBytes).toBe(100 * 1024 ** 3);
    expect(() => reader.end()).toThrow(/ends 107374182400 bytes before 'huge' does/);
  });
});

describe("what is not a tar, or not all of one", () => {
  const tar = writeTar([{ path: "a", content: "x".repeat(2000) }]);

  test.each([
    ["cut off in an entry", tar.subarray(0, 1000), "FILE_MALFORMED"],
    ["cut off in a header", tar.subarray(0, 300), "FILE_MALFORMED"],
    ["rubbish", new Uint8Array(1024).fill(65), "FILE_MALFORMED"],
  ])("%s", (_title, bytes, code) => {
    expect(() => readTar(bytes)).toThrow(expect.objectContaining({ code }));
  });

  test("a header with a changed byte", () => {
    const changed = tar.slice();
    changed[0] = 0x62;
    expect(() => readTar(changed)).toThrow(/checksum/);
  });

  test.each([
    ["a record that is longer than all records", "99 path=x\n"],
    ["a record without '='", "9 path\nab\n"],
    ["a record of length nought", "0 path=x\n"],
  ])("PAX: %s", (_title, records) => {
    const block = writeTar([{ path: "pax", content: records }]);
    block[156] = "x".charCodeAt(0);
    // The changed flag changes the checksum.
    const sum = block.subarray(0, 512).reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    block.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    expect(() => readTar(block)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });
});

test("nothing behind the end mark is shown: no engine would unpack it", () => {
  const tar = new Uint8Array([...writeTar([{ path: "a" }]), ...writeTar([{ path: "hidden" }])]);
  expect(readTar(tar).map(({ path }) => path)).toEqual(["a"]);
});

test("any bytes are read or refused, never a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 512, maxLength: 4096 }), fc.boolean(), (bytes, valid) => {
      const tar = valid ? new Uint8Array([...writeTar(ordinary.slice(0, 3)).subarray(0, 2048), ...bytes]) : bytes;
      try {
        readTar(tar);
      } catch (error) {
        expect(error).toMatchObject({ name: "KnownError" });
      }
    }),
    { numRuns: 300 },
  );
});

test("what a sparse file's map says in further headers stands before its content", () => {
  const next = writeTar([{ path: "next", content: "hello" }]);
  const sparse = writeTar([{ path: "sparse", content: "x".repeat(512) }]).subarray(0, 1024);
  const header = sparse.slice(0, 512);
  header[156] = "S".charCodeAt(0);
  header.set(new TextEncoder().encode("ustar  \0"), 257);
  header.fill(0, 345, 512);
  // "Another one follows", as any byte but NUL says it.
  header[482] = 0x31;
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  const maps = [new Uint8Array(512), new Uint8Array(512)];
  maps[0]?.fill(1, 504, 505);
  const tar = Buffer.concat([header, ...maps, sparse.subarray(512), next]);
  expect(readTar(tar).map(({ path }) => path)).toEqual(["sparse", "next"]);
  expect(readTar(tar, 100).at(-1)?.content).toBe("hello");
});

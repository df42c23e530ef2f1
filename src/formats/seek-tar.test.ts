import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { openSlice } from "../host/files.ts";
import { seekTar } from "./seek-tar.ts";
import { TarReader } from "./tar-reader.ts";
import { type TarInput, writeTar } from "./tar-writer.ts";

/** What a visitor is told of, who wants every file whose name begins with `want`. */
function listen() {
  const told: string[] = [];
  const reader = new TarReader({
    onEntry({ path, type, sizeBytes }) {
      told.push(`${type} ${path} ${sizeBytes}`);
      return path.startsWith("want");
    },
    onContent: ({ path }, content) => void told.push(`${path} = ${content.length} of ${content[0]}`),
  });
  return { reader, told };
}

async function seek(tar: Uint8Array, before = 0) {
  const path = join(temporaryFolder(), "tar");
  writeFileSync(path, Buffer.concat([Buffer.alloc(before, 1), tar, Buffer.alloc(1000, 1)]));
  await using file = await openSlice({ path, offset: before, sizeBytes: tar.length });
  const { reader, told } = listen();
  let passed = 0;
  const bytesRead = await seekTar(file, reader, (bytes) => {
    passed += bytes;
  });
  return { told, bytesRead, passed };
}

const content = (bytes: number) => new Uint8Array(bytes).fill(7);
const file = (path: string, bytes: number): TarInput => ({ path, content: content(bytes) });

describe("a tar that is sought in tells what a tar that is pushed tells:", () => {
  test.each<[string, TarInput[]]>([
    ["nothing", []],
    ["small files", [file("a", 0), file("want/b", 1), file("c", 511), file("want/d", 512), file("e", 513)]],
    [
      "files around a window",
      [65_023, 65_024, 65_025, 65_536, 131_072].flatMap((size) => [file("x", size), file("want", size)]),
    ],
    ["a large file between others", [file("want/1", 10), file("large", 5_000_000), file("want/2", 10)]],
    ["a large file that is wanted", [file("a", 10), file("want", 3_000_000), file("b", 10)]],
    [
      "long names",
      [file(`want/${"n".repeat(200)}/${"m".repeat(150)}`, 10), file("x".repeat(300), 100_000), file("want", 1)],
    ],
    [
      "links and folders",
      [{ path: "d/", type: "directory" }, { path: "want", type: "symlink", linkTarget: "a" }, file("b", 9)],
    ],
  ])("%s", async (_title, entries) => {
    const tar = writeTar(entries);
    const { reader, told } = listen();
    reader.push(tar);
    reader.end();
    for (const before of [0, 1234]) expect((await seek(tar, before)).told).toEqual(told);
    // Whatever is cut off is found the same way, wherever that is.
    for (const cut of [1, 511, 512, 513, 1024, 1500, 70_000].filter((bytes) => bytes < tar.length)) {
      const pushed = await outcome(async () => {
        const { reader, told } = listen();
        reader.push(tar.subarray(0, tar.length - cut));
        reader.end();
        return told;
      });
      expect(await outcome(async () => (await seek(tar.subarray(0, tar.length - cut))).told)).toEqual(pushed);
    }
  });
});

async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return String(error);
  }
}

test("what nobody wants is not read", async () => {
  const { bytesRead, passed } = await seek(writeTar([file("a", 20_000_000), file("want", 10), file("b", 20_000_000)]));
  expect(bytesRead).toBeLessThan(300_000);
  expect(passed).toBeGreaterThan(40_000_000);
});

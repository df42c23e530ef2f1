import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { readSlice } from "./files.ts";
import { spool } from "./spool.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => vi.unstubAllEnvs());

async function* pieces(...texts: string[]) {
  const buffer = new Uint8Array(100);
  // The piece before is overwritten, as whoever reads may do.
  for (const text of texts) yield buffer.subarray(0, new TextEncoder().encodeInto(text, buffer).written);
}

describe("a spool", () => {
  test("keeps what came, in a file without a name", async () => {
    const kept = await spool(pieces("one ", "", "two"), "standard input");
    expect(new TextDecoder().decode(await readSlice(kept.slice, 100))).toBe("one two");
    expect(new TextDecoder().decode(await readSlice({ ...kept.slice, offset: 4, sizeBytes: 3 }, 100))).toBe("two");
    expect(readdirSync(folder)).toEqual([]);
    kept.close();
    kept.close();
    await expect(readSlice(kept.slice, 100)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: expect.stringContaining("standard input"),
    });
  });

  test("of a stream that breaks leaves nothing", async () => {
    const broken = async function* () {
      yield new Uint8Array(10);
      throw new Error("the line broke");
    };
    await expect(spool(broken(), "x")).rejects.toThrow("the line broke");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("says which folder it cannot write to", async () => {
    vi.stubEnv("TMPDIR", join(folder, "gone"));
    await expect(spool(pieces("a"), "x")).rejects.toMatchObject({
      code: "WRITE_FAILED",
      message: expect.stringContaining(join(folder, "gone")),
    });
  });

  test("deletes what processes that are no more left behind, and nothing else", async () => {
    const dead = join(folder, "plimsoll-spool-4194999-0123456789ab");
    const deadFolder = join(folder, "plimsoll-spool-4194999-ba9876543210");
    mkdirSync(join(deadFolder, "pipeDir1"), { recursive: true });
    const others = [`plimsoll-spool-${process.pid}-0123456789ab`, "plimsoll-spool-x", "something"];
    for (const name of [dead, ...others.map((other) => join(folder, other))]) writeFileSync(name, "");
    (await spool(pieces("a"), "x")).close();
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(deadFolder)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(others.sort());
  });
});

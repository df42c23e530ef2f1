import { describe, expect, test } from "vitest";
import * as files from "./files.browser.ts";
import * as originalFiles from "./files.ts";
import * as twin from "./spool.browser.ts";
import * as original from "./spool.ts";

twin satisfies Partial<typeof original>;

/** Pieces that are windows of one buffer, used again. */
async function* pieces(count: number, sizeBytes: number) {
  const buffer = new Uint8Array(sizeBytes);
  for (let i = 1; i <= count; i++) yield buffer.fill(i);
}

describe.each([
  ["the original", original, originalFiles],
  ["the twin", twin, files],
] as const)("%s", (_name, { spool }, { readSlice }) => {
  test("keeps what came until it is closed", async () => {
    const { slice, close } = await spool(pieces(40, 1_000_000), "a stream");
    expect(slice).toMatchObject({ path: "a stream", offset: 0, sizeBytes: 40_000_000 });
    for (const i of [0, 17, 39]) {
      const piece = await readSlice({ ...slice, offset: i * 1_000_000, sizeBytes: 1_000_000 }, 1_000_000);
      expect(piece.every((byte) => byte === i + 1)).toBe(true);
    }
    close();
    close();
    await expect(readSlice(slice, 40_000_000)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: expect.stringContaining("a stream"),
    });
  });

  test("keeps nothing of nothing", async () => {
    const { slice, close } = await spool(pieces(0, 1), "a stream");
    expect(await readSlice(slice, 0)).toHaveLength(0);
    close();
  });

  test("ends with the stream's error", async () => {
    const broken = async function* () {
      yield* pieces(2, 100);
      throw new Error("the line broke");
    };
    await expect(spool(broken(), "a stream")).rejects.toThrow("the line broke");
  });
});

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import * as twin from "./files.browser.ts";
import * as original from "./files.ts";
import { offerBlob } from "./offered-blobs.ts";

twin satisfies Partial<typeof original>;

const bytes = randomBytes(1_500_000);
const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
const path = join(folder, "file");
writeFileSync(path, bytes);
afterAll(() => rmSync(folder, { recursive: true }));
const { slice: offered } = offerBlob(new Blob([bytes]), path);

const part = { offset: 100_001, sizeBytes: 1_200_000 };
const tooLong = { offset: 1_400_000, sizeBytes: 200_000 };

type Files = typeof twin;

/** Both, each with the same file. */
const both: readonly [string, Files, original.FileSlice][] = [
  ["the original", original, { path, offset: 0, sizeBytes: bytes.length }],
  ["the twin", twin, offered],
];

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return Buffer.concat(parts);
}

describe.each(both)("%s", (_name, files, whole) => {
  const slice = { ...whole, ...part };
  const expected = bytes.subarray(part.offset, part.offset + part.sizeBytes);

  test("reads a slice", async () => {
    expect(expected.equals(await files.readSlice(slice, 2_000_000))).toBe(true);
    expect(expected.equals(await collect(files.streamSlice(slice)))).toBe(true);
    expect(await files.readSlice({ ...slice, sizeBytes: 0 }, 0)).toEqual(new Uint8Array(0));
  });

  test("reads here and there", async () => {
    await using file = await files.openSlice(slice);
    expect(file.sizeBytes).toBe(part.sizeBytes);
    for (const [at, sizeBytes] of [
      [0, 512],
      [512, 512],
      [1_000_000, 65_536],
      [0, 600_000],
      [1_199_990, 100],
      [1_200_000, 10],
      [5_000_000, 10],
    ] as const) {
      expect(expected.subarray(at, at + sizeBytes).equals(await file.read(at, sizeBytes)), `${at}`).toBe(true);
    }
  });

  test("tells of a file that is shorter", async () => {
    const error = { code: "IMAGE_INCOMPLETE", details: { path, missingBytes: 100_000 } };
    await expect(files.readSlice({ ...whole, ...tooLong }, 1e9)).rejects.toMatchObject(error);
    await expect(collect(files.streamSlice({ ...whole, ...tooLong }))).rejects.toMatchObject(error);
    await using file = await files.openSlice({ ...whole, ...tooLong });
    expect(await file.read(50_000, 100_000)).toHaveLength(50_000);
    expect(await file.read(150_000, 10)).toHaveLength(0);
  });

  test("does not read more than is allowed", async () => {
    const error = { code: "LIMIT_EXCEEDED", details: { path, sizeBytes: 1_200_000, maxBytes: 1_199_999 } };
    await expect(files.readSlice(slice, 1_199_999)).rejects.toMatchObject(error);
  });

  test("tells of a file that is not there", async () => {
    const nowhere = { path: join(path, "nowhere"), offset: 0, sizeBytes: 10 };
    const error = { code: "READ_FAILED", message: expect.stringContaining(nowhere.path) };
    await expect(files.readSlice(nowhere, 100)).rejects.toMatchObject(error);
    await expect(files.openSlice(nowhere)).rejects.toMatchObject(error);
    expect(await files.kindOfPath(nowhere.path)).toBeUndefined();
    expect(await files.findFileSize(nowhere.path)).toBeUndefined();
  });

  test("joins names", () => {
    expect(files.joinPath("a", "b", "c.json")).toBe("a/b/c.json");
  });

  test("lets others have their turn", async () => {
    let wasTheirs = false;
    setImmediate(() => {
      wasTheirs = true;
    });
    for (let i = 0; i < 3 && !wasTheirs; i++) await files.nextTurn();
    expect(wasTheirs).toBe(true);
  });
});

describe("a blob", () => {
  test("that was withdrawn is not there any more", async () => {
    const { slice, withdraw } = offerBlob(new Blob(["text"]), "dropped.tar");
    const file = await twin.openSlice(slice);
    withdraw();
    const error = { code: "READ_FAILED", message: "dropped.tar: is no file that this page was given" };
    await expect(twin.readSlice(slice, 100)).rejects.toMatchObject(error);
    await expect(async () => file.read(0, 1)).rejects.toMatchObject(error);
  });

  test("that cannot be read is told of by its name", async () => {
    const changed = new Blob(["text"]);
    changed.slice = () => {
      throw new DOMException("The file was changed since it was chosen.", "NotReadableError");
    };
    const { slice } = offerBlob(changed, "dropped.tar");
    await expect(twin.readSlice(slice, 100)).rejects.toMatchObject({
      code: "READ_FAILED",
      message: "dropped.tar: The file was changed since it was chosen.",
    });
  });

  test("goes by another number than the one before, whatever it is called", async () => {
    const [one, two] = [offerBlob(new Blob(["one"]), "x"), offerBlob(new Blob(["two"]), "x")];
    expect(await twin.readSlice(one.slice, 100)).toEqual(new TextEncoder().encode("one"));
    expect(await twin.readSlice(two.slice, 100)).toEqual(new TextEncoder().encode("two"));
  });
});

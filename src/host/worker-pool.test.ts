import { describe, expect, test, vi } from "vitest";
import { KnownError } from "../model/errors.ts";
import { upperCase } from "./fixtures/upper-case.ts";
import { type PoolRun, runInThreads } from "./worker-pool.ts";

async function run(tasks: readonly string[], given: Partial<PoolRun<string, string>> = {}) {
  const results: string[] = [];
  let progress = 0;
  await runInThreads<string, string>({
    work: upperCase,
    entry: new URL("./fixtures/upper-case-worker.ts", import.meta.url),
    threads: 2,
    tasks,
    onResult: (result, index) => {
      results[index] = result;
    },
    onProgress: (amount) => {
      progress += amount;
    },
    ...given,
  });
  return { results, progress };
}

const words = Array.from({ length: 12 }, (_, i) => `w${i}`);

describe("tasks", () => {
  test("are all done, each once, and told with their place", async () => {
    const { results, progress } = await run(words);
    expect(results).toEqual(words.map((word) => word.toUpperCase()));
    expect(progress).toBe(12 * 5 * 1024 * 1024);
  });

  test("more than there are threads, with one thread alone", async () => {
    expect((await run(words.slice(0, 3), { threads: 1 })).results).toHaveLength(3);
  });

  test("fewer than there are threads", async () => {
    expect((await run(["one"], { threads: 8 })).results).toHaveLength(1);
    expect((await run([])).results).toEqual([]);
  });
});

describe("the stream of a task", () => {
  /** Pieces that are windows of one buffer, used again and again. */
  const open = (pieces: number) => {
    const buffer = new Uint8Array(1024 * 1024);
    return async function* () {
      for (let i = 1; i <= pieces; i++) {
        buffer.fill(i);
        yield buffer.subarray(1024);
      }
    };
  };
  const length = 1024 * 1023;

  test.each([1, 2])("is read from its beginning each time, by %i threads", async (threads) => {
    const { results } = await run(["input", "input", "input"], { threads, openInput: () => open(12)() });
    expect(results).toEqual(Array(3).fill(`${12 * length} bytes, ${(12 * 13) / 2}`));
  });

  test.each([1, 2])("ends the run with its error, with %i threads", async (threads) => {
    const openInput = async function* () {
      yield new Uint8Array(1);
      throw new KnownError("READ_FAILED", "the line broke", { at: 1 });
    };
    const tasks = ["input", "input"];
    await expect(run(tasks, { threads, openInput })).rejects.toMatchObject({ code: "READ_FAILED", details: { at: 1 } });
  });

  test("is closed when nobody reads it any more", async () => {
    let closed = 0;
    const openInput = async function* () {
      try {
        for (;;) yield new Uint8Array(1024 * 1024);
      } finally {
        closed++;
      }
    };
    const signal = AbortSignal.timeout(300);
    await expect(run(["input", "input"], { openInput, signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
    await vi.waitFor(() => expect(closed).toBeGreaterThan(2));
  });
});

describe("a run ends with", () => {
  test.each([0, 1, 11])("the error of task %i, with its code and facts", async (bad) => {
    const tasks = words.with(bad, "bad");
    await expect(run(tasks)).rejects.toMatchObject({
      name: "KnownError",
      code: "FILE_MALFORMED",
      details: { text: "bad" },
    });
  });

  test("what is thrown by whoever takes the results", async () => {
    const onResult = () => {
      throw new Error("not wanted");
    };
    await expect(run(words, { onResult })).rejects.toThrow("not wanted");
  });

  test("a signal, before and in the middle", async () => {
    await expect(run(words, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(run(words, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("an entry that is not there", async () => {
    await expect(run(words, { entry: new URL("./fixtures/nowhere.ts", import.meta.url) })).rejects.toThrow(/nowhere/);
  });
});

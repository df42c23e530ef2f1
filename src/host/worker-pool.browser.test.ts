import { describe, expect, test } from "vitest";
import { upperCase } from "./fixtures/upper-case.ts";
import * as twin from "./worker-pool.browser.ts";
import * as original from "./worker-pool.ts";

twin satisfies Partial<typeof original>;

describe.each([
  ["the original, in one thread", original],
  ["the twin", twin],
] as const)("%s", (_name, { runInThreads }) => {
  async function run(tasks: readonly string[], given: Partial<original.PoolRun<string, string>> = {}) {
    const results: string[] = [];
    let progress = 0;
    await runInThreads<string, string>({
      work: upperCase,
      entry: new URL("./fixtures/upper-case-worker.ts", import.meta.url),
      threads: 1,
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

  test("does the tasks, each once, and tells how far it is", async () => {
    expect(await run(["one", "two"])).toEqual({ results: ["ONE", "TWO"], progress: 2 * 5 * 1024 * 1024 });
    expect(await run([])).toEqual({ results: [], progress: 0 });
  });

  test("opens the stream of a task", async () => {
    const openInput = async function* (index: number) {
      yield new Uint8Array(10).fill(index + 1);
    };
    expect((await run(["input", "input"], { openInput })).results).toEqual(["10 bytes, 1", "10 bytes, 2"]);
  });

  test("ends with the error of a task", async () => {
    await expect(run(["one", "bad", "two"])).rejects.toMatchObject({
      code: "FILE_MALFORMED",
      details: { text: "bad" },
    });
  });

  test("ends with what is thrown by whoever takes the results", async () => {
    const onResult = () => {
      throw new Error("not wanted");
    };
    await expect(run(["one"], { onResult })).rejects.toThrow("not wanted");
  });

  test("ends with a signal, before and in the middle", async () => {
    await expect(run(["one"], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const stop = new AbortController();
    const onResult = () => stop.abort();
    await expect(run(["one", "two"], { signal: stop.signal, onResult })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

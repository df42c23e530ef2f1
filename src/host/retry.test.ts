import { expect, test } from "vitest";
import { KnownError } from "../model/errors.ts";
import { pauseOfRetryAfter, retrying, WorthRetrying } from "./retry.ts";

const NOW = Date.parse("2026-08-22T10:00:00Z");

test.each([
  { header: undefined, pauseMs: undefined },
  { header: "0", pauseMs: 0 },
  { header: " 120 ", pauseMs: 120_000 },
  { header: "Sat, 22 Aug 2026 10:00:30 GMT", pauseMs: 30_000 },
  { header: "Sat, 22 Aug 2026 09:00:00 GMT", pauseMs: 0 },
  { header: "soon", pauseMs: undefined },
  { header: "-1", pauseMs: undefined },
])("Retry-After: $header", ({ header, pauseMs }) => {
  expect(pauseOfRetryAfter(header, NOW)).toBe(pauseMs);
});

const patience = { tries: 3, firstPauseMs: 1, longestPauseMs: 5000 };
const later = (pauseMs?: number) => new WorthRetrying(new KnownError("REGISTRY_UNREACHABLE", "x: gone"), pauseMs);

/** An attempt that fails so often before it succeeds, and a count of how often it was made. */
function failing(times: number, failure: () => Error) {
  const made = { tries: 0 };
  const attempt = async () => {
    made.tries++;
    if (made.tries <= times) throw failure();
    return "done";
  };
  return { made, attempt };
}

test("tries again until it works", async () => {
  const { made, attempt } = failing(2, later);
  expect(await retrying(attempt, { patience })).toBe("done");
  expect(made.tries).toBe(3);
});

test.each([
  { title: "as often as the patience says", options: {}, tries: 3 },
  { title: "as often as it is told", options: { tries: 1 }, tries: 1 },
  {
    title: "as often as it is told for the error",
    options: { tries: ({ code }: KnownError) => (code === "REGISTRY_UNREACHABLE" ? 2 : 9) },
    tries: 2,
  },
])("gives up: $title", async ({ options, tries }) => {
  const { made, attempt } = failing(99, later);
  await expect(retrying(attempt, { patience, ...options })).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  expect(made.tries).toBe(tries);
});

test("does not repeat what fails for good", async () => {
  const { made, attempt } = failing(1, () => new KnownError("REGISTRY_DENIED", "x: no"));
  await expect(retrying(attempt, { patience })).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
  expect(made.tries).toBe(1);
});

test("a pause that is longer than ours is told, not waited", async () => {
  const { made, attempt } = failing(1, () => later(600_000));
  const run = retrying(attempt, { patience });
  await expect(run).rejects.toMatchObject({
    code: "REGISTRY_UNREACHABLE",
    message: "x: gone; it asks to wait 10 minutes, more than the 5 seconds we wait",
  });
  expect(made.tries).toBe(1);
});

test("stops waiting when it is interrupted", async () => {
  const stop = new AbortController();
  const { attempt } = failing(1, () => later(4000));
  const run = retrying(attempt, { patience, signal: stop.signal });
  setTimeout(() => stop.abort(), 5);
  await expect(run).rejects.toMatchObject({ code: "INTERRUPTED" });
});

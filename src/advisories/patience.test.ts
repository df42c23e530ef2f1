import { expect, test } from "vitest";
import { KnownError } from "../model/errors.ts";
import { PATIENCE, pauseOfRetryAfter, retrying, WorthRetrying } from "./patience.ts";

const NOW = Date.parse("2026-08-22T10:00:00Z");

test.each([
  { header: null, pauseMs: undefined },
  { header: "0", pauseMs: 0 },
  { header: "120", pauseMs: 120_000 },
  { header: "Sat, 22 Aug 2026 10:00:30 GMT", pauseMs: 30_000 },
  { header: "Sat, 22 Aug 2026 09:00:00 GMT", pauseMs: 0 },
  { header: "soon", pauseMs: undefined },
  { header: "-1", pauseMs: expect.anything() },
])("Retry-After: $header", ({ header, pauseMs }) => {
  if (header === "-1") expect(pauseOfRetryAfter(header, NOW) ?? 0).toBeGreaterThanOrEqual(0);
  else expect(pauseOfRetryAfter(header, NOW)).toBe(pauseMs);
});

const quick = { ...PATIENCE, tries: 3, firstPauseMs: 1, longestPauseMs: 5 };
const later = (pauseMs?: number) => new WorthRetrying(new KnownError("FEED_UNREACHABLE", "x: gone"), pauseMs);

test("tries again until it works", async () => {
  let tries = 0;
  const attempt = async () => {
    if (++tries < 3) throw later();
    return tries;
  };
  expect(await retrying(attempt, quick, undefined)).toBe(3);
});

test("gives up after the last try, with the error underneath", async () => {
  let tries = 0;
  const attempt = async () => {
    tries++;
    throw later();
  };
  await expect(retrying(attempt, quick, undefined)).rejects.toMatchObject({ code: "FEED_UNREACHABLE" });
  expect(tries).toBe(3);
});

test("does not repeat what fails for good", async () => {
  let tries = 0;
  const attempt = async () => {
    tries++;
    throw new KnownError("LIMIT_EXCEEDED", "x: too large");
  };
  await expect(retrying(attempt, quick, undefined)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  expect(tries).toBe(1);
});

test("waits no longer than it has patience, whatever is asked for", async () => {
  let tries = 0;
  const attempt = async () => {
    if (++tries === 1) throw later(3_600_000);
    return tries;
  };
  expect(await retrying(attempt, quick, undefined)).toBe(2);
});

test("a signal ends the waiting", async () => {
  const controller = new AbortController();
  const attempt = async () => {
    setTimeout(() => controller.abort(), 5);
    throw later();
  };
  const slow = { ...PATIENCE, firstPauseMs: 60_000 };
  await expect(retrying(attempt, slow, controller.signal)).rejects.toMatchObject({ code: "INTERRUPTED" });
});

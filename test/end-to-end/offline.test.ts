import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { giveSnapshot, newPlace, type Place, plimsoll } from "./plimsoll.ts";
import { hasTestData, inArchive, inLayout } from "./world.ts";

// What is read from this machine's files asks nobody: not a single socket is made, watched from outside by strace.

let place: Place;
beforeAll(async () => {
  place = newPlace();
  if (hasTestData()) await giveSnapshot(place);
});
afterAll(() => place[Symbol.dispose]());

/** Lines in which the program, or one of its threads or children, made a socket or reached for one. */
async function socketsOf(args: readonly string[]): Promise<string[]> {
  const trace = join(place.folder, "trace");
  const strace = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-e", "signal=none", "-o", trace] as const;
  const launcher = join(import.meta.dirname, "../../bin/plimsoll");
  const { code, stderr } = await plimsoll(place, args, { command: [...strace, launcher] });
  expect(code, stderr).toBe(0);
  return readFileSync(trace, "utf8").trim().split("\n").filter(Boolean);
}

const IMAGE = "node-app";

describe.each(["sbom", "layers", "inspect", "secrets"])("%s", (verb) => {
  test("makes no socket", async () => {
    expect(await socketsOf([verb, inLayout(IMAGE)])).toEqual([]);
  });
});

test("an archive is read without one", async () => {
  expect(await socketsOf(["sbom", inArchive(IMAGE, "docker-archive")])).toEqual([]);
});

describe.skipIf(!hasTestData()).each(["cves", "quickview"])("%s", (verb) => {
  test("matches against the snapshot without one", async () => {
    expect(await socketsOf([verb, inLayout(IMAGE)])).toEqual([]);
  });
});

test("what asks somebody is seen to do so", async () => {
  const trace = join(place.folder, "trace");
  const strace = ["strace", "-f", "-qq", "-e", "trace=connect", "-e", "signal=none", "-o", trace] as const;
  const launcher = join(import.meta.dirname, "../../bin/plimsoll");
  const { code } = await plimsoll(place, ["sbom", "registry://127.0.0.1:9/none"], { command: [...strace, launcher] });
  expect(code).toBe(1);
  expect(readFileSync(trace, "utf8")).toMatch(/connect\(.*127\.0\.0\.1/);
});

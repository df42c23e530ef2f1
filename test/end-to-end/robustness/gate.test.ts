import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { giveSnapshot, newPlace, type Place, plimsoll } from "../plimsoll.ts";
import { hasTestData, inLayout } from "../world.ts";

describe.skipIf(!hasTestData())("gates", () => {
  let place: Place;
  beforeAll(async () => {
    place = newPlace();
    await giveSnapshot(place);
  });
  afterAll(() => place?.[Symbol.dispose]());
  const cves = (...flags: string[]) => plimsoll(place, ["cves", ...flags, inLayout("polyglot")]);

  test.each([
    { title: "findings without a gate pass", flags: [], code: 0 },
    { title: "any finding stops at the gate", flags: ["--exit-code"], code: 2 },
    { title: "JSON does, too", flags: ["--exit-code", "--format", "json"], code: 2 },
    { title: "a finding that passes the filter stops", flags: ["--exit-code", "--only-severity", "critical"], code: 2 },
    { title: "a fixed one does", flags: ["--exit-code", "--only-fixed", "--only-package-type", "pypi"], code: 2 },
    { title: "a filter that leaves none lets pass", flags: ["--exit-code", "--only-cve-id", "CVE-1999-0001"], code: 0 },
    {
      title: "a package type that is none is an error",
      flags: ["--exit-code", "--only-package-type", "awful"],
      code: 1,
    },
    { title: "a severity that is none is an error", flags: ["--exit-code", "--only-severity", "awful"], code: 1 },
  ])("$title", async ({ flags, code }) => {
    const outcome = await cves(...flags);
    expect(outcome.code, outcome.stderr).toBe(code);
  });

  test("advisories that are older than asked for stop at the gate", async () => {
    const path = join(place.dataDir, "advisories", "current.json");
    const current = JSON.parse(readFileSync(path, "utf8")) as { checkedAt: string };
    const setAge = (ms: number) =>
      writeFileSync(path, JSON.stringify({ ...current, checkedAt: new Date(Date.now() - ms).toISOString() }));

    setAge(0);
    expect((await cves("--max-db-age", "10m")).code).toBe(0);

    setAge(2 * 60_000);
    const old = await cves("--max-db-age", "1m", "--format", "json");
    expect(old.code).toBe(2);
    expect(old.stderr).toContain("--max-db-age");
    expect(JSON.parse(old.stdout)).toHaveProperty("packages");
    expect((await cves("--max-db-age", "1h")).code).toBe(0);
    expect((await plimsoll(place, ["quickview", "--max-db-age", "1m", inLayout("base-11")])).code).toBe(2);

    setAge(6 * 24 * 3600_000);
    const week = await cves();
    expect(week.code).toBe(0);
    expect(week.stderr).toContain("The advisories are 6 days old");
    writeFileSync(path, JSON.stringify(current));
  });

  test("an age that cannot be read is an error, before any work", async () => {
    const { code, stderr } = await cves("--max-db-age", "soon");
    expect(code).toBe(1);
    expect(stderr).toContain("OPTION_INVALID");
    expect(stderr).not.toContain("Image read");
  });
});

import { describe, expect, test } from "vitest";
import type { Distribution } from "../model/distribution.ts";
import type { SupportCycle } from "../model/support.ts";
import { endOfLifeProblem, supportOfDistribution } from "./end-of-life.ts";

const CYCLES: readonly SupportCycle[] = [
  { product: "debian", cycle: "11", ends: "2024-08-14", extendedEnds: "2026-08-31" },
  { product: "debian", cycle: "9", ends: "2020-07-18" },
  { product: "ubuntu", cycle: "20.04", ends: "2025-05-31", extendedEnds: "2030-04-30" },
  { product: "alpine-linux", cycle: "3.18", ends: "2025-05-09" },
  { product: "rocky-linux", cycle: "8", ends: "2029-05-31" },
  { product: "centos", cycle: "8", ends: "2021-12-31" },
  { product: "centos-stream", cycle: "8", ends: "2024-05-31" },
  { product: "fedora", cycle: "20", ends: true },
  { product: "photon", cycle: "5.0", ends: false },
];

const snapshot = {
  supportOf: (product: string, cycle: string) => CYCLES.find((one) => one.product === product && one.cycle === cycle),
};

const distribution = (id: string, versionId: string | undefined, name = id): Distribution => ({
  id,
  name,
  ...(versionId !== undefined && { versionId }),
  idLike: [],
  readFrom: "etc/os-release",
});

describe("a release is past its end", () => {
  test.each([
    ["debian", "9", "2026-01-01", "its support ended on 2020-07-18;"],
    // Debian's long-term support is for everybody.
    ["debian", "11", "2026-08-31", undefined],
    ["debian", "11", "2026-09-01", "its support ended on 2026-08-31;"],
    ["ubuntu", "20.04", "2025-05-31", undefined],
    ["ubuntu", "20.04", "2025-06-01", "its support ended on 2025-05-31; some get extended support until 2030-04-30;"],
    ["ubuntu", "20.04", "2031-01-01", "its support ended on 2025-05-31; flaws"],
    ["alpine", "3.18.9", "2026-01-01", "its support ended on 2025-05-09;"],
    ["rocky", "8.9", "2026-01-01", undefined],
    ["fedora", "20", "2026-01-01", "its support has ended;"],
    ["photon", "5.0", "2099-01-01", undefined],
    ["debian", "14", "2026-01-01", undefined],
    ["debian", undefined, "2026-01-01", undefined],
    ["arch", "1", "2026-01-01", undefined],
  ])("%s %s on %s", (id, versionId, today, expected) => {
    const problem = endOfLifeProblem(distribution(id, versionId), snapshot, today);
    if (expected === undefined) expect(problem).toBeUndefined();
    else
      expect(problem).toMatchObject({ code: "DISTRIBUTION_END_OF_LIFE", message: expect.stringContaining(expected) });
  });
});

test("CentOS and CentOS Stream share an id and not their ends", () => {
  const end = (name: string) => supportOfDistribution(distribution("centos", "8", name), snapshot)?.ends;
  expect([end("CentOS Linux"), end("CentOS Stream")]).toEqual(["2021-12-31", "2024-05-31"]);
});

test("an image without a distribution has no end", () => {
  expect(endOfLifeProblem(undefined, snapshot, "2026-01-01")).toBeUndefined();
});

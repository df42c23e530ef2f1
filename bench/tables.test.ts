import { expect, test } from "vitest";
import { boundsOf } from "./bounds.ts";
import { NAMES } from "./contenders.ts";
import type { Series } from "./rounds.ts";
import { formatBounds, formatSeries } from "./tables.ts";

const series = (name: string, ...walls: number[]): Series => ({
  name,
  runs: walls.map((wallMs) => ({ wallMs, usage: { peakBytes: 150e6, cpuMs: 2 * wallMs } })),
});

const figures = [
  series(NAMES.baseline, 1000, 1200, 1000),
  series(NAMES.cold, 800, 960, 900),
  series(NAMES.warm, 600, 620, 640),
  { name: "trivy, cold", runs: [], failure: "trivy ended with 1" },
  series(NAMES.secrets, 1700, 2100, 1900),
];

test("a row tells the median, the spread and the ratios of its contender", () => {
  const lines = formatSeries(figures).split("\n");
  expect(lines[2]).toMatch(/^sbom, cold +0\.90 s +\(0\.80 s–0\.96 s\) +1\.80 s +150 MB +0\.80$/);
  expect(lines[4]).toMatch(/^trivy, cold +failed$/);
});

test("a bound shows whether it and its aim are met", () => {
  const lines = formatBounds(boundsOf(figures)).split("\n");
  expect(lines).toContainEqual(expect.stringMatching(/^cold scan, against the baseline +0\.80 × +✓ 1 × +✗ 0\.7 ×$/));
  expect(lines).toContainEqual(expect.stringMatching(/^warm scan +0\.62 s +✗ 0\.5 s +✗ 0\.15 s$/));
  expect(lines).toContainEqual(expect.stringMatching(/^secrets, cold +1\.90 s +✓ 15 s +✗ 1\.8 s$/));
  expect(lines).toContainEqual(expect.stringMatching(/^peak memory of all scans +150 MB +✓ 300 MB +✓ 200 MB$/));
});

test("bounds of what did not run are left out", () => {
  expect(boundsOf(figures).map(({ what }) => what)).not.toContain("cold scan, against Trivy");
});

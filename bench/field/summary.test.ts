import { expect, test } from "vitest";
import { NAMES } from "../contenders.ts";
import type { Series } from "../rounds.ts";
import { type FieldRow, formatImages, formatRegistrySummary, formatSummary, formatTally } from "./summary.ts";

const series = (name: string, wallMs: number, peakBytes = 150e6): Series => ({
  name,
  runs: [{ wallMs, usage: { peakBytes, cpuMs: wallMs } }],
});

const packed: FieldRow = {
  image: "app",
  base: "base",
  form: "OCI gzip",
  layers: 3,
  storedBytes: 94e6,
  series: [
    series(NAMES.baseline, 1000),
    series(NAMES.cold, 900),
    series(NAMES.halfKnown, 450, 250e6),
    series(NAMES.warm, 140),
    series("trivy, cold", 2000, 999e6),
    series("syft, cold", 9000),
  ],
};

const plain: FieldRow = {
  ...packed,
  form: "docker tar",
  storedBytes: 285e6,
  series: [
    series(NAMES.baseline, 1000),
    series(NAMES.cold, 500),
    series(NAMES.whole, 1100, 310e6),
    series(NAMES.halfKnown, 500),
    series(NAMES.warm, 600),
    { name: "trivy, cold", runs: [], failure: "trivy ended with 1" },
  ],
};

test("a row tells times, ratios and the peak, with marks for what holds", () => {
  const lines = formatSummary([packed]).split("\n");
  expect(lines[0]).toBe(
    "| Image | Form | Cold | × baseline | × Trivy | × Syft | Warm | Half-known | × cold | Peak | Secrets |",
  );
  expect(lines[2]).toBe(
    "| app | OCI gzip | 0.90 s | 0.90 ✓ | 0.45 ✓✓ | 0.10 | 0.14 s ✓✓ | 0.45 s | 0.50 | 250 MB ✓ | - |",
  );
  expect(lines).toHaveLength(3);
});

test("plain tars have a second row, where every layer is hashed", () => {
  const lines = formatSummary([plain]).split("\n");
  expect(lines[2]).toBe("| app | docker tar | 0.50 s | 0.50 ✓✓ | - | - | 0.60 s ✗ | 0.50 s | 1.00 | 150 MB ✓✓ | - |");
  expect(lines[3]).toBe("| app | docker tar, `--verify-layers` | 1.10 s | 1.10 ✗ | - | - | - | - | - | 310 MB ✗ | - |");
});

test("the tally counts rows that hold, and none that was not measured", () => {
  expect(formatTally([packed, plain]).split("\n").slice(2)).toEqual([
    "| cold scan, against the baseline | 1 × | 2 of 2 | 0.7 × | 1 of 2 |",
    "| cold scan, against Trivy | 1 × | 1 of 2 | 0.5 × | 1 of 2 |",
    "| warm scan | 0.5 s | 1 of 2 | 0.15 s | 1 of 2 |",
    "| peak memory of all scans | 300 MB | 2 of 2 | 200 MB | 1 of 2 |",
  ]);
});

test("images are told with their base and the size of each form", () => {
  expect(formatImages([packed, plain]).split("\n").at(-1)).toBe("| app | base | 3 | 94.0 MB | 285 MB |");
});

test("scans from a registry have a table of their own", () => {
  const row = { ...packed, form: "registry", series: [...packed.series, series("trivy, warm", 300)] };
  expect(formatRegistrySummary([row]).split("\n").at(-1)).toBe("| app | 0.90 s | 0.45 | 0.14 s | 0.30 s | 250 MB |");
});

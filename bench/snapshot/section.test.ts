import { expect, test } from "vitest";
import type { Machine } from "../machine.ts";
import { formatSection, sectionOf, withSection } from "./section.ts";
import type { SnapshotFigures } from "./snapshot-bench.ts";

const machine: Machine = { cpu: "CPU", cores: 2, memoryBytes: 4e9, node: "v24", load: 0 };

const figures: SnapshotFigures = {
  records: 1000,
  build: { wallMs: 70_000, usage: { peakBytes: 300e6, cpuMs: 1 } },
  diskBytes: 450e6,
  packedBytes: 15e6,
  exportSeconds: 12,
  importSeconds: 20,
  parsers: [{ name: "osv-npm", bytes: 10e6, records: 1000, seconds: 2 }],
  news: [{ what: "one", makeSeconds: 1, takeSeconds: 1, bytes: 1500, keys: 3, vulnerabilities: 4 }],
  matching: { packages: 5000, findings: 10, wallMs: [900, 1200, 1000] },
};

const section = formatSection(figures, machine, new Date("2026-11-23T00:00:00Z"));

test.each([
  "| snapshot: build | 70 s | 300 s ✓ | 60 s ✗ |",
  "| snapshot: on disk | 450 MB | 400 MB ✗ | 150 MB ✗ |",
  "| snapshot: compressed | 15 MB | 40 MB ✓ | 20 MB ✓ |",
  "| match 5,000 packages | 1.00 s | 1 s ✓ | 0.2 s ✗ |",
  "| one | 1.00 s | 1.00 s | 1.5 kB | 3 | 4 |",
  "| osv-npm | 10.0 MB | 1,000 | 2.00 s | 5.0 |",
])("tells %s", (line) => {
  expect(section.split("\n")).toContain(line);
});

test("stands at the end of a page that has none, and in the place of an older one", () => {
  const first = withSection("# Page\n", section);
  expect(first).toBe(`# Page\n\n${section}\n`);
  expect(sectionOf(first)).toBe(section);
  expect(sectionOf("# Page\n")).toBeUndefined();
  const newer = formatSection({ ...figures, packedBytes: 1e6 }, machine, new Date(0));
  expect(withSection(`${first}\n## Behind it\n`, newer)).toBe(`# Page\n\n${newer}\n\n## Behind it\n`);
});

import { SEVERITIES, type SeverityCounts } from "../../model/severity.ts";

const RADIUS = 42;
const AROUND = 2 * Math.PI * RADIUS;
/** Between two parts of the ring, where there are two. */
const GAP = 1.6;

const total = (counts: SeverityCounts) => SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
const short = (value: number) => Number(value.toFixed(2));

/** A ring with a part for each severity, and how many there are in the middle. */
export function donut(counts: SeverityCounts): string {
  const sum = total(counts);
  const there = SEVERITIES.filter((severity) => counts[severity] > 0);
  let begun = 0;
  const parts = there.map((severity) => {
    const length = (counts[severity] / sum) * AROUND;
    const shown = there.length > 1 ? Math.max(length - GAP, 1) : length;
    const part = `<circle class="ring ${severity}" cx="50" cy="50" r="${RADIUS}" stroke-dasharray="${short(shown)} ${short(AROUND - shown)}" stroke-dashoffset="${short(-begun)}"><title>${counts[severity]} ${severity}</title></circle>`;
    begun += length;
    return part;
  });
  const words = there.map((severity) => `${counts[severity]} ${severity}`).join(", ") || "none";
  return [
    `<svg class="donut" viewBox="0 0 100 100" role="img" aria-label="${words}">`,
    `<circle class="ring empty" cx="50" cy="50" r="${RADIUS}"/>`,
    `<g transform="rotate(-90 50 50)">${parts.join("")}</g>`,
    `<text class="sum" x="50" y="52">${sum.toLocaleString("en")}</text>`,
    `<text class="unit" x="50" y="65">${sum === 1 ? "finding" : "findings"}</text>`,
    "</svg>",
  ].join("");
}

/** A bar, as long as its share of the largest one, parted by severity. */
export function bar(counts: SeverityCounts, largest: number): string {
  let begun = 0;
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => {
    const width = largest === 0 ? 0 : (counts[severity] / largest) * 100;
    const part = `<rect class="${severity}" x="${short(begun)}" y="0" width="${short(width)}" height="8"/>`;
    begun += width;
    return part;
  });
  return `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="empty" x="0" y="0" width="100" height="8"/>${parts.join("")}</svg>`;
}

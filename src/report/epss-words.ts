import type { Epss } from "../model/finding.ts";

/** `0.04%`; what is less than can be shown is not called nothing. */
export function epssScoreText({ score }: Pick<Epss, "score">): string {
  const percent = score * 100;
  return percent > 0 && percent < 0.01 ? "<0.01%" : `${percent.toFixed(2)}%`;
}

const ENDINGS: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

/** `9th percentile`: so many of a hundred flaws are no likelier. */
export function epssPercentileText({ percentile }: Pick<Epss, "percentile">): string {
  const whole = Math.floor(percentile * 100 + 1e-9);
  return `${whole}${ENDINGS[ordinals.select(whole)] ?? "th"} percentile`;
}

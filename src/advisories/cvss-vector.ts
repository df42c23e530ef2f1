import calculator from "ae-cvss-calculator";
import type { CvssVector } from "../model/advisory.ts";

/**
 * Reads a CVSS vector of any version and computes its base score.
 *
 * @returns `undefined` for a text that is no vector; without a score when a base metric is missing or unknown.
 *
 * Source: https://www.first.org/cvss/ (2.0, 3.0, 3.1, 4.0)
 */
export function readCvssVector(text: string): CvssVector | undefined {
  const vector = text.trim();
  const version = versionOf(vector);
  if (version === undefined) return undefined;
  const score = baseScoreOf(version, vector);
  return { version, vector, ...(score !== undefined && { score }) };
}

type Version = "2.0" | "3.0" | "3.1" | "4.0";

/** A vector of version 2 may come without a prefix; it is the only one with an `Au`. */
function versionOf(vector: string): Version | undefined {
  const [, version] = /^CVSS:(2\.0|3\.0|3\.1|4\.0)\//.exec(vector) ?? [];
  if (version === "2.0" || version === "3.0" || version === "3.1" || version === "4.0") return version;
  return /^AV:[^/]*\/.*\bAu:/.test(vector) ? "2.0" : undefined;
}

/** The library writes other ones to the terminal, as their authors have them. */
function hasMetricsAlone(vector: string): boolean {
  return vector.split("/").every((part) => part === "" || /^\w+:[\w.]+$/.test(part));
}

function baseScoreOf(version: Version, vector: string): number | undefined {
  if (!hasMetricsAlone(vector)) return undefined;
  try {
    const score = COMPUTE[version](vector);
    return typeof score === "number" && Number.isFinite(score) ? score : undefined;
  } catch {
    // The library throws on metrics it does not know. The vector is still worth showing.
    return undefined;
  }
}

/** An incomplete vector of version 4 would score 0, "none": only a whole one is asked. */
const COMPUTE: Readonly<Record<Version, (vector: string) => number | undefined>> = {
  "2.0": (vector) => base(new calculator.Cvss2(vector)),
  "3.0": (vector) => base(new calculator.Cvss3P0(vector)),
  "3.1": (vector) => base(new calculator.Cvss3P1(vector)),
  "4.0": (vector) => {
    const parsed = new calculator.Cvss4P0(vector);
    // What it calls `base` counts threat metrics in.
    return parsed.isBaseFullyDefined() ? parsed.calculateScores().baseMetricsOnly : undefined;
  },
};

function base(vector: {
  isBaseFullyDefined(): boolean;
  calculateScores(): { base?: number | undefined };
}): number | undefined {
  return vector.isBaseFullyDefined() ? vector.calculateScores().base : undefined;
}

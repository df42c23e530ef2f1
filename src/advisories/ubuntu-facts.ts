import type { Advisory } from "../model/advisory.ts";

type Priority = Pick<Advisory, "severity" | "severityLabel">;

/**
 * Ubuntu's words for how much a flaw matters in Ubuntu, which is not what its CVSS score says.
 * Source: https://ubuntu.com/security/cves/about#priority
 */
const PRIORITIES: ReadonlyMap<string, Priority> = new Map<string, Priority>([
  ["critical", { severity: "critical" }],
  ["high", { severity: "high" }],
  ["medium", { severity: "medium" }],
  ["low", { severity: "low" }],
  // We have nothing below low.
  ["negligible", { severity: "low", severityLabel: "negligible" }],
  // Nobody has looked: the score of others may stand.
  ["untriaged", { severityLabel: "untriaged" }],
]);

/** The severity that a priority stands for; nothing for a word that is none. */
export function priorityOf(word: string): Priority {
  return PRIORITIES.get(word.trim().toLowerCase()) ?? {};
}

/** `USN-5413-1`, or `LSN-0104-1` of a kernel that is patched as it runs. */
export function isUbuntuNotice(id: string): boolean {
  return /^[UL]SN-\d+-\d+$/.test(id);
}

/** The page that Ubuntu has of a flaw. */
export function ubuntuPageOf(cve: string): string {
  return `https://ubuntu.com/security/${encodeURIComponent(cve)}`;
}

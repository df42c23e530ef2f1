import type { Row } from "../finding-words.ts";
import { rowsOf } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { pageOf } from "../links.ts";
import { printable } from "../printable.ts";
import type { ReportWriter } from "../report-format.ts";
import { packageName } from "../words.ts";

const COLUMNS: readonly (readonly [string, (row: Row) => string | number | undefined])[] = [
  ["severity", ({ finding }) => finding.severity],
  ["id", ({ finding }) => finding.id],
  ["package", ({ pkg }) => packageName(pkg)],
  ["version", ({ pkg }) => pkg.version],
  ["type", ({ pkg }) => pkg.type],
  ["fixed version", ({ finding }) => finding.fixedVersion],
  ["state", ({ finding }) => finding.state],
  ["affected range", ({ finding }) => finding.affectedRange],
  ["cvss score", ({ finding }) => finding.cvss?.score],
  ["cvss vector", ({ finding }) => finding.cvss?.vector],
  ["epss score", ({ finding }) => finding.epss?.score],
  ["epss percentile", ({ finding }) => finding.epss?.percentile],
  ["known exploited since", ({ finding }) => finding.exploited?.added],
  ["suppressed", ({ finding }) => finding.suppressed?.status],
  ["summary", ({ finding }) => finding.summary],
  ["aliases", ({ finding }) => finding.aliases.join(" ")],
  ["advisories", ({ finding }) => finding.sources.map(({ source, id }) => `${source}:${id}`).join(" ")],
  ["vendor advisories", ({ finding }) => finding.vendorAdvisories.join(" ")],
  ["layer", ({ pkg }) => pkg.layer.ordinal],
  ["layer digest", ({ pkg }) => pkg.layer.diffId],
  ["files", ({ pkg }) => pkg.locations.map(({ path }) => imagePath(path)).join("\n")],
  ["page", ({ finding }) => pageOf(finding)],
  ["purl", ({ pkg }) => pkg.purl],
];

/**
 * What spreadsheets take for a formula, also in the wide letters of East Asia.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet runs; the sign before it is the one by which they know a text. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = value.split("\n").map(printable).join("\n");
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A row for each finding, by RFC 4180. */
export const csv: ReportWriter = (report) =>
  [COLUMNS.map(([title]) => title), ...rowsOf(report).map((row) => COLUMNS.map(([, of]) => cell(of(row))))]
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");

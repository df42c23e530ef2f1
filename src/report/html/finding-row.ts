import { isWebAddress } from "../../exchange/web-address.ts";
import type { Finding } from "../../model/finding.ts";
import { SEVERITIES } from "../../model/severity.ts";
import { epssPercentileText, epssScoreText } from "../epss-words.ts";
import { badgesOf, fixText, otherNames, type Row, whySuppressed } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { pageOf } from "../links.ts";
import { maskText } from "../masking.ts";
import { packageName, shortDigest } from "../words.ts";
import { html, htmlLines, whole } from "./html-text.ts";

/** More of a description stands behind the link. */
const LONGEST_TEXT = 2_000;
const SHOWN_REFERENCES = 12;
const SHOWN_FILES = 20;

export const COLUMNS = [
  { title: "Severity", first: "ascending" },
  { title: "Vulnerability", first: "ascending" },
  { title: "Package", first: "ascending" },
  { title: "Installed", first: "ascending" },
  { title: "Fixed", first: "ascending" },
  { title: "CVSS", first: "descending" },
  { title: "EPSS", first: "descending" },
] as const;

/**
 * A finding: a line, and what unfolds below it.
 *
 * @param columns How many the table shows: what spans more makes another one.
 */
export function findingRow({ pkg, finding }: Row, columns: number): string {
  const { id, severity, summary, fixedVersion, cvss, epss } = finding;
  const badges = badgesOf(finding).map(
    (badge) => `<span class="badge${badge.startsWith("CISA") ? "" : " quiet"}">${html(badge)}</span>`,
  );
  const score = cvss?.score;
  return [
    `<tbody data-severity="${severity}" data-fixed="${fixedVersion !== undefined}">`,
    '<tr class="main">',
    `<td class="severity-cell" data-key="${SEVERITIES.indexOf(severity)}"><span class="pill ${severity}">${severity}</span></td>`,
    `<td class="what" data-key="${html(id)}"><button type="button" aria-expanded="true" aria-label="Details of ${html(id)}"></button>`,
    `<a href="${html(pageOf(finding))}" target="_blank" rel="noopener noreferrer">${whole(id, "span")}</a>${badges.join("")}`,
    summary ? `<span class="about">${html(short(summary, 160))}</span></td>` : "</td>",
    `<td class="package"><b>${html(packageName(pkg))}</b> <span class="nofix">${html(pkg.type)}</span></td>`,
    `<td class="installed" data-label="Installed">${whole(pkg.version, "code")}</td>`,
    `<td class="fixed" data-label="Fix">${fixedVersion === undefined ? `<span class="nofix">${html(fixText(finding))}</span>` : whole(fixedVersion, "code", "fix")}</td>`,
    `<td class="number-cell score" data-label="CVSS" data-key="${score ?? -1}"${score === undefined ? " data-empty" : ""}>${score ?? ""}</td>`,
    `<td class="number-cell epss" data-label="EPSS" data-key="${epss?.score.toFixed(6) ?? -1}"${epss ? "" : " data-empty"}>${epss ? epssScoreText(epss) : ""}</td>`,
    "</tr>",
    `<tr class="detail"><td colspan="${columns}"><div class="inside">${detailsOf({ pkg, finding })}</div></td></tr>`,
    "</tbody>",
  ].join("");
}

const short = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`;

const code = (text: string) => `<code>${html(text)}</code>`;

function detailsOf({ pkg, finding }: Row): string {
  const { details, affectedRange, cvss, epss, exploited, cwes, published, proof, suppressed, removedIn } = {
    ...pkg,
    ...finding,
  };
  const first = proof[0];
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Suppressed", suppressed && html(maskText(whySuppressed(finding)))],
    ["Exploited", exploited && html(exploitedText(exploited))],
    ["Package", code(pkg.purl)],
    ["Affected", affectedRange.split(" || ").map(code).join(" or ")],
    ["Compared", first && `${code(`${first.key.name} ${first.installed}`)} is in ${code(first.range)}`],
    ["Severity by", severityText(finding)],
    ["CVSS", cvss && `${cvss.score ?? ""} ${code(cvss.vector)} ${html(cvss.source)}`],
    ["EPSS", epss && `${epssScoreText(epss)}, ${epssPercentileText(epss)}`],
    ["Weaknesses", cwes.map(html).join(", ")],
    ["Published", published && html(published.slice(0, 10))],
    [
      "Advisories",
      otherNames(finding)
        .map((name) => whole(name, "span"))
        .join(", "),
    ],
    ["Layer", layerText(pkg.layer.ordinal, pkg.layer.diffId)],
    ["Removed by", removedIn && layerText(removedIn.ordinal, removedIn.diffId)],
    [
      "Files",
      listOf(
        pkg.locations.map(({ path }) => code(imagePath(path))),
        SHOWN_FILES,
      ),
    ],
    ["References", listOf(referencesOf(finding), SHOWN_REFERENCES)],
  ];
  const facts = rows.flatMap(([name, value]) => (value ? [`<dt>${name}</dt><dd>${value}</dd>`] : []));
  const text = details ? `<p>${htmlLines(short(details.trim(), LONGEST_TEXT))}</p>` : "";
  return `${text}<dl>${facts.join("")}</dl>`;
}

const listOf = (parts: readonly string[], most: number) =>
  [...parts.slice(0, most), ...(parts.length > most ? [`and ${parts.length - most} more`] : [])].join("<br>");

const layerText = (ordinal: number, diffId: string) =>
  diffId ? `${ordinal} ${code(shortDigest(diffId))}` : String(ordinal);

function severityText({ severitySource, severityLabel }: Finding): string | undefined {
  return severitySource && html(severityLabel ? `${severitySource} (${severityLabel})` : severitySource);
}

function exploitedText({ added, due, ransomware, action }: NonNullable<Finding["exploited"]>): string {
  return [
    `known since ${added}`,
    ...(due ? [`to be mended by ${due}`] : []),
    ...(ransomware ? ["used by ransomware"] : []),
    ...(action ? [action] : []),
  ].join("; ");
}

/** What is no address of the web is shown, and leads nowhere. */
function referencesOf({ references = [] }: Finding): string[] {
  return references.map((reference) =>
    isWebAddress(reference)
      ? `<a href="${html(reference)}" target="_blank" rel="noopener noreferrer">${html(reference)}</a>`
      : html(reference),
  );
}

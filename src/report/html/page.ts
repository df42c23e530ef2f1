import { sha256Of } from "../../host/sha256.ts";
import type { PackageFindings } from "../../model/finding.ts";
import { compareSeverity, SEVERITIES, type SeverityCounts } from "../../model/severity.ts";
import { type Row, rowsOf } from "../finding-words.ts";
import { imagePath } from "../image-path.ts";
import { maskInstruction, maskText } from "../masking.ts";
import { digestRows, platformText, sizeText, targetName } from "../overview.ts";
import type { ReportOptions } from "../report-format.ts";
import { type ScanReport, severitiesOf, verdictOf } from "../scan-report.ts";
import { countOf, formatBytes, packageName, shortDigest } from "../words.ts";
import { bar, donut } from "./charts.ts";
import { COLUMNS, findingRow } from "./finding-row.ts";
import { html, whole } from "./html-text.ts";
import { FIRST_SCRIPT, SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

/** By its digest, so that nothing that a stranger wrote can ever run or change how the page looks. */
const sourceOf = (text: string) => `'sha256-${Buffer.from(sha256Of(text).slice(7), "hex").toString("base64")}'`;

const POLICY = `default-src 'none'; style-src ${sourceOf(STYLE)}; script-src ${sourceOf(FIRST_SCRIPT)} ${sourceOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** More make a page that no browser opens in good time. */
const SHOWN_FINDINGS = 5_000;

/** The mark that a ship may be laden to. */
const MARK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="7.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M1 12h22" stroke="currentColor" stroke-width="2.4"/></svg>';

/** The whole page: it loads nothing, whoever opens it. */
export function page(report: ScanReport, { toolVersion }: ReportOptions): string {
  // Sorting keeps the order of equal ones: that of the packages.
  const rows = rowsOf(report).sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  const name = html(targetName(report.image));
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>Vulnerabilities of ${name}</title>`,
    `<style>${STYLE}</style>`,
    `<script>${FIRST_SCRIPT}</script>`,
    "</head>",
    "<body>",
    headerPart(report, name),
    "<main>",
    rows.length > 0 ? cards(report, rows) : verdictCard(report),
    layersCard(report, rows),
    rows.length > 0 ? findingsCard(rows) : "",
    packagesCard(report),
    problemsCard(report),
    "</main>",
    footer(report, toolVersion),
    `<script>${SCRIPT}</script>`,
    "</body>",
    "</html>",
    "",
  ]
    .filter((part, i, parts) => part !== "" || i === parts.length - 1)
    .join("\n");
}

function headerPart({ image, packageCount, snapshot }: ScanReport, name: string): string {
  const facts = [
    ...digestRows(image).map(([key = "", value = ""]) => [key.trim(), `<code>${html(value)}</code>`]),
    ["platform", html(platformText(image))],
    ["size", html(sizeText(image))],
    ["packages", String(packageCount)],
    ["advisories", html(snapshot.checkedAt.slice(0, 10))],
  ];
  return [
    "<header>",
    `<div class="brand">${MARK}Plimsoll <span>Vulnerabilities</span></div>`,
    `<h1 class="mono">${name}</h1>`,
    `<dl class="chips">${facts.map(([key, value]) => `<div><dt>${key}</dt><dd>${value}</dd></div>`).join("")}</dl>`,
    "</header>",
  ].join("\n");
}

const countsOf = (rows: readonly Row[]) => severitiesOf({ findings: rows.map(({ finding }) => finding) });

function cards(report: ScanReport, rows: readonly Row[]): string {
  const { summary, packages, filteredOut, problems } = report;
  const legend = SEVERITIES.filter((severity) => severity !== "unspecified" || summary.unspecified > 0).map(
    (severity) =>
      `<li${summary[severity] === 0 ? ' class="none"' : ""}><span class="dot ${severity}"></span>${severity}<b>${summary[severity]}</b></li>`,
  );
  const groups: readonly (readonly [string, readonly Row[]])[] = [
    ["A fix is there", rows.filter(({ finding }) => finding.fixedVersion !== undefined)],
    [
      "No fix yet",
      rows.filter(({ finding }) => ["unfixed", "deferred", "under-investigation"].includes(finding.state)),
    ],
    ["Will not be fixed", rows.filter(({ finding }) => ["wont-fix", "end-of-life"].includes(finding.state))],
  ];
  const bars = groups.map(
    ([title, some]) => `<div><dt>${title}<b>${some.length}</b></dt><dd>${bar(countsOf(some), rows.length)}</dd></div>`,
  );
  const vulnerable = packages.filter(({ findings }) => findings.length > 0).length;
  const exploited = rows.filter(({ finding }) => finding.exploited).length;
  const suppressed = rows.filter(({ finding }) => finding.suppressed).length;
  const facts: readonly (readonly [number, string, string])[] = [
    [vulnerable, vulnerable === 1 ? "vulnerable package" : "vulnerable packages", ""],
    ...(exploited > 0 ? [[exploited, "known to be exploited", "hot"] as const] : []),
    ...(suppressed > 0 ? [[suppressed, "suppressed", ""] as const] : []),
    ...(filteredOut > 0 ? [[filteredOut, "left out by the filters", ""] as const] : []),
    ...(problems.length > 0
      ? [[problems.length, problems.length === 1 ? "thing not checked" : "things not checked", "warn"] as const]
      : []),
  ];
  return [
    '<div class="cards">',
    `<section class="card"><h2>By severity</h2><div class="round">${donut(summary)}<ul class="legend">${legend.join("")}</ul></div></section>`,
    `<section class="card"><h2>By fix</h2><dl class="bars">${bars.join("")}</dl></section>`,
    `<section class="card"><h2>At a glance</h2><ul class="facts">${facts.map(([count, what, kind]) => `<li class="${kind}"><b>${count}</b>${what}</li>`).join("")}</ul></section>`,
    "</div>",
  ].join("\n");
}

function verdictCard(report: ScanReport): string {
  const { clean, text } = verdictOf(report);
  return `<section class="card"><p class="verdict ${clean ? "clean" : "unclear"}">${clean ? "✓" : "!"} ${html(text)}</p></section>`;
}

/** What each layer brought, oldest first. */
function layersCard({ image: { layers } }: ScanReport, rows: readonly Row[]): string {
  if (layers.length === 0) return "";
  const byLayer = Map.groupBy(rows, ({ pkg }) => pkg.layer.ordinal);
  const largest = Math.max(...[...byLayer.values()].map((some) => some.length), 1);
  const items = layers.map(({ ordinal, createdBy, diffId, sizeBytes }) => {
    const some = byLayer.get(ordinal) ?? [];
    const text = createdBy ? maskInstruction(createdBy) : shortDigest(diffId);
    const shown = html(text.length > 300 ? `${text.slice(0, 300).toWellFormed()}…` : text);
    return `<li><span class="number">${ordinal}</span><code title="${html(diffId)}">${shown}</code><span class="size">${formatBytes(sizeBytes)}</span>${bar(countsOf(some), largest)}<b>${some.length}</b></li>`;
  });
  return `<section class="card"><h2>Layers, oldest first</h2><ol class="layers">${items.join("")}</ol></section>`;
}

function findingsCard(rows: readonly Row[]): string {
  const hasEpss = rows.some(({ finding }) => finding.epss);
  const shown = new Set(rows.map(({ finding }) => finding.severity));
  const toggles = SEVERITIES.filter((severity) => shown.has(severity)).map(
    (severity) =>
      `<label class="toggle"><input type="checkbox" checked data-severity="${severity}"><span class="dot ${severity}"></span>${severity}</label>`,
  );
  const heads = COLUMNS.map(
    ({ title, first }) =>
      `<th scope="col" data-first="${first}"${title === "Severity" ? ' aria-sort="ascending"' : ""}><button type="button">${title}</button></th>`,
  );
  return [
    '<section class="card" id="list">',
    `<div class="tools"><h2>Findings<span id="count">${rows.length}</span></h2>`,
    ...toggles,
    '<label class="toggle"><input type="checkbox" id="only-fixed">only with a fix</label>',
    '<input type="search" id="search" placeholder="Search" aria-label="Search the findings"></div>',
    `<table id="findings"${hasEpss ? "" : ' class="no-epss"'}><thead><tr>${heads.join("")}</tr></thead>`,
    ...rows.slice(0, SHOWN_FINDINGS).map((row) => findingRow(row, hasEpss ? COLUMNS.length : COLUMNS.length - 1)),
    "</table>",
    ...(rows.length > SHOWN_FINDINGS
      ? [`<p class="empty-note">The worst are here; ${rows.length - SHOWN_FINDINGS} more are in the other forms.</p>`]
      : []),
    '<p class="empty-note" id="nothing" hidden>Nothing fits.</p>',
    "</section>",
  ].join("\n");
}

const pills = (counts: SeverityCounts) =>
  SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => `<span class="pill ${severity}">${counts[severity]} ${severity}</span>`)
    .join("");

function packagesCard({ packages }: ScanReport): string {
  const vulnerable = packages.filter(({ findings }) => findings.length > 0);
  if (vulnerable.length === 0) return "";
  return [
    '<section class="card packages">',
    `<h2>${countOf(vulnerable.length, "vulnerable package")}</h2>`,
    ...vulnerable.map(packagePart),
    "</section>",
  ].join("\n");
}

function packagePart(pkg: PackageFindings): string {
  const { purl, version, type, layer, locations, findings, owner, removedIn } = pkg;
  const name = packageName(pkg);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Package URL", `<code>${html(purl)}</code>`],
    ["Belongs to", owner && `<code>${html(owner)}</code>`],
    ["Layer", `${layer.ordinal}${layer.diffId ? ` <code>${html(layer.diffId)}</code>` : ""}`],
    ["Removed by", removedIn && `layer ${removedIn.ordinal}; every pull still fetches it`],
    [
      "Files",
      locations
        .slice(0, 20)
        .map(({ path }) => `<code>${html(imagePath(path))}</code>`)
        .join("<br>"),
    ],
    ["Vulnerabilities", findings.map(({ id }) => whole(id, "span")).join(", ")],
    [
      "",
      `<button type="button" class="plain" data-search="${html(`${name} ${version}`)}">Show them in the list</button>`,
    ],
  ];
  const rows = facts.flatMap(([title, value]) => (value ? [`<dt>${title}</dt><dd>${value}</dd>`] : []));
  const counts = severitiesOf({ findings });
  return `<details><summary><b>${html(name)}</b><code>${html(version)}</code><span class="nofix">${html(type)}</span><span class="pills">${pills(counts)}</span></summary><div class="inside"><dl>${rows.join("")}</dl></div></details>`;
}

function problemsCard({ problems }: ScanReport): string {
  if (problems.length === 0) return "";
  const items = problems.map(({ code, message }) => `<li>${html(maskText(message))} <code>${code}</code></li>`);
  return `<section class="card problems"><h2>Could not be read or checked</h2><ul>${items.join("")}</ul></section>`;
}

function footer({ snapshot }: ScanReport, toolVersion: string): string {
  const sources = snapshot.sources
    .filter(({ state }) => state !== "absent")
    .map(({ name, state }) => html(state === "fresh" ? name : `${name} (${state})`));
  return `<footer>Plimsoll ${html(toolVersion)}. Advisories checked ${html(snapshot.checkedAt.slice(0, 10))}: ${sources.join(", ") || "no sources"}; snapshot <code>${html(shortDigest(snapshot.id))}</code>.</footer>`;
}

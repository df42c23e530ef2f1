import type { KnownExploited } from "../model/advisory.ts";
import type { Cvss, Finding, PackageFindings } from "../model/finding.ts";
import { columnsOf, cut, wrap } from "./columns.ts";
import { epssPercentileText, epssScoreText } from "./epss-words.ts";
import { badgesOf, fixText, otherNames } from "./finding-words.ts";
import { imagePath } from "./image-path.ts";
import { pageOf } from "./links.ts";
import { type Paint, SEVERITY_STYLES } from "./paint.ts";
import { printable } from "./printable.ts";
import { severitiesOf } from "./scan-report.ts";
import { suppressionText, vexText } from "./suppression-text.ts";
import { packageName, severityCell, shortDigest } from "./words.ts";

/** Less than this says nothing: what has no more room stands on a line of its own, or is left to the terminal. */
const LEAST_COLUMNS = 20;

/** A package with its vulnerabilities, worst first. */
export function packageText(
  pkg: PackageFindings,
  { details = false, locations, epss = false }: { details?: boolean; locations: boolean; epss?: boolean },
  paint: Paint,
): string {
  const { findings, purl } = pkg;
  const lines = [titleLine(pkg, paint), printable(purl), ...removedLines(pkg, paint)];
  if (locations) lines.push(...locationLines(pkg, paint));
  lines.push("", ...findings.flatMap((finding) => [...findingLines(finding, { details, epss }, paint), ""]));
  return lines.slice(0, -1).join("\n");
}

/** No container has it, and whoever pulls the image fetches it. */
function removedLines({ removedIn }: PackageFindings, paint: Paint): string[] {
  if (!removedIn) return [];
  const text = `removed by layer ${removedIn.ordinal} (${shortDigest(removedIn.diffId)}); every pull still fetches it`;
  return wrap(text, { ...paint, indent: 2 }).map((line) => paint("yellow", line));
}

/** How bad it is, name and version; the name gives way. */
function titleLine(pkg: PackageFindings, paint: Paint): string {
  const cell = severityCell(severitiesOf(pkg), paint);
  const version = printable(pkg.version);
  const room = (paint.columns ?? Number.POSITIVE_INFINITY) - columnsOf(`${cell}   ${version}`);
  const name = cut(packageName(pkg), Math.max(room, LEAST_COLUMNS));
  return `${cell}  ${paint("bold", `${name} ${version}`)}`;
}

/** The layer that brought it, and the files that show it; where a file was written again later, in which layer. */
function locationLines({ layer: origin, locations }: PackageFindings, { columns }: Paint): string[] {
  const files = locations.flatMap(({ path, layer }) => {
    const where = layer.ordinal === origin.ordinal ? "evident by" : `evident by, layer ${layer.ordinal}`;
    const line = `   ${printable(imagePath(path))}`;
    const fits = columns === undefined || columnsOf(`${line} (${where})`) <= columns;
    return fits ? [`${line} (${where})`] : [line, `     (${where})`];
  });
  return [`${origin.ordinal}: ${origin.diffId}`, ...files];
}

const REACHABILITY: Readonly<Record<NonNullable<Finding["reachability"]>, string>> = {
  reachable: "a function with the flaw is in the program",
  "not-in-binary": "no function with the flaw is in the program",
  unknown: "not known whether a function with the flaw is in the program",
};

function findingLines(finding: Finding, shows: { details: boolean; epss: boolean }, paint: Paint): string[] {
  const { affectedRange, fixedVersion, subscriptionFix, cvss, epss, exploited, reachability } = finding;
  const { details } = shows;
  const others = otherNames(finding);
  const facts: (readonly [string, ...string[]])[] = [
    // Scout puts each run of versions on a line of its own.
    ["Affected range", ...affectedRange.split(" || ").map(printable)],
    ["Fixed version", fixedVersion === undefined ? paint("yellow", fixText(finding)) : printable(fixedVersion)],
  ];
  if (subscriptionFix) {
    const { subscription, version } = subscriptionFix;
    facts.push([`With ${printable(subscription)}`, printable(version)]);
  }
  if (cvss?.score !== undefined)
    facts.push(["CVSS Score", printable(`${cvss.score} (v${cvss.version}, ${scorerOf(cvss)})`)]);
  if (cvss) facts.push(["CVSS Vector", printable(cvss.vector)]);
  if (epss && (details || shows.epss)) facts.push(["EPSS", `${epssScoreText(epss)}, ${epssPercentileText(epss)}`]);
  if (exploited) facts.push(["Exploited", printable(exploitedText(exploited))]);
  if (reachability) facts.push(["Reachability", REACHABILITY[reachability]]);
  if (finding.suppressed) facts.push(["Suppressed", printable(suppressionText(finding.suppressed))]);
  else if (finding.vex) facts.push(["VEX", printable(vexText(finding.vex))]);
  if (others.length > 0) facts.push(["Advisories", others.map(printable).join(", ")]);
  if (details) facts.push(...detailFacts(finding));
  return [
    ...headline(finding, paint),
    `      ${pageOf(finding)}`,
    ...facts.flatMap(([name, ...values]) => factLines(name, values, paint)),
    ...(details ? descriptionLines(finding, paint) : []),
  ];
}

/** Who scored it, and who passed it on. */
function scorerOf({ source, by }: Cvss): string {
  return by === undefined ? source : `${by} by ${source}`;
}

function exploitedText({ added, due, ransomware, action }: KnownExploited): string {
  return [
    `known since ${added}`,
    ...(due ? [`to be mended by ${due}`] : []),
    ...(ransomware ? ["used by ransomware"] : []),
    ...(action ? [action] : []),
  ].join("; ");
}

function detailFacts({
  cwes,
  published,
  severitySource,
  severityLabel,
  ssvc,
  proof,
}: Finding): [string, ...string[]][] {
  const decisions = [ssvc?.exploitation, ssvc?.automatable, ssvc?.technicalImpact].filter(Boolean);
  const rows: [string, string | undefined][] = [
    ["Severity by", severitySource && `${severitySource}${severityLabel ? ` (${severityLabel})` : ""}`],
    ["Weaknesses", cwes.join(", ")],
    ["Published", published?.slice(0, 10)],
    ["SSVC", decisions.join(", ")],
    [
      "Compared",
      proof[0] && `${proof[0].key.name} ${proof[0].installed} is in ${proof[0].range}, by ${proof[0].scheme}`,
    ],
  ];
  return rows.flatMap(([name, value]): [string, string][] => (value ? [[name, printable(value)]] : []));
}

/** More than this is an article, which stands behind the link. */
const DESCRIPTION_LINES = 40;

function descriptionLines({ details = "" }: Finding, { columns }: Paint): string[] {
  const lines = details.trim().split(/\r?\n/);
  const shown = lines.slice(0, DESCRIPTION_LINES).flatMap((line) => {
    const text = printable(line).trimEnd();
    return text === "" ? [""] : wrap(text, { columns, start: "      ", indent: 6 });
  });
  if (details.trim() === "") return [];
  return ["", ...shown, ...(lines.length > DESCRIPTION_LINES ? ["      …"] : [])];
}

/** Severity, id and what it is about; the last is cut where a terminal has no room for it. */
function headline(finding: Finding, paint: Paint): string[] {
  const { id, severity, summary } = finding;
  const badges = badgesOf(finding).map((badge) => `  ${paint("inverse", badge)}`);
  const word = paint(SEVERITY_STYLES[severity], `✗ ${severity.toUpperCase()}`);
  const start = `    ${word} ${paint("bold", printable(id))}${badges.join("")}`;
  if (!summary) return [start];
  const title = (room: number) => paint("dim", `[${cut(printable(summary), room - 2)}]`);
  const columns = paint.columns ?? Number.POSITIVE_INFINITY;
  const room = columns - columnsOf(start) - 2;
  if (room >= LEAST_COLUMNS) return [`${start}  ${title(room)}`];
  return [start, `      ${title(columns - 6)}`];
}

function factLines(name: string, values: readonly string[], { columns }: Paint): string[] {
  const start = `      ${name.padEnd(14)} : `;
  return values.flatMap((value, i) =>
    wrap(value, { columns, start: i === 0 ? start : " ".repeat(start.length), indent: start.length }),
  );
}

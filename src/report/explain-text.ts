import type { ExplainedCard, ExplainedMiss, ExplainedRecord, ExplainedWord } from "../matching/explain.ts";
import type { Finding } from "../model/finding.ts";
import type { Package } from "../model/package.ts";
import { wrap } from "./columns.ts";
import { missSentence } from "./explain-miss.ts";
import { type ExplainReport, feedDate } from "./explain-report.ts";
import { imagePath } from "./image-path.ts";
import { pageOf, pageOfRecord } from "./links.ts";
import { targetName } from "./overview.ts";
import { type Paint, SEVERITY_STYLES } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { whatToDo } from "./upgrade.ts";
import { countOf, packageName, shortDigest } from "./words.ts";

/** A label, and lines that are its value. */
type Fact = readonly [label: string, ...lines: readonly string[]];

const LABEL_COLUMNS = 12;

/** Shown of one card; --format json has all. */
const MOST_PACKAGES = 5;
const MOST_FILES = 3;

/** `libssl3 3.1.4-r5, libcrypto3 3.1.4-r5` */
function namesOf(packages: readonly Package[]): string {
  const names = [...new Set(packages.map((pkg) => `${packageName(pkg)} ${printable(pkg.version)}`))];
  const more = names.length - MOST_PACKAGES;
  return names.slice(0, MOST_PACKAGES).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Cards of what is found, then what comes near and is not. */
export function explainText(report: ExplainReport, paint: Paint): string {
  const { explanation, image, snapshot } = report;
  const { id, names, cards, misses } = explanation;
  const others = names.filter((name) => name !== id);
  const called = others.length === 0 ? "" : ` (also ${others.map(printable).join(", ")})`;
  const verdict =
    cards.length > 0
      ? `${printable(id)}${called} is found in ${countOf(new Set(cards.flatMap(({ packages }) => packages)).size, "package")} of ${targetName(image)}`
      : `${printable(id)}${called} is not found in ${targetName(image)}`;
  const parts = [
    wrap(paint("bold", verdict), { columns: paint.columns }).join("\n"),
    ...cards.map((card) => cardText(card, report, paint)),
    ...misses.map((miss) => missText(miss, report, paint)),
    `Advisories of ${snapshot.builtAt.slice(0, 10)}, snapshot ${shortDigest(snapshot.id)}`,
  ];
  return showOn(paint, ...parts);
}

function cardText({ packages, finding, key, records, words }: ExplainedCard, report: ExplainReport, paint: Paint) {
  const { severity, fixedVersion, summary } = finding;
  const title = `${paint(SEVERITY_STYLES[severity], `✗ ${severity.toUpperCase()}`)} ${paint("bold", `${printable(finding.id)} in ${namesOf(packages)}`)}`;
  const kindOf = key.kind === "distribution" ? sourceText(packages, key.name) : "";
  const facts: Fact[] = [
    ...(summary ? [["About", printable(summary)] as const] : []),
    ...packages.slice(0, MOST_PACKAGES).flatMap(packageFacts),
    [
      "Compared",
      `${printable(key.installed)}${kindOf}, as ${key.scheme} versions, with what ${[key.ecosystem, key.release].filter(Boolean).join(" ")} says of ${printable(key.name)}`,
    ],
    ...records
      .toSorted((a, b) => Number(b.verdict === "affected") - Number(a.verdict === "affected"))
      .map(
        (record): Fact => [
          record.verdict === "affected" ? "Because" : "Beside it",
          ...recordLines(record, key.ecosystem, report, paint),
        ],
      ),
    ["How bad", ...severityLines(finding, words)],
    ...exploitFacts(finding),
    ["Fixed in", fixedVersion === undefined ? paint("yellow", "no version") : printable(fixedVersion)],
    ...subscriptionFacts(finding),
    ["What to do", printable(whatToDo(packages, finding))],
    ...suppressionFacts(finding),
    ["Read more", pageOf(finding)],
  ];
  return [
    ...wrap(title, { columns: paint.columns, indent: 4 }),
    ...facts.flatMap((fact) => factLines(fact, paint)),
  ].join("\n");
}

/** What only subscribers get. */
const subscriptionFacts = ({ subscriptionFix: fix }: ExplainedCard["finding"]): Fact[] =>
  fix ? [[`With ${printable(fix.subscription)}`, printable(fix.version)]] : [];

/** Of which source package a distribution's package is. */
const sourceText = (packages: readonly Package[], source: string) =>
  packages.every(({ name }) => name === source) ? "" : ` of the source package ${printable(source)}`;

function packageFacts({ purl, locations, layer, owner }: Package): Fact[] {
  // A folder has no layers, and a list of packages may tell neither these nor files.
  const hasLayers = layer.diffId !== "";
  const files = locations
    .slice(0, MOST_FILES)
    .map(({ path, layer: at }) => `${printable(imagePath(path))}${hasLayers ? ` in layer ${at.ordinal}` : ""}`);
  const more = locations.length > MOST_FILES ? [`and ${locations.length - MOST_FILES} more files`] : [];
  const brought = hasLayers ? [`brought by layer ${layer.ordinal} (${shortDigest(layer.diffId)})`] : [];
  const where = [...files, ...more, ...brought];
  return [
    ["Package", printable(purl)],
    ["Where", ...(where.length > 0 ? where : ["the list of packages does not tell"])],
    ...(owner ? [["Part of", printable(owner)] as const] : []),
  ];
}

/** The comparison of each run, then which record says so, and how old that is. */
function recordLines(record: ExplainedRecord, ecosystem: string, report: ExplainReport, paint: Paint): string[] {
  const { source, id, sha256, ranges, listed, verdict, state, pocket, vendorAdvisories, trouble } = record;
  const { modified, published } = report.recordOf(source, id);
  const day = (time: string) => time.slice(0, 10);
  const dates = [
    ...(published ? [`published ${day(published)}`] : []),
    ...(modified ? [`changed ${day(modified)}`] : []),
    `feed of ${day(feedDate(report.snapshot, source) ?? "?")}`,
    `record ${sha256.slice(0, 12)}`,
  ];
  const holding = ranges.filter(({ holds }) => holds);
  const shown = verdict === "affected" ? holding : ranges;
  return [
    `${printable(id)} of ${source}${pocket ? `, of the archive ${printable(pocket)}` : ""}${verdict === "affected" ? "" : `: ${VERDICTS[verdict]}`}`,
    ...shown.map(({ bounds, holds }) => {
      const failed = bounds.find((bound) => !bound.holds);
      const text =
        bounds.length === 0
          ? "every version is affected"
          : (failed ? [failed] : bounds)
              .map(({ text: line, kind }) => `${printable(line)} (${KINDS[kind]})`)
              .join(" and ");
      return holds ? paint("red", `✗ ${text}`) : paint("green", `✓ ${text}`);
    }),
    ...(listed === undefined ? [] : [paint("red", `✗ ${printable(listed)} is listed as affected`)]),
    ...(verdict === "affected" && state !== "affected" ? [`the source's word: ${state.replaceAll("-", " ")}`] : []),
    ...(trouble === undefined ? [] : [paint("yellow", printable(trouble))]),
    ...(vendorAdvisories.length > 0 ? [`vendor's advisory: ${vendorAdvisories.map(printable).join(", ")}`] : []),
    paint("dim", dates.join(", ")),
    paint("dim", pageOfRecord(id, ecosystem)),
  ];
}

const KINDS = {
  introduced: "introduced",
  after: "last sound",
  fixed: "fixed",
  "last-affected": "last affected",
} as const;

const VERDICTS: Readonly<Record<Exclude<ExplainedRecord["verdict"], "affected">, string>> = {
  "not-affected": "not affected",
  outside: "does not hold for this version",
  unmet: "another module stream, architecture or binary package",
  unreadable: "could not be compared",
};

/** Whose word counts, then what the others say. */
function severityLines(
  { severity, severitySource, severityLabel, cvss }: Finding,
  words: readonly ExplainedWord[],
): string[] {
  const label = severityLabel && severityLabel !== severity ? `, in its word ${printable(severityLabel)}` : "";
  const score = cvss
    ? [`CVSS ${cvss.version}: ${cvss.score ?? "no score"}, ${printable(cvss.vector)} (${cvss.source})`]
    : [];
  const others = words
    .filter(({ source }) => source !== severitySource)
    .map(({ source, severity: word, label: own, cvss: vectors }) => {
      const best = vectors.findLast(({ score: number }) => number !== undefined);
      const said = [own ?? word, best && `${best.score} (CVSS ${best.version})`].filter(Boolean).join(", ");
      return `${source} says ${printable(said || "nothing")}`;
    });
  const first =
    severitySource === undefined ? `${severity}: no source says` : `${severity}, by ${severitySource}${label}`;
  return [first, ...score, ...new Set(others)];
}

function exploitFacts({ epss, exploited, ssvc, disputed }: Finding): Fact[] {
  const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
  return [
    ...(epss
      ? [
          [
            "EPSS",
            `${percent(epss.score)} in the next thirty days; higher than ${percent(epss.percentile)} of all flaws`,
          ] as const,
        ]
      : []),
    ...(exploited
      ? [
          [
            "Exploited",
            `known since ${exploited.added}${exploited.due ? `, due ${exploited.due}` : ""}${exploited.ransomware ? ", by ransomware" : ""}`,
          ] as const,
        ]
      : []),
    ...(ssvc
      ? [
          [
            "SSVC",
            printable([ssvc.exploitation, ssvc.automatable, ssvc.technicalImpact].filter(Boolean).join(", ")),
          ] as const,
        ]
      : []),
    ...(disputed ? [["Disputed", "somebody with a say calls it no flaw"] as const] : []),
  ];
}

function suppressionFacts({ suppressed }: Finding): Fact[] {
  if (!suppressed) return [];
  const { status, justification, reason, author, source, expires } = suppressed;
  const why = [justification, reason, author && `by ${author}`, `in ${source}`, expires && `until ${expires}`];
  return [["Suppressed", printable([status, ...why.filter(Boolean)].join(", "))]];
}

/** Nobody has said that these packages are sound. */
const UNSURE: ReadonlySet<ExplainedMiss["reason"]> = new Set(["unreadable", "uncovered", "silent", "other-release"]);

function missText(miss: ExplainedMiss, report: ExplainReport, paint: Paint): string {
  const { packages, records, key } = miss;
  const sentence = printable(missSentence(miss, report.explanation.id, report.snapshot));
  if (packages.length === 0) return wrap(sentence, { columns: paint.columns, indent: 2 }).join("\n");
  const isUnsure = UNSURE.has(miss.reason);
  const title = `${isUnsure ? paint("yellow", "?") : paint("green", "✓")} ${paint("bold", `${namesOf(packages)}`)}`;
  const facts: Fact[] = [
    ["Why not", sentence],
    ["Package", ...packages.slice(0, MOST_PACKAGES).map(({ purl }) => printable(purl))],
    ...records.map((record): Fact => ["Record", ...recordLines(record, key?.ecosystem ?? "", report, paint)]),
  ];
  return [
    ...wrap(title, { columns: paint.columns, indent: 4 }),
    ...facts.flatMap((fact) => factLines(fact, paint)),
  ].join("\n");
}

function factLines([label, ...lines]: Fact, { columns }: Paint): string[] {
  const start = `  ${label.padEnd(LABEL_COLUMNS)}`;
  return lines.flatMap((line, at) =>
    wrap(line, { columns, start: at === 0 ? start : " ".repeat(start.length), indent: start.length + 2 }),
  );
}

import type { VulnerabilityFacts } from "../advisories/snapshot-reader.ts";
import type { CvssVector } from "../model/advisory.ts";
import type { Cvss } from "../model/finding.ts";
import { type Severity, severityOfScore } from "../model/severity.ts";

/** How bad a flaw is, by whose word, and the score that goes with it. */
export interface Verdict {
  readonly severity: Severity;
  /** Feed whose word it is; absent where nobody says anything. */
  readonly severitySource?: string;
  /** Its own word, where that is another. */
  readonly severityLabel?: string;
  readonly cvss?: Cvss;
}

/**
 * Databases of language ecosystems: what they say of a CVE is said of the software itself. A distribution speaks of its
 * own packages, and of others' only when nobody else does.
 */
const DATABASES: ReadonlySet<string> = new Set([
  "friendsofphp",
  "github-advisories",
  "gitlab-community",
  "hex-advisories",
  "nodejs-core",
  "osv-actions",
  "osv-bitnami",
  "osv-cran",
  "osv-crates",
  "osv-ghc",
  "osv-go",
  "osv-hackage",
  "osv-hex",
  "osv-maven",
  "osv-npm",
  "osv-nuget",
  "osv-packagist",
  "osv-pub",
  "osv-pypi",
  "osv-rubygems",
  "osv-swift",
  "ruby-advisory-db",
]);

/** Whose word counts before whose; docs/decisions/0025-severity-and-risk.md has the reasons. */
const VOICES = ["own", "database", "nvd", "cisa", "author", "other"] as const;

type Voice = (typeof VOICES)[number];

/** What one source says, in its own name or passing on what the flaw's author said. */
interface Statement {
  readonly voice: Voice;
  readonly source: string;
  readonly word?: Severity | undefined;
  readonly label?: string | undefined;
  readonly vectors: readonly CvssVector[];
}

/**
 * The severity of a flaw in one package: of the voices in their order, the first that says anything. Its word counts
 * before the band of its score. The score is that of the same source, else of the next that has one: a vendor's `low`
 * beside a 9.8 is no contradiction.
 *
 * @param own  Sources whose advisories hold for the package: its vendor's, or its ecosystem's.
 * @param isMalware  Then nothing is worse.
 */
export function verdictOf(facts: readonly VulnerabilityFacts[], own: ReadonlySet<string>, isMalware: boolean): Verdict {
  const statements = facts
    .flatMap((fact) => statementsOf(fact, own))
    .sort((a, b) => VOICES.indexOf(a.voice) - VOICES.indexOf(b.voice));
  const chosen = isMalware ? undefined : firstThatSays(statements);
  const preferred = statements.filter(({ source, voice }) => source === chosen?.source && voice === chosen.voice);
  const cvss = bestVector([...preferred, ...statements]);
  if (chosen === undefined) {
    return { severity: isMalware ? "critical" : "unspecified", ...(cvss && { cvss }) };
  }
  return {
    severity: chosen.severity,
    severitySource: chosen.source,
    ...(chosen.label && { severityLabel: chosen.label }),
    ...(cvss && { cvss }),
  };
}

/** Facts in the order of their voices, so that the first with a title or a date is the one to show. */
export function byVoice(facts: readonly VulnerabilityFacts[], own: ReadonlySet<string>): VulnerabilityFacts[] {
  const rank = ({ source }: VulnerabilityFacts) => VOICES.indexOf(voiceOf(source, own));
  return facts.toSorted((a, b) => rank(a) - rank(b));
}

function voiceOf(source: string, own: ReadonlySet<string>): Voice {
  if (own.has(source)) return "own";
  if (DATABASES.has(source)) return "database";
  if (source === "nvd") return "nvd";
  return source === "cisa-vulnrichment" ? "cisa" : "other";
}

function statementsOf(
  { source, severity, severityLabel, cvss }: VulnerabilityFacts,
  own: ReadonlySet<string>,
): Statement[] {
  const voice = voiceOf(source, own);
  const passedOn = cvss.filter(({ by }) => by !== undefined);
  const itself = { voice, source, word: severity, label: severityLabel, vectors: cvss.filter(({ by }) => !by) };
  return passedOn.length === 0 ? [itself] : [itself, { voice: "author", source, vectors: passedOn }];
}

/** Within one voice any word counts before any score. */
function firstThatSays(
  statements: readonly Statement[],
): { severity: Severity; source: string; voice: Voice; label?: string | undefined } | undefined {
  for (const voice of VOICES) {
    const same = statements.filter((statement) => statement.voice === voice);
    for (const { word, source, label } of same) {
      if (word !== undefined && word !== "unspecified") return { severity: word, source, voice, label };
    }
    for (const { vectors, source } of same) {
      const severity = severityOfScore(newest(vectors)?.score);
      if (severity !== "unspecified") return { severity, source, voice };
    }
  }
  return undefined;
}

/** The first statement with a score; where nobody has one, the first vector. */
function bestVector(statements: readonly Statement[]): Cvss | undefined {
  for (const { source, vectors } of statements) {
    const vector = newest(vectors);
    if (vector?.score !== undefined) return { ...vector, source };
  }
  const [incomplete] = statements.flatMap(({ source, vectors }) => vectors.map((vector) => ({ ...vector, source })));
  return incomplete;
}

/** Of one source the newest version of CVSS that has a score, and of that version the highest. */
function newest(vectors: readonly CvssVector[]): CvssVector | undefined {
  return vectors
    .filter(({ score }) => score !== undefined)
    .toSorted((a, b) => compare(b.version, a.version) || (b.score ?? 0) - (a.score ?? 0))[0];
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

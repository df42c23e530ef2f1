import { latin1Of } from "../host/latin1.ts";
import { credentialFilesAt } from "./credential-files.ts";
import { entropyOf } from "./entropy.ts";
import { type FileClass, fileClassOf } from "./file-class.ts";
import { ruleAt } from "./lesser-rules.ts";
import { isPlaceholder, isPlainWord } from "./placeholder.ts";
import type { Match, Rule, RuleFacts } from "./rule.ts";
import { type RuleSetName, ruleSet } from "./rule-set.ts";

/** A secret in clear: never for a report, a message or a file. */
export interface FoundSecret extends Match {
  readonly rule: RuleFacts;
  /** From 1; absent in programs. */
  readonly line?: number;
}

export interface Findings {
  readonly found: readonly FoundSecret[];
  /** Whether the file has more places to look at than anybody means well with. */
  readonly isCutOff: boolean;
}

/** So many secrets are told of one file. */
const MOST_FOUND = 100;

/** So many places are kept until it is known which rule has which. */
const MOST_MATCHES = 2000;

/** Characters around keywords that are looked at, for each byte of a file and to begin with. */
const WINDOWS_A_BYTE = 16;
const WINDOWS_AT_LEAST = 16 * 1024 * 1024;

/** A file of credentials is small; more of it is not looked at as such. */
const MOST_OF_CREDENTIAL_FILE = 1024 * 1024;

/** What only a closer look refuses costs as much as so many characters. */
const WINDOW_OF_REFUSED = 400;

/** The lookbehind of patterns sees this much. */
const BEFORE = 3;

const RULE_SETS: Readonly<Record<Exclude<FileClass, "skipped">, { text: RuleSetName; binary: RuleSetName }>> = {
  published: { text: "published", binary: "published-binary" },
  sample: { text: "published", binary: "binary" },
  own: { text: "own", binary: "binary" },
  settings: { text: "settings", binary: "binary" },
};

/** A file with a zero byte early on is no text, as git has it. */
const isBinary = (bytes: Uint8Array) => bytes.subarray(0, 8000).includes(0);

/**
 * The secrets in a file, each once, in their order.
 *
 * @param fileClass  What the file is, where more is known of it than its path.
 */
export function findInFile(path: string, bytes: Uint8Array, fileClass = fileClassOf(path)): Findings {
  const files = credentialFilesAt(path);
  if (fileClass === "skipped" && files.length === 0) return { found: [], isCutOff: false };
  const binary = isBinary(bytes);
  const matches: RankedMatch[] = [];
  if (!binary) {
    const text = files.length === 0 ? "" : latin1Of(bytes.subarray(0, MOST_OF_CREDENTIAL_FILE));
    for (const rule of files) {
      for (const match of text.matchAll(rule.pattern)) {
        const secret = match[1] ?? "";
        if (isPlainWord(secret) || rule.confirm?.(secret) === false) continue;
        const start = match.index + match[0].lastIndexOf(secret);
        matches.push({ rule, start, end: start + secret.length, secret, rank: 0 });
        if (matches.length === MOST_MATCHES) break;
      }
    }
  }
  const name = RULE_SETS[fileClass === "skipped" ? "published" : fileClass][binary ? "binary" : "text"];
  const isCutOff = match(bytes, name, matches);
  const findings = chosen(matches, binary ? undefined : bytes, isCutOff);
  return { ...findings, found: findings.found.map((one) => ({ ...one, rule: ruleAt(path, one.rule) })) };
}

/** The secrets in a text of an image's own: a variable, a label, an instruction. */
export function findInText(text: string): readonly FoundSecret[] {
  const matches: RankedMatch[] = [];
  match(
    Uint8Array.from(text, (character) => Math.min(character.charCodeAt(0), 255)),
    "own",
    matches,
  );
  return chosen(matches, undefined, false).found;
}

interface RankedMatch extends Match {
  readonly rule: RuleFacts;
  /** The lower one has the text. */
  readonly rank: number;
}

/** @returns Whether there was more to look at than is looked at. */
function match(bytes: Uint8Array, name: RuleSetName, matches: RankedMatch[]): boolean {
  const { scan, rulesOf } = ruleSet(name);
  let left = WINDOWS_AT_LEAST + WINDOWS_A_BYTE * bytes.length;
  let isCutOff = false;
  scan(bytes, (literal, at) => {
    for (const rule of rulesOf[literal] ?? []) {
      const from = Math.max(0, at - rule.lead - BEFORE);
      const to = Math.min(bytes.length, at + rule.reach);
      left -= to - from;
      const window = latin1Of(bytes.subarray(from, to));
      for (const found of matchesIn(window, rule, at - from, to === bytes.length)) {
        if (found === "refused") {
          left -= WINDOW_OF_REFUSED;
          if (left < 0) break;
          continue;
        }
        const rank = matches.length;
        matches.push({ ...found, rule, start: found.start + from, end: found.end + from, rank: rankOf(rule, rank) });
      }
    }
    isCutOff = left < 0 || matches.length >= MOST_MATCHES;
    return !isCutOff;
  });
  return isCutOff;
}

const KIND_RANKS = { token: 1, named: 2, setting: 3 } as const;

/** Rules that know more come first; of the same kind, the one that the table has first. */
const rankOf = ({ kind }: Rule, order: number) => KIND_RANKS[kind] * MOST_MATCHES * 10 + order;

function* matchesIn(window: string, rule: Rule, keywordAt: number, isEnd: boolean): Generator<Match | "refused"> {
  const { pattern } = rule;
  pattern.lastIndex = pattern.sticky ? keywordAt : 0;
  for (let found = pattern.exec(window); found; found = pattern.sticky ? null : pattern.exec(window)) {
    const text = found[1] ?? "";
    const end = found.index + found[0].length;
    // What goes on behind the window is not what its end makes of it.
    if (end === window.length && !isEnd) continue;
    const secret = rule.confirm ? rule.confirm(text, window, found.index) : text;
    if (
      secret === undefined ||
      entropyOf(text) < rule.entropy ||
      (rule.kind !== "token" ? isPlainWord(text) : !rule.confirm && isPlaceholder(text))
    ) {
      yield "refused";
      continue;
    }
    const start = found.index + found[0].lastIndexOf(text);
    yield { start, end: start + text.length, secret };
  }
}

/** Of matches that overlap the one of the lowest rank, in the order of the file. */
function chosen(matches: RankedMatch[], text: Uint8Array | undefined, isCutOff: boolean): Findings {
  const kept: RankedMatch[] = [];
  for (const candidate of matches.toSorted((a, b) => a.rank - b.rank)) {
    if (!kept.some(({ start, end }) => candidate.start < end && start < candidate.end)) kept.push(candidate);
  }
  kept.sort((a, b) => a.start - b.start);
  let line = 1;
  let at = 0;
  const found = kept.slice(0, MOST_FOUND).map(({ rank: _, ...match }): FoundSecret => {
    if (!text) return match;
    for (; at < match.start; at++) if (text[at] === 0x0a) line++;
    return { ...match, line };
  });
  return { found, isCutOff: isCutOff || kept.length > MOST_FOUND };
}

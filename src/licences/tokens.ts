import { foldWords, OR_LATER } from "./fold.ts";

/** A piece of what somebody declared. */
export interface Token {
  readonly kind: "word" | "url" | "open" | "close" | "and" | "or" | "with" | "comma" | "slash";
  /** As `foldWords` has them; a word without letters and numbers, and a silent one, has none. */
  readonly words: readonly string[];
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

const PIECE =
  /\bw\/|https?:\/\/[^\s(),;<>]+|www\.[^\s(),;<>]+|[()]|[,;]|&&?|\|\|?|\/|(?:(?!https?:\/\/)[^\s(),;&|/])+/gi;

const KINDS: Readonly<Record<string, Token["kind"]>> = {
  "(": "open",
  ")": "close",
  ",": "comma",
  ";": "comma",
  "/": "slash",
  "&": "and",
  "&&": "and",
  "|": "or",
  "||": "or",
  and: "and",
  or: "or",
  with: "with",
  "w/": "with",
};

/** Takes a declared text apart; linear in its length. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: piece, index: start } of text.matchAll(PIECE)) {
    const lower = piece.toLowerCase();
    const kind = KINDS[lower] ?? (/^(?:https?:\/\/|www\.)/.test(lower) ? "url" : "word");
    const named = kind === "and" || kind === "or" || kind === "with" ? [kind] : [];
    tokens.push({ kind, words: kind === "word" ? foldWords(piece) : named, start, end: start + piece.length });
  }
  return joinedAlternatives(joinedLater(tokens));
}

/** `and/or` leaves the choice. */
function joinedAlternatives(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const [before, slash] = joined.slice(-2);
    if (token.kind === "or" && slash?.kind === "slash" && before?.kind === "and") {
      joined.splice(-2, 2, { ...token, start: before.start });
    } else joined.push(token);
  }
  return joined;
}

const FILLING = new Set(["at", "your", "option", "any", "a", "our", "choice"]);
const LATER = new Set([
  "later",
  "newer",
  "above",
  "greater",
  "higher",
  "up",
  "upward",
  "upwards",
  "onwards",
  "subsequent",
]);

/** As many tokens as `, or (at your option) any later version` has, and some. */
const MOST_FILLING = 12;

/** Makes one word of "or later" in all its forms: `or (at your option) any later version`, `(or newer)`. */
function joinedLater(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const end = endOfLater(tokens, i);
    if (end === undefined) joined.push(token);
    else {
      if (joined.at(-1)?.kind === "comma") joined.pop();
      joined.push({ kind: "word", words: [OR_LATER], start: token.start, end: tokens[end - 1]?.end ?? token.end });
      i = end - 1;
    }
  }
  return joined;
}

/** Index behind an "or later" that begins here; without a bracket behind it that says something else. */
function endOfLater(tokens: readonly Token[], begin: number): number | undefined {
  let depth = tokens[begin]?.kind === "open" ? 1 : 0;
  const kind = tokens[begin + depth]?.kind;
  if (kind !== "or" && kind !== "and") return undefined;
  let found = false;
  let end: number | undefined;
  const most = Math.min(tokens.length, begin + MOST_FILLING);
  for (let at = begin + depth + 1; at < most; at++) {
    const { kind, words } = tokens[at] as Token;
    const [word] = words;
    if (kind === "open") depth++;
    else if (kind === "close") depth--;
    else if (kind === "word" && words.length === 1 && LATER.has(word ?? "") && !found) found = true;
    else if (!isFilling(kind, words, found)) break;
    // A bracket that was open before.
    if (depth < 0) break;
    if (found && depth === 0) end = at + 1;
  }
  return end;
}

function isFilling(kind: Token["kind"], words: readonly string[], isFound: boolean): boolean {
  if (kind === "comma") return !isFound;
  return kind === "word" && words.every((word) => FILLING.has(word));
}

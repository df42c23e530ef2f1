import { exceptionOf } from "./exceptions.ts";
import { findKnownLicence } from "./known-licences.ts";
import { licenseRefOf } from "./license-ref.ts";
import { formatTerms, joinTerms, type Terms } from "./terms.ts";
import { readTokens, type Token } from "./tokens.ts";
import { licenceOfUrl } from "./urls.ts";

/** Longer texts are prose. */
const MOST_CHARACTERS = 2000;

/** A name that nobody knows: with more words it is a sentence, and its "and" no operator. */
const MOST_WORDS_OF_A_NAME = 5;

/** Brackets within each other, and operators that wait for their right side. */
const MOST_WAITING = 50;

/** More of them in one text are no names, either. */
const MOST_UNKNOWN = 12;

interface Operand {
  readonly terms: Terms;
  readonly known: boolean;
  readonly wordCount: number;
  /** Index of the token behind it. */
  readonly end: number;
}

interface Operator {
  readonly join: "AND" | "OR";
  /** What binds closer has more. */
  readonly strength: number;
}

/**
 * Licences joined by words or signs, in brackets or not: SPDX expressions, and what comes near to them. `undefined` where
 * the text is none.
 */
export function readExpression(text: string): Terms | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const tokens = readTokens(text);
  return readJoined(text, tokens) ?? readList(tokens);
}

function readJoined(text: string, tokens: readonly Token[]): Terms | undefined {
  const values: Terms[] = [];
  const waiting: (Operator | "open")[] = [];
  const operands: Operand[] = [];
  let isListed = false;
  let unknownCount = 0;
  const applyLast = () => {
    const operator = waiting.pop() as Operator;
    const [right, left] = [values.pop(), values.pop()];
    if (left && right) values.push(joinTerms(operator.join, [left, right]));
  };
  const applyWhile = (goes: (operator: Operator) => boolean) => {
    for (let top = waiting.at(-1); top && top !== "open" && goes(top); top = waiting.at(-1)) applyLast();
  };

  let wantsOperand = true;
  for (let at = 0; at < tokens.length; ) {
    const { kind } = tokens[at] as Token;
    if (wantsOperand) {
      if (kind === "open") {
        if (waiting.length === MOST_WAITING) return undefined;
        waiting.push("open");
        at++;
        continue;
      }
      const operand = readOperand(text, tokens, at);
      if (!operand) return undefined;
      operands.push(operand);
      if (!operand.known && ++unknownCount > MOST_UNKNOWN) return undefined;
      values.push(operand.terms);
      at = operand.end;
      wantsOperand = false;
      continue;
    }
    if (kind === "close") {
      applyWhile(() => true);
      if (waiting.pop() !== "open") return undefined;
      at++;
      continue;
    }
    const operator = readOperator(tokens, at);
    if (!operator) return undefined;
    isListed ||= operator.isListed;
    applyWhile(({ strength }) => strength >= operator.strength);
    waiting.push(operator);
    at = operator.end;
    wantsOperand = true;
  }
  if (wantsOperand) return undefined;
  applyWhile(() => true);
  const [value] = values;
  return waiting.length === 0 && values.length === 1 && isCredible(operands, isListed) ? value : undefined;
}

/** Prose has "and" and commas, too: what of it is no licence must look like a name at least. */
function isCredible(operands: readonly Operand[], isListed: boolean): boolean {
  const unknown = operands.filter(({ known }) => !known);
  if (unknown.length === 0) return true;
  if (operands.length === 1 || isListed) return false;
  if (unknown.some(({ wordCount }) => wordCount > MOST_WORDS_OF_A_NAME)) return false;
  return unknown.length < operands.length || unknown.every(({ wordCount }) => wordCount === 1);
}

/**
 * A comma in front of "and" and "or" makes them bind less: `A or B, and C` is `(A or B) and C`. Alone it goes with the
 * word that ends its list, or else means that all hold. A slash is the choice of Cargo's old manifests.
 *
 * Sources: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/#license-synopsis,
 * https://doc.rust-lang.org/cargo/reference/manifest.html#the-license-and-license-file-fields
 */
function readOperator(
  tokens: readonly Token[],
  at: number,
): (Operator & { readonly isListed: boolean; readonly end: number }) | undefined {
  const kind = tokens[at]?.kind;
  const end = at + 1;
  if (kind === "and") return { join: "AND", strength: 3, isListed: false, end };
  if (kind === "or") return { join: "OR", strength: 2, isListed: false, end };
  if (kind === "slash") return { join: "OR", strength: 4, isListed: true, end };
  if (kind !== "comma") return undefined;
  const next = tokens[end]?.kind;
  if (next === "and" || next === "or") {
    return { join: next === "and" ? "AND" : "OR", strength: 1, isListed: false, end: end + 1 };
  }
  return { join: wordOfList(tokens, end) === "or" ? "OR" : "AND", strength: 1, isListed: true, end };
}

/** The first joining word behind a comma, up to the end of its brackets. */
function wordOfList(tokens: readonly Token[], begin: number): "and" | "or" | undefined {
  let depth = 0;
  for (let at = begin; at < tokens.length && depth >= 0; at++) {
    const kind = tokens[at]?.kind;
    if (kind === "open") depth++;
    if (kind === "close") depth--;
    if (depth === 0 && (kind === "and" || kind === "or")) return kind;
  }
  return undefined;
}

/** One licence, with its exception; `undefined` where none can begin. */
function readOperand(text: string, tokens: readonly Token[], begin: number): Operand | undefined {
  const operand = readName(text, tokens, begin);
  if (!operand || tokens[operand.end]?.kind !== "with") return operand;
  const end = endOfName(tokens, operand.end + 1);
  const words = tokens.slice(operand.end + 1, end).flatMap((token) => token.words);
  const [licence = ""] = operand.terms.parts;
  const exception = operand.known && operand.terms.parts.length === 1 && exceptionOf(words, licence);
  if (exception && !licence.includes(" ")) {
    return { ...operand, terms: { parts: [`${licence} WITH ${exception}`] }, end };
  }
  return unknownLicence(text, tokens, begin, end);
}

function readName(text: string, tokens: readonly Token[], begin: number): Operand | undefined {
  const { kind, start, end: endOfToken } = tokens[begin] as Token;
  if (kind !== "word" && kind !== "url") return undefined;
  const written = text.slice(start, endOfToken);
  const wordCount = 1;
  const end = begin + 1;
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(written)) {
    return { terms: { parts: [written] }, known: true, wordCount, end };
  }
  if (kind === "url") {
    const page = licenceOfUrl(written);
    if (page) return { terms: page.terms, known: true, wordCount, end };
    return { terms: { parts: [licenseRefOf(written)] }, known: false, wordCount, end };
  }
  const found = findKnownLicence(tokens, begin);
  if (found) {
    const { terms, vague } = found.licence;
    const gloss = readGloss(text, tokens, found.end);
    // `BSD License (BSD-3-Clause)`, `Apache-2.0 (https://…)`: said twice, and the second time better.
    if (gloss && (vague || formatTerms(gloss.terms) === formatTerms(terms))) {
      return { terms: gloss.terms, known: true, wordCount, end: gloss.end };
    }
    const next = tokens[found.end]?.kind;
    if (next !== "word" && next !== "url" && next !== "open") return { terms, known: true, wordCount, end: found.end };
  }
  const endOfWords = endOfName(tokens, begin);
  const hyphenated = endOfWords === end ? readHyphenated(written) : undefined;
  return hyphenated ? { ...hyphenated, end } : unknownLicence(text, tokens, begin, endOfWords);
}

/** `GPL-3+-with-Bison-exception`: a licence and its exception in one word. */
function readHyphenated(word: string): Operand | undefined {
  const apart = word.replace(/-with-/i, " with ");
  if (apart === word) return undefined;
  const tokens = readTokens(apart);
  const operand = readOperand(apart, tokens, 0);
  return operand?.known && operand.end === tokens.length ? operand : undefined;
}

/** A licence that is told again behind its name: in brackets, or by its page. */
function readGloss(
  text: string,
  tokens: readonly Token[],
  begin: number,
): { readonly terms: Terms; readonly end: number } | undefined {
  const isOpen = tokens[begin]?.kind === "open";
  const at = isOpen ? begin + 1 : begin;
  const token = tokens[at];
  if (!token || (!isOpen && token.kind !== "url")) return undefined;
  const page = token.kind === "url" ? licenceOfUrl(text.slice(token.start, token.end)) : undefined;
  const found = page ? { licence: page, end: at + 1 } : findKnownLicence(tokens, at);
  if (!found || (isOpen && tokens[found.end]?.kind !== "close")) return undefined;
  return { terms: found.licence.terms, end: isOpen ? found.end + 1 : found.end };
}

/** Index behind a name of words that nobody knows: where something joins it, or a bracket closes that was open before. */
function endOfName(tokens: readonly Token[], begin: number): number {
  let depth = 0;
  for (let at = begin; at < tokens.length; at++) {
    const kind = tokens[at]?.kind;
    if (kind === "open") depth++;
    else if (kind === "close") {
      if (depth === 0) return at;
      depth--;
    } else if (depth === 0 && kind !== "word" && kind !== "url") return at;
  }
  return tokens.length;
}

function unknownLicence(text: string, tokens: readonly Token[], begin: number, end: number): Operand {
  const written = text.slice(tokens[begin]?.start, tokens[end - 1]?.end);
  return { terms: { parts: [licenseRefOf(written)] }, known: false, wordCount: end - begin, end };
}

/** Names with nothing but blanks between them, as old Alpine packages have them: `MIT BSD GPL2+`. All of them hold. */
function readList(tokens: readonly Token[]): Terms | undefined {
  const all: Terms[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = tokens[at]?.kind === "word" ? findKnownLicence(tokens, at) : undefined;
    if (!found) return undefined;
    all.push(found.licence.terms);
    at = found.end;
  }
  return all.length === 0 ? undefined : joinTerms("AND", all);
}

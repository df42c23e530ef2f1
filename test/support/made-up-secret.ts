/** Numbers that look random and are the same in every run. Source: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

/**
 * A text that a pattern matches, so that no file of the project holds what looks like a secret. It knows what shapes of
 * secrets are made of: characters, classes, groups of words, repetitions.
 */
export function madeUp(pattern: string, random: Random): string {
  const { text } = group(pattern, 0, random);
  return text;
}

/** Reads up to the end of a group, and chooses one of its words. */
function group(pattern: string, from: number, random: Random): { text: string; end: number } {
  const words: string[] = [];
  let word = "";
  let at = from;
  for (; at < pattern.length && pattern[at] !== ")"; ) {
    if (pattern[at] === "|") {
      words.push(word);
      word = "";
      at++;
      continue;
    }
    const { make, end } = atom(pattern, at, random);
    const [, least, most] = /^\{(\d+)(?:,(\d+))?\}/.exec(pattern.slice(end)) ?? [];
    const [optional] = /^\?/.exec(pattern.slice(end)) ?? [];
    let times = 1;
    if (least !== undefined) {
      const span = most === undefined ? 0 : Math.min(Number(most) - Number(least), 8);
      times = Number(least) + Math.floor(random() * (span + 1));
      at = end + pattern.slice(end).indexOf("}") + 1;
    } else at = optional ? end + 1 : end;
    if (optional && random() < 0.5) times = 0;
    for (let i = 0; i < times; i++) word += make();
  }
  words.push(word);
  return { text: words[Math.floor(random() * words.length)] ?? "", end: at + 1 };
}

function atom(pattern: string, at: number, random: Random): { make: () => string; end: number } {
  const pick = (characters: string) => () => characters[Math.floor(random() * characters.length)] ?? "";
  if (pattern.startsWith("(?!", at)) return { make: () => "", end: pattern.indexOf(")", at) + 1 };
  if (pattern.startsWith("(?:", at)) {
    const { end } = group(pattern, at + 3, random);
    return { make: () => group(pattern, at + 3, random).text, end };
  }
  if (pattern[at] === "[") {
    const end = pattern.indexOf("]", at);
    return { make: pick(charactersOf(pattern.slice(at + 1, end))), end: end + 1 };
  }
  if (pattern[at] === "\\") {
    const known = { d: "0123456789", w: WORD }[pattern[at + 1] ?? ""];
    return { make: known ? pick(known) : () => pattern[at + 1] ?? "", end: at + 2 };
  }
  return { make: () => pattern[at] ?? "", end: at + 1 };
}

function charactersOf(list: string): string {
  const expanded = list.replaceAll("\\w", WORD).replaceAll("\\d", "0123456789");
  return expanded.replaceAll(/([A-Za-z0-9])-([A-Za-z0-9])/g, (_whole, first: string, last: string) => {
    let characters = "";
    for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) characters += String.fromCharCode(code);
    return characters;
  });
}

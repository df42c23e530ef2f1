const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  e: "\u001B",
  f: "\f",
  n: "\n",
  r: "\r",
  s: " ",
  t: "\t",
  v: "\v",
  "0": "\0",
};

/** `%q<…>`, `%q[…]`: what closes each. */
const BRACKETS: Readonly<Record<string, string>> = { "<": ">", "[": "]", "(": ")", "{": "}" };

/**
 * The texts that stand as literals in a line of Ruby, in their order: `"a\n"`, `'a'`, `%q<a>`, `%Q[a]`. Nothing is
 * evaluated: `#{…}` stays as it is written.
 *
 * Source: https://docs.ruby-lang.org/en/master/syntax/literals_rdoc.html
 */
export function rubyTexts(line: string): string[] {
  const texts: string[] = [];
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (char === "#" && /\s/.test(line[at - 1] ?? " ")) break;
    const percent = char === "%" && /[qQ]/.test(line[at + 1] ?? "");
    if (!percent && char !== '"' && char !== "'") continue;
    const opening = percent ? (line[at + 2] ?? "") : char;
    const start = at + (percent ? 3 : 1);
    const end = endOf(line, start, BRACKETS[opening] ?? opening);
    const escapes = char === '"' || line[at + 1] === "Q";
    texts.push(unescaped(line.slice(start, end), escapes));
    at = end;
  }
  return texts;
}

function endOf(line: string, start: number, closing: string): number {
  for (let at = start; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === closing) return at;
  }
  return line.length;
}

function unescaped(text: string, all: boolean): string {
  if (!text.includes("\\")) return text;
  if (!all) return text.replaceAll(/\\(['\\])/g, "$1");
  return text.replaceAll(/\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))/g, (_, four, braces, char) => {
    if (char !== undefined) return ESCAPES[char] ?? char;
    const code = Number.parseInt(four ?? braces, 16);
    return code > 0x10ffff ? "\uFFFD" : String.fromCodePoint(code);
  });
}

/**
 * JSON of a text that may have comments and a comma behind the last item, as bun and deno write it. Neither is looked
 * for within a text in quotes.
 *
 * @throws {SyntaxError} What is not JSON even without them.
 */
export function parseJsonWithComments(text: string): unknown {
  const cuts: [begin: number, end: number][] = [];
  /** The comma that stands last, comments and spaces not counted; -1 where something else does. */
  let comma = -1;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? "";
    if (char === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
      comma = -1;
    } else if (char === "/" && (text[i + 1] === "/" || text[i + 1] === "*")) {
      const mark = text[i + 1] === "/" ? "\n" : "*/";
      const end = text.indexOf(mark, i + 2);
      const stop = end < 0 ? text.length : end + mark.length;
      cuts.push([i, stop]);
      i = stop - 1;
    } else if (char === ",") comma = i;
    else if (!" \n\t\r\uFEFF".includes(char)) {
      if (comma >= 0 && (char === "}" || char === "]")) cuts.push([comma, comma + 1]);
      comma = -1;
    }
  }
  const parts: string[] = [];
  let from = text.startsWith("\uFEFF") ? 1 : 0;
  for (const [begin, end] of cuts.sort(([a], [b]) => a - b)) {
    parts.push(text.slice(from, begin));
    from = end;
  }
  parts.push(text.slice(from));
  return JSON.parse(parts.join(" "));
}

/**
 * Whether a text fits a pattern in which `*` stands for any characters, in a path for those of one folder and `**` for
 * folders too. Without a regular expression: those go back and forth over a hostile text.
 */
export function fits(text: string, pattern: string, isPath = false): boolean {
  const parts = isPath ? pathParts(pattern) : pattern.split(/(\*+)/).filter((part) => part !== "");
  // Places in the text up to which the parts so far fit.
  let places = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    // What any characters may follow of the first place, they may of all others.
    const crossesAll = part.startsWith("*") && part !== "**/" && (!isPath || part !== "*");
    for (const place of crossesAll ? [Math.min(...places)] : places) {
      if (!part.startsWith("*")) {
        if (text.startsWith(part, place)) next.add(place + part.length);
        continue;
      }
      const crosses = !isPath || part !== "*";
      for (let end = place; end <= text.length; end++) {
        if (part !== "**/" || end === place || text[end - 1] === "/") next.add(end);
        if (!crosses && text[end] === "/") break;
      }
    }
    if (next.size === 0) return false;
    places = next;
  }
  return places.has(text.length);
}

// Two stars and a slash are one part: they may stand for no folder at all.
function pathParts(pattern: string): string[] {
  return pattern.split(/(\*\*\/|\*+)/).filter((part) => part !== "");
}

/**
 * Paragraphs of `Field: value` lines, as dpkg writes them. Field names come in lower case; a folded value keeps
 * its line breaks without the leading blank, and a line of a lone `.` is an empty one.
 *
 * A line that is neither a field nor a continuation is told to `onBrokenLine` (its number, from 1) and left out.
 *
 * Source: https://manpages.debian.org/deb822.5
 */
export function* parseDeb822(
  text: string,
  onBrokenLine?: (lineNumber: number, line: string) => void,
): Generator<ReadonlyMap<string, string>> {
  let stanza = new Map<string, string>();
  let field: string | undefined;
  let lineNumber = 0;
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, text[end - 1] === "\r" ? end - 1 : end);
    at = end + 1;
    lineNumber++;

    if (line.trim() === "") {
      if (stanza.size > 0) yield stanza;
      stanza = new Map();
      field = undefined;
    } else if (line[0] === " " || line[0] === "\t") {
      if (field === undefined) onBrokenLine?.(lineNumber, line);
      else stanza.set(field, `${stanza.get(field)}\n${line.trim() === "." ? "" : line.slice(1)}`);
    } else {
      const colon = line.indexOf(":");
      // A name is printable ASCII without blanks or a colon.
      if (colon <= 0 || !/^[!-~]+$/.test(line.slice(0, colon))) {
        onBrokenLine?.(lineNumber, line);
        field = undefined;
      } else {
        field = line.slice(0, colon).toLowerCase();
        stanza.set(field, line.slice(colon + 1).trim());
      }
    }
  }
  if (stanza.size > 0) yield stanza;
}

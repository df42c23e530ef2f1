/**
 * The headers of a mail-like file: `Name: value`, folded lines joined, up to the first empty line.
 * Names come in lower case; a name may come several times.
 *
 * Source: https://packaging.python.org/en/latest/specifications/core-metadata/ (RFC 5322 in the form of Python's email package)
 */
export function parseMailHeaders(text: string): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const line of text.split("\n")) {
    // A line of spaces goes on with the header, as Python reads it: licence texts have such lines.
    if (line === "" || line === "\r") break;
    const last = headers.at(-1);
    if (line[0] === " " || line[0] === "\t") {
      if (last) last[1] += `\n${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0) headers.push([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return headers;
}

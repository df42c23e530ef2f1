/**
 * A file of Java properties: `key=value`, `key: value` or `key value`, with comments, joined lines and escapes.
 *
 * Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function parseJavaProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  let joined = "";
  for (const physical of text.split(/\r\n|\n|\r/)) {
    const line = physical.trimStart();
    if (joined === "" && (line === "" || line[0] === "#" || line[0] === "!")) continue;
    if (endsInEscape(line)) {
      joined += line.slice(0, -1);
      continue;
    }
    addProperty(properties, joined + line);
    joined = "";
  }
  if (joined !== "") addProperty(properties, joined);
  return properties;
}

function endsInEscape(line: string): boolean {
  let at = line.length;
  while (at > 0 && line[at - 1] === "\\") at--;
  return (line.length - at) % 2 === 1;
}

function addProperty(properties: Map<string, string>, line: string): void {
  let end = 0;
  while (end < line.length && !/[=:\s]/.test(line[end] ?? "")) end += line[end] === "\\" ? 2 : 1;
  const key = unescaped(line.slice(0, end));
  const rest = line.slice(end).trimStart();
  const value = rest[0] === "=" || rest[0] === ":" ? rest.slice(1).trimStart() : rest;
  if (key !== "") properties.set(key, unescaped(value).trimEnd());
}

const CONTROL: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escaped: string) =>
    escaped.length === 5 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : (CONTROL[escaped] ?? escaped),
  );
}

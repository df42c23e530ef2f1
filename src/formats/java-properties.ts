/**
 * A file of Java properties: `key=value`, `key: value` or `key value`, with comments, joined lines and escapes.
 *
 * Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function parseJavaProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const [key, value] of eachJavaProperty(text)) properties.set(key, value);
  return properties;
}

/** The same one by one, where few of many are wanted: a later one of the same name counts. */
export function* eachJavaProperty(text: string): Generator<readonly [key: string, value: string], void> {
  let joined = "";
  for (const physical of eachLine(text)) {
    const line = physical.trimStart();
    if (joined === "" && (line === "" || line[0] === "#" || line[0] === "!")) continue;
    if (endsInEscape(line)) {
      joined += line.slice(0, -1);
      continue;
    }
    yield* propertyOf(joined + line);
    joined = "";
  }
  if (joined !== "") yield* propertyOf(joined);
}

function* eachLine(text: string): Generator<string, void> {
  const lineBreak = /\r\n|\n|\r/g;
  let start = 0;
  for (let found = lineBreak.exec(text); found; found = lineBreak.exec(text)) {
    yield text.slice(start, found.index);
    start = lineBreak.lastIndex;
  }
  yield text.slice(start);
}

function endsInEscape(line: string): boolean {
  let at = line.length;
  while (at > 0 && line[at - 1] === "\\") at--;
  return (line.length - at) % 2 === 1;
}

function* propertyOf(line: string): Generator<readonly [key: string, value: string], void> {
  let end = 0;
  while (end < line.length && !/[=:\s]/.test(line[end] ?? "")) end += line[end] === "\\" ? 2 : 1;
  const key = unescaped(line.slice(0, end));
  const rest = line.slice(end).trimStart();
  const value = rest[0] === "=" || rest[0] === ":" ? rest.slice(1).trimStart() : rest;
  if (key !== "") yield [key, unescaped(value).trimEnd()];
}

const CONTROL: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, escaped: string) =>
    escaped.length === 5 ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16)) : (CONTROL[escaped] ?? escaped),
  );
}

/** A package of a yarn.lock. */
export interface YarnLockEntry {
  /** What it answers: `name@range`. */
  readonly patterns: readonly string[];
  /** Plain fields: `version`, `resolved`, `resolution`, … */
  readonly fields: ReadonlyMap<string, string>;
  /** Fields that hold names: `dependencies`, `optionalDependencies`, … */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Names that `dependenciesMeta` calls optional. */
  readonly optional: ReadonlySet<string>;
}

/** Of one line its words: texts in quotes, or what stands between spaces, commas and colons at a word's end. */
function unquote(text: string): string {
  if (!text.startsWith('"')) return text.startsWith("'") && text.endsWith("'") ? text.slice(1, -1) : text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

/** Where a text in quotes ends, or where a plain word does: at the sign, or the first space. */
function endOfKey(text: string): number {
  if (text[0] === '"') {
    for (let i = 1; i < text.length; i++) {
      if (text[i] === "\\") i++;
      else if (text[i] === '"') return i + 1;
    }
    return text.length;
  }
  const end = text.search(/: |:$| /);
  return end < 0 ? text.length : end;
}

/** `key value` of yarn 1, `key: value` of later ones; without a value where a group follows. */
function fieldOf(text: string): [key: string, value: string] {
  const end = endOfKey(text);
  const value = text.slice(end).replace(/^:/, "").trim();
  return [unquote(text.slice(0, end)), unquote(value)];
}

/** `a@^1, "b@^2":` of yarn 1, `"a@npm:^1, a@npm:^2":` of later ones. */
function patternsOf(line: string): string[] {
  const patterns: string[] = [];
  let rest = line.replace(/:$/, "");
  while (rest !== "") {
    const comma = rest.indexOf(", ");
    const end = rest[0] === '"' ? endOfKey(rest) : comma < 0 ? rest.length : comma;
    for (const pattern of unquote(rest.slice(0, end)).split(", ")) if (pattern !== "") patterns.push(pattern);
    rest = rest.slice(end).replace(/^,? */, "");
    if (end === 0) break;
  }
  return patterns;
}

/**
 * Reads the lock file of yarn, of version 1 or later ones: both are packages at the margin with fields two spaces in.
 * What is no such line is left out.
 *
 * Source: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
 */
export function parseYarnLock(text: string, onMalformed: (line: number) => void): YarnLockEntry[] {
  const entries: YarnLockEntry[] = [];
  let fields = new Map<string, string>();
  let groups = new Map<string, Map<string, string>>();
  let optional = new Set<string>();
  let group: Map<string, string> | undefined;
  let about = "";
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    const content = line.trimStart();
    // A long key has a line of its own, and its colon another.
    if (content === "" || content[0] === "#" || line === ":") continue;
    const depth = line.length - content.length;
    if (depth === 0) {
      if (!line.endsWith(":") && !line.startsWith("? ")) {
        onMalformed(i + 1);
        group = undefined;
        continue;
      }
      fields = new Map();
      groups = new Map();
      optional = new Set();
      group = undefined;
      entries.push({ patterns: patternsOf(line.replace(/^\? /, "")), fields, groups, optional });
      continue;
    }
    if (entries.length === 0) {
      onMalformed(i + 1);
      continue;
    }
    const [key, value] = fieldOf(content);
    if (depth <= 3) {
      group = value === "" ? new Map() : undefined;
      if (group) groups.set(key, group);
      else fields.set(key, value);
    } else if (depth <= 5) {
      about = key;
      if (value !== "") group?.set(key, value);
    } else if (key === "optional" && value === "true") optional.add(about);
  }
  return entries;
}

/** A dependency as Python writes it: `name[extra] >=1 ; marker`. */
export interface PythonRequirement {
  readonly name: string;
  readonly extras: readonly string[];
  /** `>=1,<2`; empty where any version will do. */
  readonly specifier: string;
  /** Where it is to be had from, instead of an index. */
  readonly url?: string;
  /** When it is needed at all. */
  readonly marker?: string;
}

/** Longer ones no tool writes. */
const MOST_CHARACTERS = 8192;

/**
 * Reads one dependency; `undefined` where it is none.
 *
 * Source: https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
export function parseRequirement(text: string): PythonRequirement | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const [head = "", name] = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(text) ?? [];
  if (name === undefined) return undefined;
  let rest = text.slice(head.length).trimStart();
  const extras: string[] = [];
  if (rest.startsWith("[")) {
    const end = rest.indexOf("]");
    if (end < 0) return undefined;
    for (const extra of rest.slice(1, end).split(",")) if (extra.trim() !== "") extras.push(extra.trim());
    rest = rest.slice(end + 1).trimStart();
  }
  const isUrl = rest.startsWith("@");
  // A URL may have a semicolon of its own: there the marker stands behind a space.
  const at = isUrl ? rest.search(/\s;/) : rest.indexOf(";");
  const version = (at < 0 ? rest : rest.slice(0, at)).trim();
  const marker = at < 0 ? "" : rest.slice(rest.indexOf(";", at) + 1).trim();
  const specifier = version.startsWith("(") && version.endsWith(")") ? version.slice(1, -1).trim() : version;
  if (!isUrl && specifier !== "" && !/^[<>=!~]/.test(specifier)) return undefined;
  return {
    name,
    extras,
    specifier: isUrl ? "" : specifier,
    ...(isUrl && { url: version.slice(1).trim() }),
    ...(marker !== "" && { marker }),
  };
}

/**
 * The dependencies of an egg, each with the marker that its section has.
 *
 * Source: https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html#requires-txt
 */
export function parseEggRequires(text: string): string[] {
  const requirements: string[] = [];
  let condition = "";
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
      const [extra = "", ...marker] = trimmed.slice(1, -1).split(":");
      const parts = [extra && `extra == "${extra.replaceAll('"', "")}"`, marker.length > 0 && `(${marker.join(":")})`];
      condition = parts.filter(Boolean).join(" and ");
      continue;
    }
    requirements.push(condition === "" ? trimmed : `${trimmed} ; ${condition}`);
  }
  return requirements;
}

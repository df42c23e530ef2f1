import { SaxesParser } from "saxes";

/** By which Maven names a project. */
export interface MavenCoordinates {
  readonly groupId?: string;
  readonly artifactId?: string;
  readonly version?: string;
}

export interface PomDependency extends MavenCoordinates {
  readonly scope?: string;
  readonly optional?: string;
}

/** What a pom.xml says of its project, as written: `${…}` stands where it stood. */
export interface Pom extends MavenCoordinates {
  readonly parent?: MavenCoordinates;
  readonly name?: string;
  readonly description?: string;
  readonly url?: string;
  /** Names; an address where there is no name. */
  readonly licenses: readonly string[];
  readonly organization?: string;
  readonly developers: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
  readonly dependencies: readonly PomDependency[];
  /** Why it was not read to its end. */
  readonly trouble?: string;
}

/** The largest ones manage a thousand dependencies. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_DEPTH = 64;
const MOST_ITEMS = 5000;
const MOST_TEXT = 4096;

/** Elements in lists, and the fields of each. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  "project/licenses/license": ["name", "url"],
  "project/developers/developer": ["name", "email"],
  "project/dependencies/dependency": ["groupId", "artifactId", "version", "scope", "optional"],
};

const FIELDS = new Set(
  ["groupId", "artifactId", "version", "name", "description", "url"]
    .concat(["parent/groupId", "parent/artifactId", "parent/version", "organization/name"])
    .map((field) => `project/${field}`),
);

const PROPERTY = "project/properties/";

/**
 * Reads a pom.xml, as far as it is XML. Entities that it declares itself are not replaced: none can explode.
 *
 * Source: https://maven.apache.org/pom.html
 */
export function parsePom(text: string): Pom {
  const fields = new Map<string, string>();
  const properties = new Map<string, string>();
  const lists = new Map(Object.keys(LISTS).map((path) => [path, [] as Record<string, string>[]]));
  const path: string[] = [];
  let trouble: string | undefined;
  let content = "";
  let item: Record<string, string> | undefined;

  const parser = new SaxesParser();
  const give = (why: string) => {
    trouble ??= why;
  };
  parser.on("error", ({ message }) => give(message));
  parser.on("opentag", ({ name }) => {
    if (trouble !== undefined) return;
    path.push(name);
    if (path.length > MOST_DEPTH) give(`has more than ${MOST_DEPTH} levels`);
    content = "";
    if (path.length !== 3) return;
    const list = lists.get(path.join("/"));
    if (list && list.length < MOST_ITEMS) {
      item = {};
      list.push(item);
    }
  });
  const onText = (piece: string) => {
    if (content.length < MOST_TEXT) content += piece;
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    if (trouble !== undefined) return;
    const here = path.join("/");
    const value = content.trim();
    if (value !== "") {
      const list = path.length === 4 ? LISTS[path.slice(0, 3).join("/")] : undefined;
      const last = path.at(-1) ?? "";
      if (FIELDS.has(here)) fields.set(here.slice("project/".length), value);
      else if (list?.includes(last) && item) item[last] = value;
      else if (path.length === 3 && here.startsWith(PROPERTY) && properties.size < MOST_ITEMS) {
        properties.set(last, value);
      }
    }
    if (path.length === 3) item = undefined;
    path.pop();
    content = "";
  });
  try {
    parser.write(text.slice(0, MOST_CHARACTERS)).close();
  } catch (error) {
    give(error instanceof Error ? error.message : String(error));
  }

  const coordinates = (prefix: string): MavenCoordinates => ({
    ...pick("groupId", fields.get(`${prefix}groupId`)),
    ...pick("artifactId", fields.get(`${prefix}artifactId`)),
    ...pick("version", fields.get(`${prefix}version`)),
  });
  const parent = coordinates("parent/");
  return {
    ...coordinates(""),
    ...(Object.keys(parent).length > 0 && { parent }),
    ...pick("name", fields.get("name")),
    ...pick("description", fields.get("description")),
    ...pick("url", fields.get("url")),
    licenses: (lists.get("project/licenses/license") ?? []).flatMap(({ name, url }) => name ?? url ?? []),
    ...pick("organization", fields.get("organization/name")),
    developers: (lists.get("project/developers/developer") ?? []).flatMap(({ name, email }) => name ?? email ?? []),
    properties,
    dependencies: lists.get("project/dependencies/dependency") ?? [],
    ...pick("trouble", trouble),
  };
}

const pick = <Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: string });

/** A text with `${…}` replaced by what `lookUp` finds, also where that has some itself; unknown ones stay. */
export function interpolate(text: string, lookUp: (name: string) => string | undefined): string {
  let result = text;
  // Each round may double the text, and names may stand for each other.
  for (let round = 0; round < 10 && /\$\{/.test(result) && result.length < MOST_TEXT; round++) {
    const next = result.replace(/\$\{([^{}$]{1,200})\}/g, (whole, name: string) => lookUp(name.trim()) ?? whole);
    if (next === result) break;
    result = next;
  }
  return result.slice(0, MOST_TEXT);
}

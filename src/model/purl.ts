import { KnownError } from "./errors.ts";

/** A package URL in parts, decoded. */
export interface PackageUrl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Sorted by key when written. */
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

interface TypeRules {
  readonly namespace?: (namespace: string) => string;
  readonly name?: (name: string) => string;
}

const lower = (text: string) => text.toLowerCase();

/**
 * What a type does to its parts before they are written, so that equal packages have equal URLs.
 * Source: the type definitions of https://github.com/package-url/purl-spec
 */
const TYPE_RULES: Readonly<Record<string, TypeRules>> = {
  alpm: { namespace: lower, name: lower },
  apk: { namespace: lower, name: lower },
  brew: { namespace: lower, name: lower },
  deb: { namespace: lower, name: lower },
  npm: { namespace: lower, name: lower },
  pypi: { name: (name) => name.toLowerCase().replaceAll("_", "-") },
};

// `encodeURIComponent` leaves ! ' ( ) * as they are, and the specification keeps `:` readable.
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
}

const encodePath = (path: string) => path.split("/").filter(Boolean).map(encode).join("/");

/**
 * Writes a package URL in its canonical form.
 * Qualifiers with an empty value are left out, as the specification says.
 */
export function formatPurl(purl: PackageUrl): string {
  const rules = TYPE_RULES[purl.type] ?? {};
  const namespace = purl.namespace && (rules.namespace?.(purl.namespace) ?? purl.namespace);
  const name = rules.name?.(purl.name) ?? purl.name;
  let text = `pkg:${purl.type}/`;
  if (namespace) text += `${encodePath(namespace)}/`;
  text += encode(name);
  if (purl.version) text += `@${encode(purl.version)}`;
  const qualifiers = Object.entries(purl.qualifiers)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (qualifiers.length > 0) text += `?${qualifiers.map(([key, value]) => `${key}=${encode(value)}`).join("&")}`;
  if (purl.subpath) text += `#${encodePath(purl.subpath)}`;
  return text;
}

/**
 * Reads a package URL.
 *
 * @throws {KnownError} `PACKAGE_URL_INVALID` when scheme, type or name is missing, or an escape is broken.
 */
export function parsePurl(text: string): PackageUrl {
  const fail = (why: string) => new KnownError("PACKAGE_URL_INVALID", `${text}: ${why}`, { purl: text });
  const decode = (part: string) => {
    try {
      return decodeURIComponent(part);
    } catch (cause) {
      throw new KnownError("PACKAGE_URL_INVALID", `${text}: '${part}' has a broken escape`, { purl: text }, cause);
    }
  };
  const decodePath = (path: string) => path.split("/").filter(Boolean).map(decode).join("/");

  if (!/^pkg:/i.test(text)) throw fail("a package URL begins with 'pkg:'");
  let rest = text.slice("pkg:".length).replace(/^\/+/, "");

  let subpath: string | undefined;
  const hash = rest.lastIndexOf("#");
  if (hash >= 0) {
    subpath = decodePath(rest.slice(hash + 1));
    rest = rest.slice(0, hash);
  }

  const qualifiers: Record<string, string> = {};
  const question = rest.lastIndexOf("?");
  if (question >= 0) {
    for (const pair of rest.slice(question + 1).split("&")) {
      const equals = pair.indexOf("=");
      const key = pair.slice(0, Math.max(equals, 0)).toLowerCase();
      if (equals < 0 || !/^[a-z.\-_][a-z0-9.\-_]*$/.test(key)) throw fail(`'${pair}' is not a qualifier`);
      const value = decode(pair.slice(equals + 1));
      if (value !== "") qualifiers[key] = value;
    }
    rest = rest.slice(0, question);
  }

  const slash = rest.indexOf("/");
  const type = rest.slice(0, Math.max(slash, 0)).toLowerCase();
  if (!/^[a-z][a-z0-9.+-]*$/.test(type)) throw fail("the type is missing or has characters that a type cannot have");
  rest = rest.slice(slash + 1);

  let version: string | undefined;
  // The last `@`, but not the one that opens an npm scope written without an escape.
  const at = rest.lastIndexOf("@");
  if (at > 0 && rest[at - 1] !== "/" && !rest.slice(at).includes("/")) {
    version = decode(rest.slice(at + 1));
    rest = rest.slice(0, at);
  }

  const segments = rest.split("/").filter(Boolean).map(decode);
  const rawName = segments.pop();
  if (!rawName) throw fail("the name is missing");
  const rules = TYPE_RULES[type] ?? {};
  const rawNamespace = segments.join("/");
  return {
    type,
    ...(rawNamespace && { namespace: rules.namespace?.(rawNamespace) ?? rawNamespace }),
    name: rules.name?.(rawName) ?? rawName,
    ...(version && { version }),
    qualifiers,
    ...(subpath && { subpath }),
  };
}

import { KnownError } from "./errors.ts";
import { PURL_TYPES } from "./purl-types.ts";

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

// `encodeURIComponent` leaves ! ' ( ) * as they are, and the specification keeps `:` readable.
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
}

const encodePath = (path: string) => path.split("/").filter(Boolean).map(encode).join("/");

const normalize = (purl: PackageUrl): PackageUrl => ({ ...purl, ...rulesOf(purl.type).normalize?.(purl) });

const rulesOf = (type: string) => (Object.hasOwn(PURL_TYPES, type) ? PURL_TYPES[type] : undefined) ?? {};

/**
 * Writes a package URL in its canonical form, whatever its parts are: `findPurlTrouble` tells whether they can be.
 * Qualifiers with an empty value are left out, as the specification says.
 */
export function formatPurl(purl: PackageUrl): string {
  const { type, namespace, name, version, subpath } = normalize(purl);
  let text = `pkg:${type}/`;
  if (namespace) text += `${encodePath(namespace)}/`;
  text += rulesOf(type).nameHasSlashes ? encodePath(name) : encode(name);
  if (version) text += `@${encode(version)}`;
  const qualifiers = Object.entries(purl.qualifiers)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (qualifiers.length > 0) text += `?${qualifiers.map(([key, value]) => `${key}=${encode(value)}`).join("&")}`;
  if (subpath) text += `#${encodePath(subpath)}`;
  return text;
}

const TYPE = /^[a-z][a-z0-9.+-]*$/;
const QUALIFIER = /^[a-z.\-_][a-z0-9.\-_]*$/;

/** Why parts make no package URL, in words; nothing when they do. */
export function findPurlTrouble(purl: Partial<PackageUrl>): string | undefined {
  const { type = "", namespace, name, version, qualifiers = {} } = purl;
  if (!TYPE.test(type)) return "the type is missing or has characters that a type cannot have";
  if (!name) return "the name is missing";
  const odd = Object.keys(qualifiers).find((key) => !QUALIFIER.test(key));
  if (odd !== undefined) return `'${odd}' is not the name of a qualifier`;
  const rules = rulesOf(type);
  if (rules.namespace === "required" && !namespace) return `a package of type ${type} has a namespace`;
  if (rules.namespace === "prohibited" && namespace) return `a package of type ${type} has no namespace`;
  if (rules.namePattern?.test(name) === false) return `'${name}' is no name of type ${type}`;
  if (version && rules.versionPattern?.test(version) === false) return `'${version}' is no version of type ${type}`;
  const missing = rules.qualifiers?.find((key) => !qualifiers[key]);
  return missing === undefined ? undefined : `a package of type ${type} has the qualifier '${missing}'`;
}

/**
 * Reads a package URL.
 *
 * @throws {KnownError} `PACKAGE_URL_INVALID` when scheme, type or name is missing, an escape is broken, or the type asks for more.
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
      if (equals < 0 || !QUALIFIER.test(key)) throw fail(`'${pair}' is not a qualifier`);
      const value = decode(pair.slice(equals + 1));
      if (value !== "") qualifiers[key] = value;
    }
    rest = rest.slice(0, question);
  }

  const slash = rest.indexOf("/");
  const type = rest.slice(0, Math.max(slash, 0)).toLowerCase();
  rest = rest.slice(slash + 1);

  let version: string | undefined;
  // The last `@`, but not the one that opens an npm scope written without an escape.
  const at = rest.lastIndexOf("@");
  if (at >= 0 && !rest.slice(at).includes("/")) {
    version = decode(rest.slice(at + 1));
    rest = rest.slice(0, at);
    if (rest.endsWith("/")) throw fail("the name is missing");
  }

  const segments = rest.split("/").filter(Boolean).map(decode);
  const namespaceLength = rulesOf(type).nameHasSlashes ? 1 : segments.length - 1;
  const namespace = segments.slice(0, Math.max(namespaceLength, 0)).join("/");
  const purl = normalize({
    type,
    ...(namespace && { namespace }),
    name: segments.slice(Math.max(namespaceLength, 0)).join("/"),
    ...(version && { version }),
    qualifiers,
    ...(subpath && { subpath }),
  });
  const trouble = findPurlTrouble(purl);
  if (trouble !== undefined) throw fail(trouble);
  return purl;
}

import { fieldsOf, textOf } from "./json-fields.ts";

/** How one version of the format writes packages. */
export interface PnpmDialect {
  readonly parse: (key: string) => { readonly name: string; readonly version?: string } | undefined;
  /** The key of what a name refers to; `undefined` for folders of the project. */
  readonly keyOf: (name: string, reference: string) => string | undefined;
}

const isFolder = (reference: string) => reference.startsWith("link:");

/** `/@scope/name/1.0.0_peer@2`, also behind a registry's host. */
const SLASHES: PnpmDialect = {
  parse(key) {
    const [, name, version] =
      /^(?:[^/]*\/)?((?:@[^/]+\/)?[^/]+)\/(\d[^/_]*)(?:_[^/]*)?$/.exec(key.slice(0, 4096)) ?? [];
    return name && version ? { name, version } : undefined;
  },
  keyOf: (name, reference) => {
    if (isFolder(reference)) return undefined;
    return reference.includes("/") || reference.startsWith("file:") ? reference : `/${name}/${reference}`;
  },
};

/** `name@1.0.0(peer@2)`, with a slash before it in version 6. */
const signs = (slash: "/" | ""): PnpmDialect => ({
  parse(key) {
    const bare = withoutPeers(key.startsWith("/") ? key.slice(1) : key);
    const at = bare.indexOf("@", 1);
    if (at < 0) return undefined;
    const [name, version] = [bare.slice(0, at), bare.slice(at + 1)];
    // Where it comes from is no version.
    return version === "" || /[:/]/.test(version) ? { name } : { name, version };
  },
  keyOf: (name, reference) => {
    if (isFolder(reference)) return undefined;
    const isWhole = slash === "/" ? reference.startsWith("/") || /^[^(]*:/.test(reference) : isKey(reference);
    return isWhole ? reference : `${slash}${name}@${reference}`;
  },
});

/** `other@1.0.0` behind another name; a plain version has no sign but in its peers, and a place has a colon before. */
function isKey(reference: string): boolean {
  const at = withoutPeers(reference).indexOf("@", 1);
  return at > 0 && !withoutPeers(reference).slice(0, at).includes(":");
}

/** A key without what stands behind it for peers. */
export function withoutPeers(key: string): string {
  const open = key.indexOf("(");
  return open < 0 ? key : key.slice(0, open);
}

/** By the version that a lock file says it has. */
export function pnpmDialectOf(version: unknown): PnpmDialect {
  const number = Number.parseFloat(String(version));
  if (number >= 9) return signs("");
  return number >= 6 ? signs("/") : SLASHES;
}

/** The keys of what a project asks for: `name: version`, or since version 6 `name: {specifier, version}`. */
export function rootsOf(group: unknown, { keyOf }: PnpmDialect): string[] {
  return Object.entries(fieldsOf(group)).flatMap(([name, value]) => {
    const reference = textOf(value) ?? textOf(fieldsOf(value).version);
    return reference === undefined ? [] : (keyOf(name, reference) ?? []);
  });
}

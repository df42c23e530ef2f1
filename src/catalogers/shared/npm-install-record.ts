import { withoutCredentials } from "../../formats/address.ts";
import { parseIndentedFields } from "../../formats/indented-fields.ts";
import { checksumOf, parseIntegrity } from "../../formats/integrity.ts";
import type { Checksum, Scope } from "../../model/package.ts";
import { fieldsOf, textOf, textsOf } from "./json-fields.ts";
import { splitPattern } from "./npm-reference.ts";
import { pnpmDialectOf, rootsOf, withoutPeers } from "./pnpm-dialect.ts";

/** What an installer recorded of a package. */
export interface RecordedPackage {
  readonly scope?: Scope;
  readonly checksums?: readonly Checksum[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** What an installer recorded of the packages of a project, by `name@version`. */
export interface InstallRecord {
  readonly packages: Readonly<Record<string, RecordedPackage>>;
  /** What the project asks for, and for what. */
  readonly asked: Readonly<Record<string, Scope>>;
  /** What it asks for, where nothing says for what. */
  readonly direct: readonly string[];
}

const MOST_ENTRIES = 50_000;
const MOST_CHARACTERS = 2048;

/**
 * What pnpm installed, by the lock file that it keeps beside the packages.
 *
 * Source: https://github.com/pnpm/spec/tree/master/lockfile
 */
export function pnpmInstallRecord(text: string): InstallRecord | undefined {
  const lock = parseIndentedFields(text);
  if (lock.lockfileVersion === undefined) return undefined;
  const dialect = pnpmDialectOf(lock.lockfileVersion);
  const packages: [string, RecordedPackage][] = [];
  const names = new Map<string, string>();
  const entries = Object.entries(fieldsOf(lock.packages)).slice(0, MOST_ENTRIES);
  for (const [key, value] of entries) {
    const fields = fieldsOf(value);
    const parsed = dialect.parse(key);
    const name = textOf(fields.name) ?? parsed?.name;
    const version = textOf(fields.version) ?? parsed?.version;
    if (name === undefined || version === undefined) continue;
    const resolution = fieldsOf(fields.resolution);
    const checksums = parseIntegrity(resolution.integrity);
    const from = textOf(resolution.tarball) ?? gitOf(resolution);
    const scope = flaggedScope(fields);
    names.set(key, `${name}@${version}`);
    packages.push([
      `${name}@${version}`,
      {
        ...(scope && { scope }),
        ...(checksums.length > 0 && { checksums }),
        ...(from && { properties: { "npm:resolved": withoutCredentials(from).slice(0, MOST_CHARACTERS) } }),
      },
    ]);
  }
  const importers = lock.importers === undefined ? [lock] : Object.values(fieldsOf(lock.importers)).map(fieldsOf);
  const asked = new Map<string, Scope>();
  for (const [group, scope] of GROUPS) {
    for (const key of importers.flatMap((importer) => rootsOf(importer[group], dialect)).slice(0, MOST_ENTRIES)) {
      const name = names.get(key) ?? names.get(withoutPeers(key));
      if (name !== undefined) asked.set(name, scope);
    }
  }
  return { packages: Object.fromEntries(packages), asked: Object.fromEntries(asked), direct: [] };
}

/** What counts more stands last. */
const GROUPS: readonly (readonly [string, Scope])[] = [
  ["devDependencies", "development"],
  ["optionalDependencies", "optional"],
  ["dependencies", "production"],
];

/** Up to version 6 each package says what it is there for. */
function flaggedScope({ dev, optional }: Readonly<Record<string, unknown>>): Scope | undefined {
  if (dev === "true") return "development";
  if (optional === "true") return "optional";
  return dev === "false" ? "production" : undefined;
}

function gitOf({ type, repo, commit }: Readonly<Record<string, unknown>>): string | undefined {
  return type === "git" && textOf(repo) ? `${textOf(repo)}#${textOf(commit) ?? ""}` : undefined;
}

/**
 * What yarn 1 installed: what was asked for, and from where each answer came.
 *
 * Source: https://github.com/yarnpkg/yarn/blob/master/src/integrity-checker.js
 */
export function yarnInstallRecord(value: unknown): InstallRecord | undefined {
  const { lockfileEntries, topLevelPatterns } = fieldsOf(value);
  const answers = new Map<string, string>();
  const packages: [string, RecordedPackage][] = [];
  for (const [pattern, resolved] of Object.entries(fieldsOf(lockfileEntries)).slice(0, MOST_ENTRIES)) {
    const from = textOf(resolved);
    const key = from && yarnKeyOf(pattern, from);
    if (!key) continue;
    answers.set(pattern, key);
    const [, sha1 = ""] = /#([0-9a-f]{40})$/.exec(from) ?? [];
    const checksum = checksumOf("sha1", sha1);
    const url = withoutCredentials(from.split("#", 1)[0] ?? "").slice(0, MOST_CHARACTERS);
    packages.push([key, { ...(checksum && { checksums: [checksum] }), properties: { "npm:resolved": url } }]);
  }
  const direct = textsOf(topLevelPatterns).flatMap((pattern) => answers.get(pattern) ?? []);
  return packages.length > 0
    ? { packages: Object.fromEntries(packages), asked: {}, direct: [...new Set(direct)] }
    : undefined;
}

/** `name@range` or `alias@npm:name@range`, with the address of its archive: `…/name-1.0.0.tgz#sha1`. */
function yarnKeyOf(pattern: string, resolved: string): string | undefined {
  const { name: asked, range } = splitPattern(pattern);
  const name = range.startsWith("npm:") ? splitPattern(range.slice("npm:".length)).name : asked;
  const [url = ""] = resolved.split("#", 1);
  const file = url.slice(url.lastIndexOf("/") + 1);
  const begin = `${name.slice(name.lastIndexOf("/") + 1)}-`;
  if (!file.startsWith(begin) || !file.endsWith(".tgz")) return undefined;
  const version = file.slice(begin.length, -".tgz".length);
  return /^\d/.test(version) ? `${name}@${version}` : undefined;
}

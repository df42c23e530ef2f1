import { withoutCredentials } from "../formats/address.ts";
import { parseIntegrity } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, textOf } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { asksOf } from "./shared/npm-asks.ts";
import { npmNameParts, sourceQualifiers } from "./shared/npm-reference.ts";
import { collectPackages } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { readYaml } from "./shared/read-yaml.ts";

/** The lock file of pnpm, of versions 5 to 9. */
export const pnpmLock = defineCataloger<LockList>({
  name: "pnpm-lock",
  version: 1,
  describes: "npm packages that a pnpm-lock.yaml names",
  specification: "https://github.com/pnpm/spec/tree/master/lockfile",
  purlType: "npm",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["pnpm-lock.yaml"]),

  read(file, report) {
    // Of several documents pnpm keeps all but the last for itself.
    const lock = readYaml(file, report, file.text().split(/^---$/m).at(-1));
    if (lock === undefined) return undefined;
    const dialect = dialectOf(lock.lockfileVersion);
    const { add, packages } = collectPackages(file, report);
    const entries = fieldsOf(lock.packages);
    const snapshots = lock.snapshots === undefined ? entries : fieldsOf(lock.snapshots);
    for (const [key, value] of Object.entries(snapshots)) {
      const snapshot = fieldsOf(value);
      const fields = snapshots === entries ? snapshot : fieldsOf(entries[key] ?? entries[withoutPeers(key)]);
      const parsed = dialect.parse(key);
      const name = textOf(fields.name) ?? parsed?.name;
      const version = textOf(fields.version) ?? parsed?.version;
      if (name === undefined || version === undefined) {
        const message = `${file.path}: '${key.slice(0, 200)}' is no package with a name and a version`;
        report({ code: "FILE_MALFORMED", path: file.path, message });
        continue;
      }
      const resolution = fieldsOf(fields.resolution);
      const refs = (group: unknown) => asksOf(group).flatMap(([need, ref]) => dialect.keyOf(need, ref) ?? []);
      add({
        ...npmNameParts(name),
        version,
        qualifiers: gitOf(resolution),
        checksums: parseIntegrity(resolution.integrity),
        properties: {
          "npm:resolved": withoutCredentials(textOf(resolution.tarball) ?? ""),
          "npm:deprecated": fields.deprecated,
        },
        keys: [key],
        needs: refs(snapshot.dependencies),
        takes: refs(snapshot.optionalDependencies),
      });
    }
    const importers = lock.importers === undefined ? [lock] : Object.values(fieldsOf(lock.importers)).map(fieldsOf);
    const asked = (group: string) => importers.flatMap((importer) => rootsOf(importer[group], dialect));
    const roots = lockRoots({
      production: asked("dependencies"),
      optional: asked("optionalDependencies"),
      development: asked("devDependencies"),
    });
    return { packages, ...(roots && { roots }) };
  },

  assemble: (evidence) => assembleLocks(evidence, { purlType: "npm" }),
});

/** How one version of the format writes packages. */
interface Dialect {
  readonly parse: (key: string) => { readonly name: string; readonly version?: string } | undefined;
  /** The key of what a name refers to; `undefined` for folders of the project. */
  readonly keyOf: (name: string, reference: string) => string | undefined;
}

const isFolder = (reference: string) => reference.startsWith("link:");

/** `/@scope/name/1.0.0_peer@2`, also behind a registry's host. */
const SLASHES: Dialect = {
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
const signs = (slash: "/" | ""): Dialect => ({
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

function withoutPeers(key: string): string {
  const open = key.indexOf("(");
  return open < 0 ? key : key.slice(0, open);
}

function dialectOf(version: unknown): Dialect {
  const number = Number.parseFloat(String(version));
  if (number >= 9) return signs("");
  return number >= 6 ? signs("/") : SLASHES;
}

/** `name: version`, or since version 6 `name: {specifier, version}`. */
function rootsOf(group: unknown, { keyOf }: Dialect): string[] {
  return Object.entries(fieldsOf(group)).flatMap(([name, value]) => {
    const reference = textOf(value) ?? textOf(fieldsOf(value).version);
    return reference === undefined ? [] : (keyOf(name, reference) ?? []);
  });
}

function gitOf({ type, repo, commit, tarball }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return sourceQualifiers(type === "git" ? `${textOf(repo) ?? ""}#${textOf(commit) ?? ""}` : textOf(tarball));
}

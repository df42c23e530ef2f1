import { withoutCredentials } from "../formats/address.ts";
import { parseIntegrity } from "../formats/integrity.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, textOf } from "./shared/json-fields.ts";
import { assembleLocks, type LockList, lockRoots } from "./shared/lock-list.ts";
import { asksOf } from "./shared/npm-asks.ts";
import { npmNameParts, sourceQualifiers } from "./shared/npm-reference.ts";
import { collectPackages } from "./shared/package-list.ts";
import { pnpmDialectOf, rootsOf, withoutPeers } from "./shared/pnpm-dialect.ts";
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
    const dialect = pnpmDialectOf(lock.lockfileVersion);
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

function gitOf({ type, repo, commit, tarball }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return sourceQualifiers(type === "git" ? `${textOf(repo) ?? ""}#${textOf(commit) ?? ""}` : textOf(tarball));
}

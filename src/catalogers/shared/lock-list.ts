import type { CatalogedPackage, Found } from "../cataloger.ts";
import { stands } from "../cataloger.ts";
import { scopesOf } from "./dependency-scopes.ts";
import { assembleLists, type ListAssembly, type ListedPackage, type PackageList } from "./package-list.ts";

/** What a project asks for, as keys of packages. */
export interface LockRoots {
  readonly production?: readonly string[];
  readonly optional?: readonly string[];
  readonly development?: readonly string[];
}

/** What a lock file, or the file beside it that says what is wanted, tells. Plain JSON. */
export interface LockList extends PackageList {
  readonly roots?: LockRoots;
}

/** How many names of one file are believed to be asked for. */
const MOST_ROOTS = 20_000;

/** Roots without those that are empty; `undefined` where there are none. */
export function lockRoots(roots: { readonly [Key in keyof LockRoots]?: Iterable<string> }): LockRoots | undefined {
  const entries = Object.entries(roots).flatMap(([key, names]) => {
    const list = [...new Set(names)].slice(0, MOST_ROOTS);
    return list.length > 0 ? [[key, list] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/**
 * Packages of lock files. What a project asks for is direct, and what each package is there for follows from that, where
 * the lock file does not say so itself.
 */
export function assembleLocks(evidence: readonly Found<LockList>[], assembly: ListAssembly): CatalogedPackage[] {
  const { projectOf = (path) => path } = assembly;
  const projects = Map.groupBy(evidence.filter(stands), ({ path }) => projectOf(path));
  const scoped = [...projects.values()].flatMap((files) => withScopes(files, assembly));
  return assembleLists(scoped, assembly);
}

function withScopes(
  files: readonly Found<LockList>[],
  { normalizeKey = (key) => key }: ListAssembly,
): Found<LockList>[] {
  const rooted = files.flatMap(({ value }) => (value.roots ? [value.roots] : []));
  if (rooted.length === 0) return [...files];
  const packages = files.flatMap(({ value }) => value.packages);
  const byKey = new Map<string, number[]>();
  for (const [i, { keys, name }] of packages.entries()) {
    for (const key of keys ?? [name]) {
      const normal = normalizeKey(key);
      const list = byKey.get(normal);
      if (list) list.push(i);
      else byKey.set(normal, [i]);
    }
  }
  const found = (keys: readonly string[] = []) => keys.flatMap((key) => byKey.get(normalizeKey(key)) ?? []);
  const scopes = scopesOf({
    production: rooted.flatMap(({ production }) => found(production)),
    optional: rooted.flatMap(({ optional }) => found(optional)),
    development: rooted.flatMap(({ development }) => found(development)),
    needs: (i) => found(packages[i]?.needs),
    takes: (i) => found(packages[i]?.takes),
  });
  const asked = rooted.flatMap(({ production = [], optional = [], development = [] }) => [
    ...production,
    ...optional,
    ...development,
  ]);
  let i = 0;
  return files.map((file) => ({
    ...file,
    value: {
      ...file.value,
      asked: [...(file.value.asked ?? []), ...asked],
      packages: file.value.packages.map((pkg): ListedPackage => {
        const computed = scopes.get(i++);
        const scope = pkg.scope ?? computed;
        return scope ? { ...pkg, scope } : pkg;
      }),
    },
  }));
}

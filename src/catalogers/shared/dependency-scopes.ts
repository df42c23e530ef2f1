import type { Scope } from "../../model/package.ts";

/** What a project asks for, and what is needed by that, as numbers of packages. */
export interface ScopeQuestion {
  readonly production: Iterable<number>;
  readonly optional: Iterable<number>;
  readonly development: Iterable<number>;
  /** What a package cannot do without. */
  readonly needs: (pkg: number) => Iterable<number>;
  /** What a package takes where it can be had. */
  readonly takes: (pkg: number) => Iterable<number>;
}

/**
 * What each package is there for: to run, if the project cannot run without it; else optional, if it runs with it; else
 * for development. Packages that nobody asks for have no scope.
 */
export function scopesOf(question: ScopeQuestion): ReadonlyMap<number, Scope> {
  const { production, optional, development, needs, takes } = question;
  const scopes = new Map<number, Scope>();
  const spread = (from: Iterable<number>, scope: Scope, edges: readonly ((pkg: number) => Iterable<number>)[]) => {
    const left: number[] = [...from];
    const seen = new Set<number>();
    for (let pkg = left.pop(); pkg !== undefined; pkg = left.pop()) {
      if (seen.has(pkg)) continue;
      seen.add(pkg);
      if (!scopes.has(pkg)) scopes.set(pkg, scope);
      for (const edge of edges) for (const next of edge(pkg)) left.push(next);
    }
    return seen;
  };
  const runs = spread(production, "production", [needs]);
  const both = [needs, takes];
  const offered = [...runs].flatMap((pkg) => [...takes(pkg)]);
  spread([...offered, ...optional], "optional", both);
  spread(development, "development", both);
  return scopes;
}

import type { Report } from "../../model/errors.ts";

/** What a package asks for by a name that another has or provides. */
export interface Need {
  readonly name: string;
  /** Only of this architecture. */
  readonly architecture?: string;
}

/** A package as those that need it see it. */
export interface Installed {
  readonly purl: string;
  readonly name: string;
  readonly architecture: string;
  /** Names that it stands for beside its own; asked for when they are looked at, as they are many. */
  readonly provides: () => Iterable<string>;
  /** Each can be met in several ways, of which the first that is there counts. */
  readonly needs: () => Iterable<readonly Need[]>;
}

/** In one image: twenty times a distribution's desktop. */
const MOST_DEPENDENCIES = 1_000_000;

/** Names in one image that packages provide beside their own: ten times Debian's. */
const MOST_PROVIDED = 500_000;

/** Of one name; what more packages than that provide says nothing of any of them. */
const MOST_PROVIDERS = 20;

/** Of a package that runs everywhere: Debian and OpenWrt, Alpine, Arch. */
const ANYWHERE = new Set(["all", "noarch", "any"]);

/**
 * The package URLs that each of the packages needs, sorted, in their order. A name means the package that is called so,
 * and else those that provide it; of several architectures, the asking package's own. Versions are not looked at:
 * the package manager did, when it installed them. What is not there (a need that was forced away) is left out.
 */
export function findDependencies(packages: readonly Installed[], report: Report): string[][] {
  const { called, provided } = indexOf(packages);
  const native = mostCommon(packages.map(({ architecture }) => architecture).filter((one) => !ANYWHERE.has(one)));
  const meeting = (need: Need, asking: string) =>
    [called.get(need.name), provided.get(need.name)]
      .map((candidates = []) => ofArchitecture(candidates, need.architecture, ANYWHERE.has(asking) ? native : asking))
      .find((found) => found.length > 0) ?? [];

  let left = MOST_DEPENDENCIES;
  const all = packages.map(({ purl, architecture, needs }) => {
    const found = new Set<string>();
    for (const ways of needs()) {
      for (const way of ways) {
        const those = meeting(way, architecture);
        if (those.length === 0) continue;
        for (const one of those) if (one.purl !== purl && found.size < left) found.add(one.purl);
        break;
      }
    }
    left -= found.size;
    return [...found].sort();
  });
  if (left === 0) {
    const message = `packages: more than ${MOST_DEPENDENCIES} dependencies; the others were left out`;
    report({ code: "LIMIT_EXCEEDED", message });
  }
  return all;
}

/** The packages that a name means, whatever their architecture: their place in the list. */
export function findCalled(packages: readonly Installed[], names: Iterable<string>): Set<string> {
  const { called, provided } = indexOf(packages);
  const found = [...names].flatMap((name) => called.get(name) ?? provided.get(name) ?? []);
  return new Set(found.map(({ purl }) => purl));
}

type Index = ReadonlyMap<string, readonly Installed[]>;

function indexOf(packages: readonly Installed[]): { readonly called: Index; readonly provided: Index } {
  const called = new Map<string, Installed[]>();
  const provided = new Map<string, Installed[]>();
  const add = (index: Map<string, Installed[]>, name: string, pkg: Installed) => {
    const those = index.get(name);
    if (!those) index.set(name, [pkg]);
    else if (those.length < MOST_PROVIDERS && those.at(-1) !== pkg) those.push(pkg);
  };
  for (const pkg of packages) {
    add(called, pkg.name, pkg);
    for (const name of pkg.provides())
      if (provided.size < MOST_PROVIDED || provided.has(name)) add(provided, name, pkg);
  }
  return { called, provided };
}

function ofArchitecture(
  candidates: readonly Installed[],
  wanted: string | undefined,
  asking: string | undefined,
): readonly Installed[] {
  if (wanted !== undefined) return candidates.filter(({ architecture }) => architecture === wanted);
  const own = candidates.filter(({ architecture }) => architecture === asking || ANYWHERE.has(architecture));
  // Of another architecture where it serves all (`Multi-Arch: foreign`).
  return own.length > 0 ? own : candidates;
}

function mostCommon(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce<[string, number] | undefined>(
    (best, one) => (best && best[1] >= one[1] ? best : one),
    undefined,
  )?.[0];
}

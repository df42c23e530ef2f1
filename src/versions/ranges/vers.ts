import { KnownError } from "../../model/errors.ts";
import { getVersionOrder } from "../index.ts";
import type { VersionOrder } from "../version-order.ts";
import {
  after,
  type Bounds,
  before,
  EVERY,
  from,
  intersect,
  merged,
  only,
  upTo,
  type VersionRange,
  without,
} from "./bounds.ts";

/**
 * Ranges of versions in one notation for all ecosystems: `vers:npm/>=1.0.0|<2.0.0`. Only what is written in its
 * canonical form is read: no blanks, sorted, each version once.
 *
 * Source: https://github.com/package-url/vers-spec
 */

/** Schemes of the specification, and the version order of each. */
const SCHEMES: Readonly<Record<string, string>> = {
  alpine: "apk",
  alpm: "alpm",
  apk: "apk",
  cargo: "strict-semver",
  composer: "composer",
  conan: "conan",
  cran: "cran",
  datetime: "datetime",
  deb: "deb",
  ebuild: "portage",
  gem: "gem",
  generic: "generic",
  gentoo: "portage",
  github: "strict-semver",
  golang: "go",
  hackage: "hackage",
  hex: "strict-semver",
  lexicographic: "lexicographic",
  maven: "maven",
  npm: "semver",
  nuget: "nuget",
  openssl: "generic",
  pub: "pub",
  pypi: "pep440",
  rpm: "rpm",
  semver: "strict-semver",
  swift: "strict-semver",
};

const COMPARATORS = ["=", "!=", "<", "<=", ">", ">="] as const;
type Comparator = (typeof COMPARATORS)[number];

export interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

export interface Vers {
  readonly scheme: string;
  readonly order: VersionOrder;
  /** Sorted; empty for every version. */
  readonly constraints: readonly Constraint[];
}

/**
 * @throws {KnownError} `RANGE_INVALID` when the text is no canonical `vers`.
 */
export function parseVers(text: string): Vers {
  const refuse = (why: string): never => {
    throw new KnownError("RANGE_INVALID", `${JSON.stringify(text.slice(0, 200))} is not a range in vers: ${why}`, {});
  };
  const [, scheme = "", list = ""] =
    /^vers:([a-z][a-z0-9.-]*)\/(.+)$/s.exec(text) ?? refuse("vers:SCHEME/CONSTRAINT|…");
  const order = getVersionOrder(SCHEMES[scheme] ?? refuse(`there is no scheme '${scheme}'`));
  if (list === "*") return { scheme, order, constraints: [] };
  const constraints = list.split("|").map((part) => {
    const [, sign = "", encoded = ""] = /^(<=|>=|!=|<|>|)([^\s<>=!*|]+)$/.exec(part) ?? refuse(`'${part}'`);
    const version = decoded(encoded) ?? refuse(`'${encoded}' is not encoded as it should be`);
    if (scheme === "datetime" && (!order.isValid(version) || version !== version.toUpperCase()))
      refuse(`'${version}' is no point in time`);
    return { comparator: (sign || "=") as Comparator, version };
  });
  const isSorted = constraints.every(({ version }, i) => {
    const next = constraints[i + 1];
    return next === undefined || order.compare(version, next.version) < 0;
  });
  return isSorted ? { scheme, order, constraints } : refuse("its versions are not in their order, each once");
}

/** Percent signs as the specification wants them: capitals, and only where they are needed. */
function decoded(text: string): string | undefined {
  if (!/^(?:[^%]|%[0-9A-F]{2})*$/.test(text)) return undefined;
  try {
    const version = decodeURIComponent(text);
    return encoded(version) === text ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Only what would end or break the constraint is encoded. */
function encoded(version: string): string {
  return version.replaceAll(/[%<>=!*|\s]/g, (character) =>
    encodeURIComponent(character).replace("!", "%21").replace("*", "%2A"),
  );
}

/**
 * The versions that a list of constraints holds: those between a lower and the next upper bound, without those that are
 * named as not, and those that are named.
 */
export function rangeOf({ constraints, order }: Vers): VersionRange {
  const named = constraints.filter(({ comparator }) => comparator === "=").map(({ version }) => only(version));
  const bounds = constraints.filter(({ comparator }) => comparator !== "=" && comparator !== "!=");
  const runs: Bounds[] = [];
  for (const { comparator, version } of bounds) {
    const last = runs.at(-1);
    if (comparator === ">" || comparator === ">=") runs.push(comparator === ">" ? after(version) : from(version));
    else {
      const end = comparator === "<" ? before(version) : upTo(version);
      if (last?.from && !last.to) runs[runs.length - 1] = { ...last, ...end };
      else runs.push(end);
    }
  }
  const isOnlyNots = bounds.length === 0 && named.length === 0;
  let range: VersionRange = isOnlyNots ? EVERY : [...runs, ...named];
  for (const { comparator, version } of constraints) {
    if (comparator === "!=") range = intersect(range, without(version), order);
  }
  return range;
}

/** Writes runs of versions in the canonical form; `undefined` for none at all, which it cannot say. */
export function formatVers(scheme: string, range: VersionRange): string | undefined {
  if (range.length === 0) return undefined;
  const order = getVersionOrder(SCHEMES[scheme] ?? scheme);
  const constraints = merged(range, order).flatMap(({ from: lower, to: upper }, i, runs) => {
    if (lower && upper && lower.included && upper.included && order.compare(lower.version, upper.version) === 0)
      return [encoded(lower.version)];
    // Two runs that leave out a single version.
    const next = runs[i + 1]?.from;
    const parts =
      lower && !isSame(runs[i - 1]?.to, lower, order)
        ? [`${lower.included ? ">=" : ">"}${encoded(lower.version)}`]
        : [];
    if (upper)
      parts.push(
        isSame(upper, next, order)
          ? `!=${encoded(upper.version)}`
          : `${upper.included ? "<=" : "<"}${encoded(upper.version)}`,
      );
    return parts;
  });
  return `vers:${scheme}/${constraints.length === 0 ? "*" : constraints.join("|")}`;
}

function isSame(a: Bounds["from"], b: Bounds["from"], order: VersionOrder): boolean {
  return a !== undefined && b !== undefined && order.compare(a.version, b.version) === 0;
}

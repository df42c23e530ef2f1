import type { AffectedRange, AffectedState } from "../../model/advisory.ts";
import type { OvalCriteria, OvalDefinition, OvalTest } from "./oval.ts";

/** What a single test asks, in words of ours. */
export type Meaning =
  /** Holds on every system that we look at: that a package is signed by its vendor. */
  | { readonly kind: "always" }
  /** Holds on none of them: products that nobody puts into an image. */
  | { readonly kind: "never" }
  | { readonly kind: "releases"; readonly releases: readonly string[] }
  | ({ readonly kind: "package" } & PackageCondition)
  | { readonly kind: "module"; readonly module: string }
  | { readonly kind: "architectures"; readonly architectures: readonly string[] }
  | { readonly kind: "unknown"; readonly what: string };

/** Versions of one package. */
export interface PackageCondition {
  readonly name: string;
  readonly state: AffectedState;
  readonly range: AffectedRange;
  readonly architectures?: readonly string[];
  /** Text that the version has to hold: `ksplice`. */
  readonly versionText?: string;
}

/** One way in which a definition can hold. Absent: whatever it is. */
export interface Alternative {
  readonly releases?: readonly string[];
  readonly package?: PackageCondition;
  readonly module?: string;
  readonly architectures?: readonly string[];
}

/** Of one definition: SUSE's kernel has some thousands. */
const MOST_ALTERNATIVES = 200_000;

/**
 * The ways in which a definition can hold, each without a choice in it. One that depends on what we cannot know is
 * reported and left out; a condition that something must be missing is taken as met, so that no flaw is lost to it.
 */
export function alternativesOf(
  { criteria, test }: OvalDefinition,
  meaningOf: (test: OvalTest | undefined, comment: string) => Meaning,
  report: (what: string) => void,
): readonly Alternative[] {
  const complaints = new Set<string>();
  const ways =
    criteria === undefined ? [] : waysOf(criteria, { test, meaningOf, complain: (what) => complaints.add(what) });
  for (const what of complaints) report(what);
  return ways;
}

interface Reading {
  readonly test: OvalDefinition["test"];
  readonly meaningOf: (test: OvalTest | undefined, comment: string) => Meaning;
  readonly complain: (what: string) => void;
}

const ALWAYS: readonly Alternative[] = [{}];
const NEVER: readonly Alternative[] = [];

function waysOf(criteria: OvalCriteria, reading: Reading): readonly Alternative[] {
  if (criteria.kind === "other") {
    reading.complain(`cannot be asked: ${criteria.what}`);
    return NEVER;
  }
  if (criteria.kind === "test") return waysOfTest(criteria, reading);
  if (criteria.isNegated) return ALWAYS;
  const parts = criteria.parts.map((part) => waysOf(part, reading));
  if (criteria.kind === "any") return bounded(withOneOfReleases(parts.flat()), reading);
  return parts.reduce((ways, more) => allOf(ways, more, reading), ALWAYS);
}

function waysOfTest(
  { id, comment, isNegated }: OvalCriteria & { kind: "test" },
  reading: Reading,
): readonly Alternative[] {
  const test = reading.test(id);
  if (isNegated !== (test?.isNegative ?? false)) return ALWAYS;
  const meaning = reading.meaningOf(test, comment);
  switch (meaning.kind) {
    case "always":
      return ALWAYS;
    case "never":
      return NEVER;
    case "releases":
      return [{ releases: meaning.releases }];
    case "module":
      return [{ module: meaning.module }];
    case "architectures":
      return [{ architectures: meaning.architectures }];
    case "unknown":
      reading.complain(meaning.what);
      return NEVER;
    case "package": {
      const { kind: _, ...condition } = meaning;
      return [{ package: condition }];
    }
  }
}

/** Of ways that ask for a release and nothing else one is left, or six products and thirty packages were 180 ways. */
function withOneOfReleases(ways: readonly Alternative[]): readonly Alternative[] {
  const isOfRelease = (way: Alternative) => way.releases !== undefined && Object.keys(way).length === 1;
  const releases = [...new Set(ways.filter(isOfRelease).flatMap((way) => way.releases ?? []))];
  return releases.length === 0 ? ways : [{ releases }, ...ways.filter((way) => !isOfRelease(way))];
}

function allOf(left: readonly Alternative[], right: readonly Alternative[], reading: Reading): readonly Alternative[] {
  if (left.length * right.length > MOST_ALTERNATIVES) return bounded({ length: Number.POSITIVE_INFINITY }, reading);
  return left.flatMap((a) => right.flatMap((b) => both(a, b, reading) ?? []));
}

function bounded(ways: readonly Alternative[] | { length: number }, { complain }: Reading): readonly Alternative[] {
  if (ways.length <= MOST_ALTERNATIVES) return ways as readonly Alternative[];
  complain(`more than ${MOST_ALTERNATIVES} ways to hold`);
  return NEVER;
}

function both(a: Alternative, b: Alternative, { complain }: Reading): Alternative | undefined {
  const releases = common(a.releases, b.releases);
  const architectures = common(a.architectures, b.architectures);
  if (releases?.length === 0 || architectures?.length === 0) return undefined;
  if (a.module !== undefined && b.module !== undefined && a.module !== b.module) return undefined;
  const module = a.module ?? b.module;
  const condition = ofBoth(a.package, b.package);
  if (typeof condition === "string") {
    complain(condition);
    return undefined;
  }
  return {
    ...(releases && { releases }),
    ...(condition && { package: condition }),
    ...(module !== undefined && { module }),
    ...(architectures && { architectures }),
  };
}

/** What both lists have; one that is absent has everything. */
export function common(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.filter((one) => b.includes(one));
}

/** Two conditions on one package are one, if each gives another end of its versions. */
function ofBoth(
  a: PackageCondition | undefined,
  b: PackageCondition | undefined,
): PackageCondition | string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.name !== b.name) return `asks for ${a.name} and ${b.name} at once`;
  const isTwice = Object.keys(a.range).some((end) => Object.hasOwn(b.range, end));
  const ends = { ...a.range, ...b.range };
  if (isTwice || ("introduced" in ends && "after" in ends) || ("fixed" in ends && "lastAffected" in ends)) {
    return `asks twice for one end of ${a.name}'s versions`;
  }
  const architectures = common(a.architectures, b.architectures);
  const versionText = a.versionText ?? b.versionText;
  return {
    name: a.name,
    state: a.state === b.state ? a.state : "affected",
    range: ends,
    ...(architectures && { architectures }),
    ...(versionText !== undefined && { versionText }),
  };
}

import type { VersionRange } from "./bounds.ts";
import { composer } from "./composer.ts";
import { conan } from "./conan.ts";
import { gem } from "./gem.ts";
import { maven } from "./maven.ts";
import type { RangeNotation } from "./notation.ts";
import { nuget } from "./nuget.ts";
import { pep440 } from "./pep440.ts";
import { plainNotation } from "./plain.ts";
import { semver } from "./semver.ts";
import { strictSemver } from "./strict-semver.ts";

/** Notations of ranges that are more than comparisons. */
export const RANGE_NOTATIONS: readonly RangeNotation[] = [
  composer,
  conan,
  gem,
  maven,
  nuget,
  pep440,
  semver,
  strictSemver,
];

/**
 * Reads a range as an ecosystem writes it, by the name of its version order.
 *
 * @throws {KnownError} `RANGE_INVALID`, or `VERSION_INVALID` where a version in it does not parse.
 */
export function parseRange(order: string, range: string): VersionRange {
  const notation = RANGE_NOTATIONS.find(({ name }) => name === order) ?? plainNotation(order);
  return notation.parse(range);
}

import { compareNumbers, isNumber } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";
import { compareLists, comparePreReleases, parseSemantic } from "./shared/semantic.ts";

/**
 * The order of Bitnami's packages: semantic versions, behind which a hyphen and a number tell of the revision of the
 * packaging, so that `1.2.3-1` is newer than `1.2.3`.
 *
 * Source: https://github.com/bitnami/go-version
 */
export const bitnami = orderOf({
  name: "bitnami",
  describes: "Bitnami's packages",
  specification: "https://github.com/bitnami/go-version",
  form: "major.minor.patch[-revision]",
  parse(version) {
    const read = parseSemantic(version, 4);
    if (!read) return undefined;
    const last = read.preRelease.at(-1) ?? "";
    const hasRevision = read.preRelease.length === 1 && isNumber(last);
    return {
      numbers: read.numbers,
      preRelease: hasRevision ? [] : read.preRelease,
      revision: hasRevision ? last : "0",
    };
  },
  compareParts: (a, b) =>
    compareLists(a.numbers, b.numbers, compareNumbers) ||
    comparePreReleases(a.preRelease, b.preRelease) ||
    compareNumbers(a.revision, b.revision),
});

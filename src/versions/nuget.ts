import { compareNumbers } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";
import { compareLists, comparePreReleases, parseSemantic } from "./shared/semantic.ts";

/**
 * The order of NuGet packages: semantic versions of up to four numbers, without regard to case.
 *
 * Source: `NuGetVersion` and `VersionComparer`, as the manual describes them.
 */
export const nuget = orderOf({
  name: "nuget",
  describes: "NuGet packages",
  specification: "https://learn.microsoft.com/en-us/nuget/concepts/package-versioning",
  form: "major[.minor[.patch[.revision]]][-pre-release][+build]",
  parse: (version) => (/^\s*v/i.test(version) ? undefined : parseSemantic(version.trim().toLowerCase(), 4)),
  compareParts: (a, b) =>
    compareLists(a.numbers, b.numbers, compareNumbers) || comparePreReleases(a.preRelease, b.preRelease),
});

import { orderOf } from "./shared/order-of.ts";
import { compareIdentifiers, compareLists, compareSemantic, parseSemantic } from "./shared/semantic.ts";

/**
 * The order of Dart packages: semantic versions, of which build metadata does count.
 *
 * Source: https://pub.dev/documentation/pub_semver/latest/
 */
export const pub = orderOf({
  name: "pub",
  describes: "Dart packages",
  specification: "https://pub.dev/documentation/pub_semver/latest/pub_semver/Version-class.html",
  form: "major.minor.patch[-pre-release][+build]",
  parse: (version) => parseSemantic(version),
  compareParts: (a, b) => compareSemantic(a, b) || compareLists(a.build, b.build, compareIdentifiers),
});

import { orderOf } from "./shared/order-of.ts";
import { compareSemantic, parseSemantic } from "./shared/semantic.ts";

/**
 * Semantic versions by the letter, but for what people write: a `v` in front, and missing numbers, which are 0. For crates,
 * packages of Hex and of Swift, actions of GitHub.
 *
 * Source: https://semver.org/spec/v2.0.0.html
 */
export const strictSemver = orderOf({
  name: "strict-semver",
  describes: "Rust crates, packages of Hex and Swift, actions of GitHub",
  specification: "https://semver.org/spec/v2.0.0.html",
  form: "major.minor.patch[-pre-release][+build]",
  parse: (version) => parseSemantic(version),
  compareParts: compareSemantic,
});

import type SemVer from "semver/classes/semver.js";
// One module instead of the whole library keeps ranges and increments out of the bundle.
import parse from "semver/functions/parse.js";
import { KnownError } from "../model/errors.ts";
import type { VersionOrder } from "./version-order.ts";

/**
 * The order of npm packages: semantic versions, read as npm reads them.
 *
 * A text is read strictly first; what is left is read loosely, since old packages and hand-written advisories
 * have `=1.2.3`, `1.2.3beta` and `1.02.3`. Build metadata (`+…`) does not count. Versions of more than 256 characters
 * and numbers beyond 2^53 are no versions to npm; a longer number in a pre-release is rounded, as npm does.
 *
 * Source: https://semver.org, and node-semver for what is loose.
 */
export const semver: VersionOrder = {
  name: "semver",
  describes: "npm packages",
  specification: "https://semver.org/spec/v2.0.0.html",

  isValid: (version) => read(version) !== null,

  compare(a, b) {
    const left = read(a) ?? refuse(a);
    const right = read(b) ?? refuse(b);
    return left.compare(right);
  },
};

function read(version: string): SemVer | null {
  return parse(version) ?? parse(version, { loose: true });
}

function refuse(version: string): never {
  throw new KnownError("VERSION_INVALID", `${JSON.stringify(version)} is not a semantic version`, {
    version,
    order: "semver",
  });
}

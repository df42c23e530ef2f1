import { KnownError } from "../model/errors.ts";
import { alpm } from "./alpm.ts";
import { apk } from "./apk.ts";
import { bitnami } from "./bitnami.ts";
import { composer } from "./composer.ts";
import { conan } from "./conan.ts";
import { cran } from "./cran.ts";
import { datetime } from "./datetime.ts";
import { deb } from "./deb.ts";
import { gem } from "./gem.ts";
import { generic } from "./generic.ts";
import { go } from "./go.ts";
import { hackage } from "./hackage.ts";
import { jvm } from "./jvm.ts";
import { lexicographic } from "./lexicographic.ts";
import { maven } from "./maven.ts";
import { nuget } from "./nuget.ts";
import { pep440 } from "./pep440.ts";
import { portage } from "./portage.ts";
import { pub } from "./pub.ts";
import { rpm } from "./rpm.ts";
import { semver } from "./semver.ts";
import { strictSemver } from "./strict-semver.ts";
import type { VersionOrder } from "./version-order.ts";

/** Every version order, by name. */
export const VERSION_ORDERS: readonly VersionOrder[] = [
  alpm,
  apk,
  bitnami,
  composer,
  conan,
  cran,
  datetime,
  deb,
  gem,
  generic,
  go,
  hackage,
  jvm,
  lexicographic,
  maven,
  nuget,
  pep440,
  portage,
  pub,
  rpm,
  semver,
  strictSemver,
];

/**
 * The version order of that name.
 *
 * @throws {KnownError} `VERSION_SCHEME_UNKNOWN` when there is none; the message lists the names.
 */
export function getVersionOrder(name: string): VersionOrder {
  const order = VERSION_ORDERS.find((candidate) => candidate.name === name);
  if (order === undefined) {
    const names = VERSION_ORDERS.map((candidate) => candidate.name).join(", ");
    throw new KnownError("VERSION_SCHEME_UNKNOWN", `${JSON.stringify(name)} is no version order; there are: ${names}`, {
      name,
    });
  }
  return order;
}

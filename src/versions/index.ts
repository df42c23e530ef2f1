import { KnownError } from "../model/errors.ts";
import { deb } from "./deb.ts";
import { pep440 } from "./pep440.ts";
import { semver } from "./semver.ts";
import type { VersionOrder } from "./version-order.ts";

/** Every version order, by name. */
export const VERSION_ORDERS: readonly VersionOrder[] = [deb, pep440, semver];

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

import { ECOSYSTEMS } from "../../src/model/ecosystems.ts";
import { VERSION_ORDERS } from "../../src/versions/index.ts";
import { rateOf } from "./rate.ts";
import type { SnapshotKey } from "./snapshot-keys.ts";

/** As many as a processor's caches do not hold for long, as with real packages. */
const MAX_VERSIONS = 20_000;

/** Comparisons per second of each version order, of versions that advisories speak of. */
export function measureVersionOrders(keys: readonly SnapshotKey[]): { name: string; perSecond: number }[] {
  return VERSION_ORDERS.flatMap((order) => {
    const ecosystems = new Set(
      ECOSYSTEMS.filter(({ versions }) => versions === order.name).map(({ advisories }) => advisories),
    );
    const versions = keys
      .filter(({ ecosystem }) => ecosystems.has(ecosystem))
      .flatMap(({ versions }) => versions)
      .filter((version) => order.isValid(version))
      .slice(0, MAX_VERSIONS);
    if (versions.length < 2) return [];
    const perSecond = rateOf(() => {
      // Neighbours are of the same package mostly: long common beginnings, as in matching.
      for (let i = 1; i < versions.length; i++) order.compare(versions[i - 1] ?? "", versions[i] ?? "");
      return versions.length - 1;
    });
    return [{ name: order.name, perSecond }];
  });
}

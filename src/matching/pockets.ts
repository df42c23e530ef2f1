import type { SnapshotRecord } from "../advisories/snapshot-reader.ts";
import type { SubscriptionFix } from "../model/finding.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { findHit, type Hit } from "./affected.ts";
import type { LookupKey } from "./lookup.ts";

/** An archive beside the release's own. */
interface Pocket {
  readonly name: string;
  /** Whether a package comes from it: versions of its packages say so, or it has packages that no other has. */
  readonly brought: (key: Pick<LookupKey, "name" | "version">) => boolean;
}

/**
 * Ubuntu's archives that take Ubuntu Pro, in the order in which they are asked. The packages of one are made from those
 * of the release and say in their version whence they are: `1.0-1ubuntu2+esm1`, `1.0-1ubuntu2.fips.3`, `+Fips1`.
 * Source: https://documentation.ubuntu.com/pro-client/en/latest/explanations/
 */
const POCKETS: readonly Pocket[] = [
  { name: "fips-updates", brought: isFips },
  { name: "fips", brought: isFips },
  { name: "fips-preview", brought: isFips },
  { name: "realtime", brought: ({ name }) => name.includes("realtime") },
  { name: "bluefield", brought: ({ name }) => name.includes("bluefield") },
  { name: "esm", brought: ({ version }) => /[~+.]esm\d/.test(version) },
];

const SUBSCRIPTION = "Ubuntu Pro";

function isFips({ name, version }: Pick<LookupKey, "name" | "version">): boolean {
  return /fips/i.test(version) || name.includes("fips");
}

/** An advisory that holds, by what it says of the archive that the package is from. */
export interface PocketHit {
  readonly record: SnapshotRecord;
  readonly hit: Hit;
  readonly subscriptionFix?: SubscriptionFix;
}

/**
 * Whether a version is open to an advisory that says something of several archives of one release.
 *
 * What the advisory says of the package's own archive decides. A package of everybody's archive goes by that; where
 * support of it has ended, or nothing is said of it, by what ESM says, which is made of the same sources and looked
 * after for longer: its fix is then one for subscribers.
 *
 * @param records  Of one advisory under one key.
 * @throws {KnownError} `VERSION_INVALID`
 */
export function findPocketHits(
  records: readonly SnapshotRecord[],
  key: Pick<LookupKey, "name" | "version">,
  order: VersionOrder,
): PocketHit[] {
  const own = POCKETS.filter(({ brought }) => brought(key))
    .map(({ name }) => records.filter(({ pocket }) => pocket === name))
    .find((found) => found.length > 0);
  if (own !== undefined) return hitsOf(own, key, order);

  const common = records.filter(({ pocket }) => pocket === undefined);
  const esm = records.filter(({ pocket }) => pocket === "esm");
  const isLookedAfter = common.some(({ state }) => state !== "end-of-life");
  if (isLookedAfter || esm.length === 0) {
    const fixed = esm.flatMap(({ ranges }) => ranges.flatMap(({ fixed }) => fixed ?? []));
    return hitsOf(common, key, order).map((found) =>
      found.hit.fixedVersion === undefined ? { ...found, ...subscriptionOf(fixed[0]) } : found,
    );
  }
  const state = common[0]?.state;
  return hitsOf(esm, key, order).map(({ record, hit: { fixedVersion, ...hit } }) => ({
    record: { ...record, state: state ?? record.state },
    hit,
    ...subscriptionOf(fixedVersion),
  }));
}

/** Whether any of the records speaks of an archive beside the release's own. */
export function hasPockets(records: readonly SnapshotRecord[]): boolean {
  return records.some(({ pocket }) => pocket !== undefined);
}

function hitsOf(
  records: readonly SnapshotRecord[],
  { version }: Pick<LookupKey, "version">,
  order: VersionOrder,
): PocketHit[] {
  return records.flatMap((record) => {
    const hit = findHit(version, record, order);
    return hit ? [{ record, hit }] : [];
  });
}

function subscriptionOf(version: string | undefined): { subscriptionFix?: SubscriptionFix } {
  return version === undefined ? {} : { subscriptionFix: { subscription: SUBSCRIPTION, version } };
}

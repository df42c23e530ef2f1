import { openSnapshot } from "../../src/advisories/snapshot.ts";
import { matchPackages } from "../../src/matching/match.ts";
import { ecosystemOfAdvisories } from "../../src/model/ecosystems.ts";
import { formatPurl } from "../../src/model/purl.ts";
import type { SnapshotKey } from "./snapshot-keys.ts";

/** As the design counts. */
const PACKAGES = 5000;
const REPEATS = 5;

export interface Matching {
  readonly packages: number;
  readonly findings: number;
  /** Of a snapshot opened for it, by repetition. */
  readonly wallMs: readonly number[];
}

/**
 * Matches 5,000 packages, spread evenly over what the snapshot has advisories for. Each has some: real images are
 * kinder, since most of their packages have none.
 */
export function measureMatching(path: string, keys: readonly SnapshotKey[]): Matching {
  const packages = packagesOf(keys);
  let findings = 0;
  const wallMs = Array.from({ length: REPEATS }, () => {
    const startedAt = performance.now();
    using snapshot = openSnapshot(path);
    const result = matchPackages(packages, snapshot);
    findings = [...result.findings.values()].reduce((sum, { length }) => sum + length, 0);
    return performance.now() - startedAt;
  });
  return { packages: packages.length, findings, wallMs };
}

/** As many packages as the design counts, of keys that lie equally far apart. */
export function packagesOf(keys: readonly SnapshotKey[]): { purl: string }[] {
  const purls = keys.flatMap((key) => purlOf(key) ?? []);
  const step = Math.max(1, purls.length / PACKAGES);
  const count = Math.min(PACKAGES, purls.length);
  return Array.from({ length: count }, (_, index) => ({ purl: purls[Math.floor(index * step)] ?? "" }));
}

/** A package with a version from the middle of those that its advisories name: some hit it, some do not. */
function purlOf(key: SnapshotKey): string | undefined {
  const ecosystem = ecosystemOfAdvisories(key.ecosystem);
  const version = key.versions[key.versions.length >> 1];
  if (!ecosystem || version === undefined) return undefined;
  if (ecosystem.kind === "distribution") {
    const namespace = ecosystem.namespace ?? "";
    const distro = `${namespace}-${key.release}`;
    return formatPurl({
      type: ecosystem.purlType,
      namespace,
      name: key.name,
      version,
      qualifiers: { arch: "amd64", distro },
    });
  }
  const slash = key.name.lastIndexOf("/");
  const namespace = slash > 0 ? { namespace: key.name.slice(0, slash) } : {};
  return formatPurl({
    type: ecosystem.purlType,
    ...namespace,
    name: key.name.slice(slash + 1),
    version,
    qualifiers: {},
  });
}

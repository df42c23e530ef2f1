/**
 * An unbroken run of affected versions. Absent ends are open.
 * Disjoint runs stay disjoint: a record has as many as its source wrote.
 */
export interface AffectedRange {
  /** First affected version; absent: from the beginning. */
  readonly introduced?: string;
  /** First version that is no longer affected. */
  readonly fixed?: string;
  /** Last affected version, where the source does not name a fix. */
  readonly lastAffected?: string;
}

/** What one advisory says of one package, in one release where the ecosystem has releases. */
export interface AffectedPackage {
  /** Name of the ecosystem in `model/ecosystems.ts`. */
  readonly ecosystem: string;
  /** Distribution release (`12`, `sid`); empty where the ecosystem has none. */
  readonly release: string;
  /** Package name as the ecosystem normalises it; the source package in a distribution. */
  readonly name: string;
  /**
   * `affected` by the ranges and versions; `not-affected` is a negative that the source states and we keep;
   * `end-of-life`: affected, and the distribution will not fix it.
   */
  readonly state: "affected" | "not-affected" | "end-of-life";
  readonly ranges: readonly AffectedRange[];
  /** Single versions that are affected besides the ranges. */
  readonly versions: readonly string[];
}

/** A CVSS vector as its source gives it. */
export interface CvssVector {
  /** `2.0`, `3.0`, `3.1`, `4.0` */
  readonly version: string;
  readonly vector: string;
  /** Base score; absent when the vector is incomplete. */
  readonly score?: number;
}

/** A record as its source published it, in our words. Withdrawn records are not kept. */
export interface Advisory {
  /** Name of the feed that gave it. */
  readonly source: string;
  /** Its own id: `DLA-4742-1`, `GHSA-29mw-wpgm-hmr9`, `PYSEC-2021-9`. */
  readonly id: string;
  /** CVE ids it speaks of; one finding each. */
  readonly cves: readonly string[];
  /** Other names of the same flaw. Never what a distribution's collective advisory merely speaks of. */
  readonly aliases: readonly string[];
  readonly summary?: string;
  readonly details?: string;
  /** Severity in the source's own words, mapped to ours. */
  readonly severity?: "critical" | "high" | "medium" | "low";
  readonly cvss: readonly CvssVector[];
  readonly cwes: readonly string[];
  readonly references: readonly string[];
  /** RFC 3339. */
  readonly published?: string;
  /** RFC 3339. */
  readonly modified?: string;
  readonly affected: readonly AffectedPackage[];
}

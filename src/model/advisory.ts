/**
 * An unbroken run of affected versions. Absent ends are open.
 * Disjoint runs stay disjoint: a record has as many as its source wrote.
 */
export interface AffectedRange {
  /** First affected version; absent: from the beginning. */
  readonly introduced?: string;
  /** Last version before the affected ones, where the source names that instead: `> 1.2`. Beside no `introduced`. */
  readonly after?: string;
  /** First version that is no longer affected. */
  readonly fixed?: string;
  /** Last affected version, where the source does not name a fix. */
  readonly lastAffected?: string;
}

/**
 * What a source says of the versions that it names. `affected`, by the ranges and versions; `not-affected` is a
 * negative that the source states and we keep. All others are affected, and will not be fixed for now: `deferred`
 * until some later time, `wont-fix` by decision, `end-of-life` since nobody looks after the release any more,
 * `under-investigation` until somebody has looked.
 */
export const AFFECTED_STATES = [
  "affected",
  "not-affected",
  "end-of-life",
  "deferred",
  "wont-fix",
  "under-investigation",
] as const;

export type AffectedState = (typeof AFFECTED_STATES)[number];

/** What must hold besides name, release and version. Absent: whatever it is. */
export interface AffectedOnly {
  /**
   * Module stream of an rpm, `nodejs:18`: packages of other streams are other packages. `*`: of some module, where the
   * source does not tell of which.
   */
  readonly module?: string;
  /** The name is that of the source package, in an ecosystem whose advisories speak of binary packages otherwise. */
  readonly source?: true;
  /** Architectures in the words of the package's ecosystem. */
  readonly architectures?: readonly string[];
  /** Names of binary packages, where the source package brings others that are not affected. */
  readonly binaries?: readonly string[];
  /** Text that the version has to hold, where a vendor builds a package in several ways: `ksplice1`, `fips`. */
  readonly versionText?: string;
}

/** Functions of a Go package that have to be reached for a flaw to matter. */
export interface AffectedSymbols {
  /** Import path. */
  readonly path: string;
  /** `Func`, `Type.Method`; none: the whole package. */
  readonly names: readonly string[];
  /** `GOOS` and `GOARCH`; none: every one. */
  readonly systems?: readonly string[];
  readonly architectures?: readonly string[];
}

/** What one advisory says of one package, in one release where the ecosystem has releases. */
export interface AffectedPackage {
  /** Name of the ecosystem in `model/ecosystems.ts`. */
  readonly ecosystem: string;
  /** Distribution release (`12`, `sid`); empty where the ecosystem has none. */
  readonly release: string;
  /** Package name as the ecosystem normalises it; the source package in a distribution. */
  readonly name: string;
  readonly state: AffectedState;
  readonly ranges: readonly AffectedRange[];
  /** Single versions that are affected besides the ranges. */
  readonly versions: readonly string[];
  readonly only?: AffectedOnly;
  readonly symbols?: readonly AffectedSymbols[];
  /**
   * The archive that it speaks of, where that is not the one that everybody has: `esm`, `fips` of Ubuntu Pro.
   * Absent: the release's own.
   */
  readonly pocket?: string;
  /** Collective advisories of the vendor that brought the fix: `RHSA-2024:1234`, `USN-6000-1`, `DSA-5000-1`. */
  readonly vendorAdvisories?: readonly string[];
}

/** That a flaw is known to be exploited. Source: https://www.cisa.gov/known-exploited-vulnerabilities-catalog */
export interface KnownExploited {
  /** Dates are `YYYY-MM-DD`. */
  readonly added: string;
  /** By when an agency of the United States has to act. */
  readonly due?: string;
  /** Whether campaigns of ransomware are known to use it. */
  readonly ransomware: boolean;
  readonly action?: string;
}

/** Decision points of SSVC. Source: https://www.cisa.gov/ssvc */
export interface Ssvc {
  readonly exploitation?: string;
  readonly automatable?: string;
  readonly technicalImpact?: string;
  /** RFC 3339. */
  readonly decided?: string;
}

/** A CVSS vector as its source gives it. */
export interface CvssVector {
  /** `2.0`, `3.0`, `3.1`, `4.0` */
  readonly version: string;
  readonly vector: string;
  /** Base score; absent when the vector is incomplete. */
  readonly score?: number;
  /** Who scored it, where the source only passes it on: `psirt@us.ibm.com`, `CISA-ADP`. */
  readonly by?: string;
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
  /** Those words, where they are others: `important`, `negligible`. */
  readonly severityLabel?: string;
  /** That somebody with a say calls it no flaw at all. */
  readonly disputed?: true;
  readonly exploited?: KnownExploited;
  readonly ssvc?: Ssvc;
  readonly cvss: readonly CvssVector[];
  readonly cwes: readonly string[];
  readonly references: readonly string[];
  /** RFC 3339. */
  readonly published?: string;
  /** RFC 3339. */
  readonly modified?: string;
  readonly affected: readonly AffectedPackage[];
}

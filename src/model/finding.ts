import type { CvssVector } from "./advisory.ts";
import type { LayerReference, PackageLocation } from "./package.ts";
import type { Severity } from "./severity.ts";

/** An advisory that supports a finding. */
export interface FindingSource {
  /** Name of the feed: `debian-lists`, `osv-npm`. */
  readonly source: string;
  readonly id: string;
}

/** Why a package is said to be affected by one advisory, so that a person can check it. */
export interface Proof {
  /** Which rule decided: `distribution` (source package and release), `language` (name), `language-version` (listed version). */
  readonly rule: "distribution" | "language" | "language-version";
  /** Version order that compared. */
  readonly scheme: string;
  /** What the advisory was looked up by. */
  readonly key: { readonly ecosystem: string; readonly release: string; readonly name: string };
  /** The installed version that was compared: the source package's in a distribution. */
  readonly installed: string;
  /** The run of versions, or the single version, that holds it. */
  readonly range: string;
  /** The record, with the SHA-256 of its text as kept in the snapshot. */
  readonly advisory: FindingSource & { readonly sha256: string };
}

/** A CVSS score with the source it is from. */
export interface Cvss extends CvssVector {
  readonly source: string;
}

/** One vulnerability of one package. */
export interface Finding {
  /** The CVE, or the advisory's own id where it has none. */
  readonly id: string;
  /** Other names of the same flaw, sorted. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  /** Feed that the severity is from. */
  readonly severitySource?: string;
  readonly cvss?: Cvss;
  readonly cwes: readonly string[];
  readonly summary?: string;
  readonly details?: string;
  readonly published?: string;
  readonly references: readonly string[];
  /** Affected versions in words: `<1.2.3`, `>=2.0,<2.1 || >=3.0,<3.4`. */
  readonly affectedRange: string;
  /** The version to go to; absent where no fix is published. */
  readonly fixedVersion?: string;
  /** Advisories that say so: the vendor's own first. */
  readonly sources: readonly FindingSource[];
  /** One for each advisory that says so. */
  readonly proof: readonly Proof[];
}

/** A package with what is wrong with it, worst first. */
export interface PackageFindings {
  readonly purl: string;
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly owner?: string;
  readonly layer: LayerReference;
  /** The layer that took it away: no container has it, and every pull fetches it. */
  readonly removedIn?: LayerReference;
  readonly locations: readonly PackageLocation[];
  readonly findings: readonly Finding[];
}

import type { AffectedSymbols, CvssVector, KnownExploited, Ssvc } from "./advisory.ts";
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

/**
 * What became of a flaw in this package: `fixed` in a version that is published, or `unfixed` and maybe never to be:
 * the other words are those of `AffectedState`.
 */
export const FIX_STATES = ["fixed", "unfixed", "deferred", "wont-fix", "end-of-life", "under-investigation"] as const;

export type FixState = (typeof FIX_STATES)[number];

/** A fix in an archive that takes a subscription. */
export interface SubscriptionFix {
  /** What one has to have: `Ubuntu Pro`. */
  readonly subscription: string;
  readonly version: string;
}

/** How likely a flaw is to be exploited in the next thirty days. Source: https://www.first.org/epss/ */
export interface Epss {
  /** From 0 to 1. */
  readonly score: number;
  /** Share of all scored flaws that are no more likely, from 0 to 1. */
  readonly percentile: number;
}

/** Why a finding does not count, and who says so. */
export interface Suppression {
  readonly by: "vex" | "ignore-file";
  /** `not_affected`, `fixed`; `ignored` by a file. */
  readonly status: string;
  /** Of VEX: `vulnerable_code_not_in_execute_path`. */
  readonly justification?: string;
  readonly reason?: string;
  readonly author?: string;
  /** The document: its path or id. */
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly expires?: string;
}

/** What the document that counts says of a finding, whether it hides it or not. */
export interface VexVerdict {
  readonly status: "not_affected" | "affected" | "fixed" | "under_investigation";
  readonly justification?: string;
  /** Why it does not matter. */
  readonly impact?: string;
  /** What to do. */
  readonly action?: string;
  readonly author?: string;
  /** RFC 3339. */
  readonly time?: string;
  /** The document: its path or address. */
  readonly source: string;
}

/** What the sources of a finding say in words: for people, and not for deciding anything. */
export interface FindingWords {
  readonly summary?: string;
  readonly details?: string;
  readonly published?: string;
  readonly references: readonly string[];
}

/** One vulnerability of one package. Matching makes it without words; whoever shows it adds them. */
export interface Finding extends Partial<FindingWords> {
  /** The CVE, or the advisory's own id where it has none. */
  readonly id: string;
  /** Other names of the same flaw, sorted. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  /** Feed that the severity is from. */
  readonly severitySource?: string;
  /** Its own word, where that is another: `important`. */
  readonly severityLabel?: string;
  readonly cvss?: Cvss;
  readonly cwes: readonly string[];
  /** Affected versions in words: `<1.2.3`, `>=2.0,<2.1 || >=3.0,<3.4`. */
  readonly affectedRange: string;
  /** The version to go to; absent where no fix is published. */
  readonly fixedVersion?: string;
  readonly state: FixState;
  /** A fix that only subscribers get, where there is none for everybody. */
  readonly subscriptionFix?: SubscriptionFix;
  /** The vendor's collective advisories that brought the fix. */
  readonly vendorAdvisories: readonly string[];
  readonly epss?: Epss;
  readonly exploited?: KnownExploited;
  readonly ssvc?: Ssvc;
  readonly disputed?: true;
  /** Functions that have the flaw, where a source names them. */
  readonly symbols?: readonly AffectedSymbols[];
  /**
   * Whether the functions that have the flaw are in the program; of Go packages alone. It is of one image: equal
   * packages of two programs may differ in it.
   */
  readonly reachability?: "reachable" | "not-in-binary" | "unknown";
  /** What else the vendor or the user says of it; it stays visible. */
  readonly suppressed?: Suppression;
  readonly vex?: VexVerdict;
  /** Advisories that say so: the vendor's own first. */
  readonly sources: readonly FindingSource[];
  /** One for each advisory that says so. */
  readonly proof: readonly Proof[];
}

/** Those that count: nobody has said, with a say, that they do not matter here. */
export function standing(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ suppressed }) => suppressed === undefined);
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

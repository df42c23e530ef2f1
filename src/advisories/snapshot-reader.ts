import type { Advisory, AffectedPackage, CvssVector, KnownExploited, Ssvc } from "../model/advisory.ts";
import type { Epss } from "../model/finding.ts";
import type { SupportCycle } from "../model/support.ts";

/** `fresh`: read or confirmed in the newest update; `stale`: older records in use; `absent`: not served; `failed`: never read. */
export type SourceState = "fresh" | "stale" | "absent" | "failed";

/** A source as a snapshot holds it. */
export interface SnapshotSource {
  readonly name: string;
  readonly state: SourceState;
  readonly records: number;
  /** When its records were last read or confirmed, RFC 3339; absent when never. */
  readonly fetchedAt?: string;
  /** When it was asked for news, where that was later than all the others, RFC 3339. */
  readonly askedAt?: string;
  /** Why it is not fresh. */
  readonly reason?: string;
}

/** One advisory under a key, with what matching needs of it. */
export interface SnapshotRecord extends Omit<AffectedPackage, "ecosystem" | "release" | "name"> {
  readonly source: string;
  readonly id: string;
  readonly cves: readonly string[];
  readonly aliases: readonly string[];
  /** SHA-256 (hex) of the record's text as kept. */
  readonly sha256: string;
}

/** What one source says of a vulnerability itself, whatever the package. */
export interface VulnerabilityFacts {
  readonly source: string;
  readonly severity?: "critical" | "high" | "medium" | "low";
  readonly severityLabel?: string;
  readonly disputed?: true;
  readonly exploited?: KnownExploited;
  readonly ssvc?: Ssvc;
  readonly cvss: readonly CvssVector[];
  readonly cwes: readonly string[];
  readonly summary?: string;
  readonly published?: string;
}

/** What a record says in words, and of which CVEs. */
export type RecordText = Pick<Advisory, "cves" | "summary" | "details" | "references" | "published">;

/** The advisory snapshot as matching sees it: a file that never changes. */
export interface Snapshot extends Disposable {
  /** SHA-256 (hex) of the file. */
  readonly id: string;
  /** RFC 3339. */
  readonly builtAt: string;
  readonly sources: readonly SnapshotSource[];
  /** Records under one key; `name` as the ecosystem normalises it, `release` empty where there is none. */
  readonly find: (ecosystem: string, release: string, name: string) => readonly SnapshotRecord[];
  /** The whole record, for its summary, details and references. */
  readonly get: (source: string, id: string) => Advisory;
  /**
   * What a record says in words, without the packages that it speaks of: many times faster to read. Whether it was
   * altered is not asked; `get` and `verifySnapshot` tell.
   */
  readonly textOf: (source: string, id: string) => RecordText;
  /** What any source says of a CVE, or of an id without one; in the order of the sources' names. */
  readonly factsOf: (id: string) => readonly VulnerabilityFacts[];
  /** Ids that some record calls the same flaw as this one, directly, sorted. */
  readonly aliasesOf: (id: string) => readonly string[];
  /**
   * Records that go by this id, speak of it as a CVE or know it as an alias; where there are none, those that name it as
   * the vendor's advisory. In the order of sources and ids. For a person who asks, not for matching: it looks at every record.
   */
  readonly naming: (id: string) => readonly { readonly source: string; readonly id: string }[];
  /** How likely a CVE is to be exploited; `undefined` where that is not known, or no scores lie beside the snapshot. */
  readonly epssOf: (id: string) => Epss | undefined;
  /** How long a release of a product is looked after; `undefined` when nobody says. */
  readonly supportOf: (product: string, cycle: string) => SupportCycle | undefined;
  /** Whether it has any advisory for the ecosystem, in that release. */
  readonly covers: (ecosystem: string, release: string) => boolean;
}

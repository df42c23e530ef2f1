/** What somebody read in a tracker: the package has the flaw, it has it not, or that is not clear. */
export type Verdict = "TP" | "FP" | "?";

/** Which package a label speaks of. */
export type PackagePattern =
  | { readonly purl: string }
  | {
      /** As the tool that the label is from calls it. */
      readonly name: string;
      readonly version: string;
    };

/** Which lists of packages a label holds for; without any field, all. */
export interface ListPattern {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Whether a package has a flaw, and by what word of the tracker. */
export interface Label {
  /** What lists of expected failures call it by. */
  readonly id: string;
  readonly verdict: Verdict;
  /** Names of the flaw, each of which will do: a CVE, a GHSA. */
  readonly flaws: readonly string[];
  readonly package: PackagePattern;
  readonly list: ListPattern;
  /** What is hard about it; a name of `kinds.ts` in our own form. */
  readonly kind?: string;
  /** Why, in one line. */
  readonly reason?: string;
  readonly url?: string;
}

/** Labels, and what of their files could not be read. */
export interface LabelSet {
  readonly labels: readonly Label[];
  readonly troubles: readonly string[];
}

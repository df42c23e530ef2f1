/** What is hard about a label: a scanner that overlooks it is wrong. `plain` is what every scanner has right. */
export const KINDS = {
  plain: "A version within the range that the tracker gives, or at or above its fix.",
  edge: "The version right at an end of a range.",
  backport: "A release mends its old version: the number looks affected, or the other way round.",
  withdrawn: "The record was taken back, or was never meant to be kept.",
  "not-affected": "The vendor says that its package does not have the flaw.",
  owned: "A language package that a distribution's package brought: the distribution's word counts.",
  module: "rpms of a module stream, and of another stream, or of none.",
  disjoint: "Between two affected runs of versions there is one that is not affected.",
  branches: "Each minor branch has a fix of its own.",
  epoch: "The epoch decides.",
  suffix: "Suffixes decide: `+dfsg`, `~deb12u1`, `+b1`, `~rc1`, `_git`, `.el8_4`.",
  "source-name": "The advisory names the source, the package has another name.",
  "binary-name": "Of the packages of one source only some are named.",
  pocket: "An archive for subscribers: ESM, FIPS.",
  "extended-support": "A longer-lived branch of a release: EUS, AUS, E4S.",
  rebuild: "A rebuild's own advisory counts, not that of its upstream.",
  negative: "The distribution lists the id as one that is none for it: Wolfi, Alpine's version 0.",
  kernel: "Kernels of several flavours.",
  "pseudo-version": "Versions of Go that name a commit.",
  "pre-release": "Versions before a release: 2.0.0-rc.1, 1.0b2.",
  "last-affected": "The record names the last affected version, and no fix.",
  "listed-version": "The record lists single versions.",
  namesake: "The same name in another ecosystem, or another package of nearly the same name.",
  relocation: "The package moved to another name.",
  disputed: "Somebody with a say calls it no flaw; it is shown all the same.",
  unreachable: "The functions that have the flaw may not be called; it is shown all the same.",
  "end-of-life": "Nobody mends it any more.",
  unfixed: "There is no fix: deferred, will not be fixed, under investigation.",
  "other-release": "The tracker speaks of other releases of the distribution alone.",
  "two-advisories": "Two advisories mend one flaw at different versions: the later one counts.",
  malware: "The package is the flaw, in all or some versions.",
  "version-order": "The ecosystem's own order of versions decides: 1.10 and 1.9, 4.0.0.Final, 1.0.0.1.",
  spelling: "The name can be written in several ways.",
} as const;

export type Kind = keyof typeof KINDS;

/** Those that a scanner may well have wrong. */
export const isTrap = (kind: string | undefined): boolean => kind !== undefined && kind !== "plain" && kind !== "edge";

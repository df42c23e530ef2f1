import type { Snapshot } from "../advisories/snapshot-reader.ts";
import type { Distribution } from "../model/distribution.ts";
import type { Problem } from "../model/errors.ts";
import type { SupportCycle } from "../model/support.ts";

/** How endoflife.date calls a distribution. */
interface SupportedProduct {
  /** `ID` of os-release. */
  readonly id: string;
  readonly product: string;
  /** Whether what comes after the end is for everybody too: Debian's long-term team publishes for all. */
  readonly extendedForAll?: boolean;
  /** Where two distributions share an id. */
  readonly named?: RegExp;
}

/** Source: https://endoflife.date/tags/linux-distribution */
const PRODUCTS: readonly SupportedProduct[] = [
  { id: "almalinux", product: "almalinux" },
  { id: "alpine", product: "alpine-linux" },
  { id: "amzn", product: "amazon-linux" },
  { id: "centos", product: "centos-stream", named: /stream/i },
  { id: "centos", product: "centos" },
  { id: "debian", product: "debian", extendedForAll: true },
  { id: "devuan", product: "devuan" },
  { id: "fedora", product: "fedora" },
  { id: "mageia", product: "mageia" },
  { id: "ol", product: "oracle-linux" },
  { id: "opensuse-leap", product: "opensuse" },
  { id: "photon", product: "photon" },
  { id: "rhel", product: "rhel" },
  { id: "rocky", product: "rocky-linux" },
  { id: "sles", product: "sles" },
  { id: "ubuntu", product: "ubuntu" },
];

/** How long the release of a distribution is looked after: the cycle that is named like it, or like its beginning. */
export function supportOfDistribution(
  { id, name, versionId }: Distribution,
  snapshot: Pick<Snapshot, "supportOf">,
): (SupportCycle & { readonly extendedForAll: boolean }) | undefined {
  const known = PRODUCTS.find((one) => one.id === id && (one.named === undefined || one.named.test(name)));
  if (known === undefined || versionId === undefined) return undefined;
  // `8.9` is of the cycle `8`, `3.18.4` of `3.18`, `22.04` a cycle of its own.
  const parts = versionId.split(".").slice(0, 4);
  for (let length = parts.length; length > 0; length--) {
    const cycle = snapshot.supportOf(known.product, parts.slice(0, length).join("."));
    if (cycle !== undefined) return { ...cycle, extendedForAll: known.extendedForAll === true };
  }
  return undefined;
}

/**
 * What is to be said of a distribution whose release nobody looks after any more: advisories for it have stopped, so
 * that no list of its flaws is whole.
 *
 * @param today  `YYYY-MM-DD`
 */
export function endOfLifeProblem(
  distribution: Distribution | undefined,
  snapshot: Pick<Snapshot, "supportOf">,
  today: string,
): Problem | undefined {
  if (distribution === undefined) return undefined;
  const support = supportOfDistribution(distribution, snapshot);
  if (support === undefined) return undefined;
  const { ends, extendedEnds, extendedForAll } = support;
  const end = extendedForAll ? laterOf(ends, extendedEnds) : ends;
  if (!hasPassed(end, today)) return undefined;

  const when = typeof end === "string" ? `ended on ${end}` : "has ended";
  const more =
    !extendedForAll && extendedEnds !== undefined && extendedEnds !== true && !hasPassed(extendedEnds, today)
      ? `; some get extended support${typeof extendedEnds === "string" ? ` until ${extendedEnds}` : ""}`
      : "";
  return {
    code: "DISTRIBUTION_END_OF_LIFE",
    message: `${nameOf(distribution)}: its support ${when}${more}; flaws found since may be missing here`,
  };
}

/** The name often has the version in it: `Debian GNU/Linux 9 (stretch)`. */
function nameOf({ name, versionId = "" }: Distribution): string {
  return name.includes(versionId) ? name : `${name} ${versionId}`;
}

/** The last day is still a day of support. */
function hasPassed(end: string | boolean | undefined, today: string): boolean {
  return typeof end === "string" ? end < today : end === true;
}

/** A time that is not in sight is later than any. */
function laterOf(a: string | boolean | undefined, b: string | boolean | undefined): string | boolean | undefined {
  if (b === undefined || a === undefined) return a ?? b;
  if (a === false || b === false) return false;
  if (typeof a === "string" && typeof b === "string") return a > b ? a : b;
  return typeof a === "string" ? a : b;
}

import type { AffectedRange } from "../../model/advisory.ts";
import type { VersionOrder } from "../../versions/version-order.ts";

/**
 * The runs of affected versions where a release got a fix more than once: each minor release has its own branch of
 * builds, told by its tag (`el9_2`, `module+el8.6.0`), and a fix in one of them says nothing of the next, which had
 * branched off before. curl 7.76.1-23.el9_2.4 has what 7.76.1-26.el9 lacks and 7.76.1-26.el9_3.2 has again.
 *
 * Of two fixes in one branch the later one counts. A module is built several times from the same sources, for each
 * context that its packages may run in: of those builds, which differ by numbers alone, the lowest is the fix.
 *
 * Source: https://access.redhat.com/articles/explaining_redhat_errata#package-names, and
 * https://access.redhat.com/errata/RHSA-2023:5763 with https://access.redhat.com/errata/RHSA-2023:6745
 *
 * @param fixes Versions that parse.
 */
export function rangesOfFixes(fixes: readonly string[], order: VersionOrder): AffectedRange[] {
  const sorted = lowestBuilds([...new Set(fixes)].sort((a, b) => order.compare(a, b)));
  const last = sorted.filter((fix, i) => {
    const next = sorted[i + 1];
    return next === undefined || beginningAfter(fix, next, order) !== undefined;
  });
  return last.map((fixed, i) => {
    const before = last[i - 1];
    const introduced = before === undefined ? undefined : beginningAfter(before, fixed, order);
    return introduced === undefined ? { fixed } : { introduced, fixed };
  });
}

/** `+23147+95b68fad` behind a module's tag: the number of the build, and its context. */
const OF_MODULE_BUILD = /(\.module[+_]el[\d.]{1,20})\+\d{1,19}\+[0-9a-f]{1,40}/;

function lowestBuilds(sorted: readonly string[]): string[] {
  const lowest = new Map<string, string>();
  for (const fix of sorted) {
    const sources = fix.replace(OF_MODULE_BUILD, "$1");
    if (!lowest.has(sources)) lowest.set(sources, fix);
  }
  return [...lowest.values()];
}

interface Build {
  /** `1:3.0.7-` */
  readonly version: string;
  /** `25` of `25.1.el9_2.3`: the branch of a minor release keeps it, and what comes after has a higher one. */
  readonly number: number;
  /** `3.0.7-25.el9_2`, all up to the end of the tag. */
  readonly tagged: string;
  readonly tag: string;
}

function buildOf(text: string): Build | undefined {
  const [, version = "", number = ""] = /^([^-]*-)(\d{1,9})/.exec(text) ?? [];
  const tag = /[.+_](el\d{1,3}(?:_\d{1,3}|\.\d{1,3}\.\d{1,3}))(?=[.+_]|$)/.exec(text);
  if (tag?.[1] === undefined || number === "") return undefined;
  return { version, number: Number(number), tagged: text.slice(0, tag.index + tag[0].length), tag: tag[1] };
}

/** From where on versions are of a later branch than this fix; `undefined` where both are of one. */
function beginningAfter(fix: string, next: string, order: VersionOrder): string | undefined {
  const [build, other] = [buildOf(fix), buildOf(next)];
  if (build === undefined || other === undefined || build.tag === other.tag) return undefined;
  const following = `${build.version}${build.number + 1}`;
  const bound = order.compare(following, next) < 0 ? following : other.tagged;
  return order.compare(bound, fix) > 0 && order.compare(bound, next) < 0 ? bound : undefined;
}

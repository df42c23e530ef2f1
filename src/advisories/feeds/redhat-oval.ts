import type { Advisory } from "../../model/advisory.ts";
import type { Feed } from "../feed.ts";
import type { OvalDefinition, OvalTest } from "../shared/oval.ts";
import { readOvalAdvisories } from "../shared/oval-advisories.ts";
import type { Meaning } from "../shared/oval-alternatives.ts";
import { meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { advisoryOfUpdate, referencesOf } from "../shared/oval-updates.ts";

const name = "redhat-oval";

/** Releases whose OVAL stays as it is; of later ones Red Hat's VEX says more, and is kept current. */
const RELEASES = ["5", "6", "7"];

/**
 * Updates of old releases of Red Hat Enterprise Linux: one record for each.
 *
 * Source: https://security.access.redhat.com/data/oval/v2/
 */
export const redhatOval: Feed = {
  name,
  describes: "Red Hat Enterprise Linux 5 to 7 and CentOS Linux, from Red Hat's OVAL",
  license: "CC-BY-4.0",
  files: RELEASES.map((release) => ({
    url: `https://security.access.redhat.com/data/oval/v2/RHEL${release}/rhel-${release}.oval.xml.bz2`,
    mirrorPath: `redhat/oval/v2/RHEL${release}/rhel-${release}.oval.xml.bz2`,
    maxBytes: 512 * 1024 * 1024,
  })),
  version: 1,

  parse: (paths, report) =>
    readOvalAdvisories(paths, { source: name, class: "patch", nameOf: updateOf, advisoryOf }, report),
};

/** `RHSA-2019:4268`; `RHBA` and `RHEA` of updates that mend a flaw beside other things. */
const updateOf = (definition: OvalDefinition) =>
  referencesOf(definition).find(({ ref_id = "" }) => /^RH[SBE]A-/.test(ref_id))?.ref_id;

function advisoryOf(definition: OvalDefinition, complain: (what: string) => void): Advisory | undefined {
  const id = updateOf(definition);
  if (id === undefined) {
    complain("has no name");
    return undefined;
  }
  const advisory = advisoryOfUpdate(id, definition, { source: name, ecosystem: "Red Hat", meaningOf }, complain);
  // What mends no flaw is no advisory.
  return advisory?.cves.length === 0 && !id.startsWith("RHSA-") ? undefined : advisory;
}

/** What Red Hat asks besides versions of packages, it says best in words. */
function meaningOf(test: OvalTest | undefined, comment: string): Meaning {
  const [, release] = /^Red Hat Enterprise Linux (\d+)(?: [A-Z]\w+)? is installed$/.exec(comment) ?? [];
  if (release !== undefined) return { kind: "releases", releases: [release] };
  const [, module] = /^Module (\S+:\S+) is enabled$/.exec(comment) ?? [];
  if (module !== undefined) return { kind: "module", module };
  // An image runs no kernel: what counts is the package.
  if (/^\S+ earlier than \S+ is (?:currently running|set to boot up on next boot)$/.test(comment))
    return { kind: "always" };
  return meaningOfRpmTest(test, comment);
}

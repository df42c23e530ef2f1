import type { Advisory } from "../../model/advisory.ts";
import type { Feed } from "../feed.ts";
import type { OvalDefinition, OvalTest } from "../shared/oval.ts";
import { readOvalAdvisories } from "../shared/oval-advisories.ts";
import type { Alternative, Meaning } from "../shared/oval-alternatives.ts";
import { meaningOfRpmTest } from "../shared/oval-rpm.ts";
import { advisoryOfUpdate, referencesOf } from "../shared/oval-updates.ts";

const name = "oracle-oval";

/** Oracle Linux' updates: one record for each. */
export const oracleOval: Feed = {
  name,
  describes: "Oracle Linux, from Oracle's OVAL",
  license: "as published by Oracle",
  files: [
    {
      url: "https://linux.oracle.com/security/oval/com.oracle.elsa-all.xml.bz2",
      mirrorPath: "oracle/security/oval/com.oracle.elsa-all.xml.bz2",
      maxBytes: 512 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: (paths, report) =>
    readOvalAdvisories(paths, { source: name, class: "patch", nameOf: updateOf, advisoryOf }, report),
};

/** `ELSA-2024-1234` */
const updateOf = (definition: OvalDefinition) =>
  referencesOf(definition).find(({ source }) => source === "elsa")?.ref_id;

function advisoryOf(definition: OvalDefinition, complain: (what: string) => void): Advisory | undefined {
  const id = updateOf(definition);
  if (id !== undefined) {
    const own = { source: name, ecosystem: "Oracle Linux", meaningOf, refine: ofItsBuild };
    return advisoryOfUpdate(id, definition, own, complain);
  }
  complain("has no name");
  return undefined;
}

/** What Oracle asks besides versions of packages, it says best in words. */
function meaningOf(test: OvalTest | undefined, comment: string): Meaning {
  const [, release] = /^Oracle Linux (\d+) is installed$/.exec(comment) ?? [];
  if (release !== undefined) return { kind: "releases", releases: [release] };
  const [, architecture] = /^Oracle Linux arch is (\w+)$/.exec(comment) ?? [];
  if (architecture !== undefined) return { kind: "architectures", architectures: [architecture, "noarch"] };
  const [, module] = /^Module (\S+:\S+) is enabled$/.exec(comment) ?? [];
  if (module !== undefined) return { kind: "module", module };
  return meaningOfRpmTest(test, comment);
}

/**
 * Oracle builds some packages in other ways, with epochs of their own: for Ksplice, and as validated for FIPS. To one of
 * them the fixes of the others say nothing, and versions alone do not tell them apart.
 */
function ofItsBuild(way: Alternative): Alternative {
  const { package: condition } = way;
  const [build] = /ksplice\d*|_fips$/.exec(condition?.range.fixed ?? "") ?? [];
  return condition && build !== undefined ? { ...way, package: { ...condition, versionText: build } } : way;
}

import { KnownError } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import type { Feed, FeedFile } from "../feed.ts";
import { advisoriesOf, flawOf, type Gathered } from "../gathered-advisories.ts";
import { fixesByFlaw, readSecdb, type SecdbPackage, verdictOfFixes } from "../secdb.ts";

const name = "alpine";

/**
 * Alpine's releases that have a security database; new ones are added by hand in May and November.
 * Source: https://secdb.alpinelinux.org/, https://alpinelinux.org/releases/
 */
const RELEASES = [...Array.from({ length: 22 }, (_, at) => `v3.${at + 2}`), "edge"];

/**
 * What Alpine has fixed, by source package and release. It never says what is still open.
 *
 * One record for each CVE, or other id where there is none, with all its packages in all releases.
 */
export const alpine: Feed = {
  name,
  describes: "Alpine Linux, from its security database",
  // The database has no notice of its own.
  license: "none stated",
  files: RELEASES.flatMap((release) => [fileOf(release, "main"), fileOf(release, "community")]),
  version: 1,

  async *parse(paths, report) {
    const gathered: Gathered = new Map();
    const cvesBeside = new Map<string, Set<string>>();
    for (const path of paths) {
      const { distroversion = "", packages } = await readSecdb(path, name, report);
      const release = releaseOf(distroversion);
      for (const pkg of packages) {
        gather(gathered, pkg, release, (what) =>
          report({ code: "FEED_MALFORMED", message: `${name}: ${release}: ${what}` }),
        );
        noteNeighbours(cvesBeside, pkg);
      }
    }
    // An id that stands beside one CVE only is that flaw's other name; XSA-218 is of two flaws.
    for (const [other, cves] of cvesBeside) {
      const [cve, ...more] = cves;
      if (cve !== undefined && more.length === 0) flawOf(gathered, cve).aliases.add(other);
    }
    yield* advisoriesOf(gathered, name, (id) =>
      id.startsWith("CVE-") ? `https://security.alpinelinux.org/vuln/${id}` : undefined,
    );
  },
};

function fileOf(release: string, repository: string): FeedFile {
  return {
    url: `https://secdb.alpinelinux.org/${release}/${repository}.json`,
    mirrorPath: `alpine/secdb/${release}/${repository}.json`,
    // 0.5 MB in 2026. It is held in memory as a whole, one after the other.
    maxBytes: 16 * 1024 * 1024,
  };
}

/** As package URLs have it: `3.18` of `v3.18`. */
function releaseOf(distroversion: string): string {
  const [, number] = /^v(\d+\.\d+)$/.exec(distroversion) ?? [];
  if (number !== undefined) return number;
  if (distroversion === "edge") return distroversion;
  throw new KnownError("FEED_MALFORMED", `${name}: a file is of no release of Alpine: ${distroversion.slice(0, 50)}`);
}

function gather(gathered: Gathered, pkg: SecdbPackage, release: string, complain: (what: string) => void): void {
  const order = getVersionOrder("apk");
  const cvesBeside = new Map<string, Set<string>>();
  noteNeighbours(cvesBeside, pkg);
  for (const [id, versions] of fixesByFlaw(pkg, order, complain)) {
    const vendorAdvisories = [...cvesBeside].flatMap(([other, cves]) => (cves.size > 1 && cves.has(id) ? other : []));
    flawOf(gathered, id).affected.push({
      ecosystem: "Alpine",
      release,
      name: pkg.name,
      ...verdictOfFixes(versions, order),
      versions: [],
      ...(vendorAdvisories.length > 0 && { vendorAdvisories }),
    });
  }
}

/** Other ids → the CVEs beside which they stand. */
function noteNeighbours(cvesBeside: Map<string, Set<string>>, { fixes }: SecdbPackage): void {
  for (const { flaws } of fixes) {
    for (const other of flaws.cves.length > 0 ? flaws.others : []) {
      const cves = cvesBeside.get(other) ?? new Set();
      cvesBeside.set(other, cves);
      for (const cve of flaws.cves) cves.add(cve);
    }
  }
}

import type { Advisory, AffectedPackage } from "../../model/advisory.ts";
import type { Report } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import type { Feed } from "../feed.ts";
import { readJsonEntry } from "../feed-entry.ts";
import { rangesOfEvents } from "../osv-events.ts";
import { OsvRecord } from "../osv-record.ts";
import { isUbuntuNotice, priorityOf } from "../ubuntu-facts.ts";
import { readZipEntries } from "../zip-entries.ts";

const name = "osv-ubuntu";

/**
 * Ubuntu's verdict on every CVE in every source package of a release that is or was looked after, with or without
 * Ubuntu Pro.
 *
 * Only the records of CVEs are read. The archive also has the notices (`USN-…`), which tell the same by the update: a
 * second notice that mends the first one's regression names the CVE again, with a version that nobody needs for it.
 * The binaries that a record lists are all that the source has today: an older kernel's image is none of them, so they
 * decide nothing.
 *
 * Source: https://documentation.ubuntu.com/security/security-updates/osv/
 */
export const osvUbuntu: Feed = {
  name,
  describes: "Ubuntu, from Canonical's records in OSV",
  license: "CC-BY-SA-4.0",
  files: [
    {
      url: "https://osv-vulnerabilities.storage.googleapis.com/Ubuntu/all.zip",
      mirrorPath: "osv/Ubuntu/all.zip",
      maxBytes: 2 * 1024 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    const ecosystems = new EcosystemReader(report);
    for await (const entry of readZipEntries(path, name, report)) {
      if (!/(?:^|\/)UBUNTU-/.test(entry.name)) continue;
      const record = readJsonEntry(entry, OsvRecord, name, report);
      if (record === undefined || typeof record.withdrawn === "string") continue;
      const advisory = advisoryOf(record, ecosystems, report);
      if (advisory.affected.length > 0) yield advisory;
    }
  },
};

function advisoryOf(record: OsvRecord, ecosystems: EcosystemReader, report: Report): Advisory {
  const { id, details, published, modified, severity, upstream } = record;
  const word = severity?.find(({ type }) => type === "Ubuntu")?.score ?? "";
  const named = id.replace(/^UBUNTU-/, "");
  const cves = [...new Set([named, ...(upstream ?? [])])].filter(isCveId);
  const vectors = (severity ?? []).filter(({ type }) => type.startsWith("CVSS_V")).map(({ score }) => score);
  return {
    source: name,
    id,
    cves,
    aliases: [],
    ...(details && { details }),
    ...priorityOf(word),
    cvss: [...new Set(vectors)].flatMap((vector) => readCvssVector(vector) ?? []),
    cwes: [],
    references: [...new Set((record.references ?? []).map(({ url }) => url))],
    ...(published && { published }),
    ...(modified && { modified }),
    affected: readAffected(record, noticesOf(record), ecosystems, report),
  };
}

/** `related` where the record is Canonical's own; older ones have them among their references alone. */
function noticesOf({ references, related }: OsvRecord): string[] {
  const lastParts = (references ?? []).map(({ url }) => url.slice(url.lastIndexOf("/") + 1));
  return [...new Set([...(related ?? []), ...lastParts])].filter(isUbuntuNotice).sort();
}

function readAffected(
  { id, affected }: OsvRecord,
  vendorAdvisories: readonly string[],
  ecosystems: EcosystemReader,
  report: Report,
): AffectedPackage[] {
  const order = getVersionOrder("deb");
  return (affected ?? []).flatMap(({ package: target, ranges, versions }): AffectedPackage[] => {
    if (!target) return [];
    const place = ecosystems.read(target.ecosystem);
    if (place === undefined) return [];
    const complain = (what: string) =>
      report({ code: "FEED_MALFORMED", message: `${name}: ${id}: ${target.name}: ${what}` });

    const runs = (ranges ?? [])
      .filter(({ type }) => type === "ECOSYSTEM")
      .flatMap(({ events }) => rangesOfEvents(events, order, complain));
    // The versions of a record are those that its ranges hold, written out.
    const listed = runs.length > 0 ? [] : (versions ?? []);
    if (runs.length === 0 && listed.length === 0) {
      complain("neither ranges of versions nor versions, so no version is known to be affected");
      return [];
    }
    const isFixed = runs.some(({ fixed }) => fixed !== undefined);
    return [
      {
        ecosystem: "Ubuntu",
        ...place,
        name: target.name,
        state: "affected",
        ranges: runs,
        versions: listed,
        ...(isFixed && vendorAdvisories.length > 0 && { vendorAdvisories }),
      },
    ];
  });
}

type Place = Pick<AffectedPackage, "release" | "pocket">;

/**
 * `Ubuntu:22.04:LTS`, `Ubuntu:25.10`, `Ubuntu:Pro:18.04:LTS`, `Ubuntu:Pro:FIPS-updates:20.04:LTS`.
 * An ecosystem of another form is told once.
 */
class EcosystemReader {
  readonly #report: Report;
  readonly #places = new Map<string, Place | undefined>();

  constructor(report: Report) {
    this.#report = report;
  }

  read(ecosystem: string): Place | undefined {
    if (!this.#places.has(ecosystem)) this.#places.set(ecosystem, this.#parse(ecosystem));
    return this.#places.get(ecosystem);
  }

  #parse(ecosystem: string): Place | undefined {
    const [first, ...rest] = ecosystem.split(":");
    if (first !== "Ubuntu") return undefined;
    const words = rest.filter((word) => word !== "LTS");
    const release = words.pop();
    if (release === undefined || !/^\d{1,2}\.\d\d$/.test(release)) {
      const message = `${name}: ${JSON.stringify(ecosystem.slice(0, 100))} is no release of Ubuntu; its lines were left out`;
      this.#report({ code: "FEED_MALFORMED", message });
      return undefined;
    }
    // `Pro` alone are the archives of ESM, behind it stands another one.
    const pocket = words.at(-1)?.toLowerCase();
    return { release, ...(pocket !== undefined && { pocket: pocket === "pro" ? "esm" : pocket }) };
  }
}

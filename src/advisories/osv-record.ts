import { z } from "zod";
import type { Advisory, AffectedPackage, AffectedRange, AffectedSymbols } from "../model/advisory.ts";
import type { VersionOrder } from "../versions/version-order.ts";
import { holds } from "./affected-range.ts";
import { isCveId } from "./cve-id.ts";
import { readCvssVector } from "./cvss-vector.ts";
import { rangesOfEvents } from "./osv-events.ts";
import { vendorSeverity } from "./shared/vendor-severity.ts";

const Names = z.array(z.string()).nullish();

/** The fields we read of an OSV record. Source: https://ossf.github.io/osv-schema/ */
export const OsvRecord = z.object({
  id: z.string().min(1).max(256),
  withdrawn: z.string().nullish(),
  aliases: Names,
  upstream: Names,
  related: Names,
  summary: z.string().nullish(),
  details: z.string().nullish(),
  published: z.string().nullish(),
  modified: z.string().nullish(),
  severity: z.array(z.object({ type: z.string(), score: z.string() })).nullish(),
  references: z.array(z.object({ url: z.string() })).nullish(),
  // Free for every database, so nothing in it can make the record wrong.
  database_specific: z
    .object({
      severity: z.string().optional().catch(undefined),
      cwe_ids: z.array(z.string()).optional().catch(undefined),
    })
    .nullish()
    .catch(undefined),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).nullish(),
        ranges: z
          .array(
            z.object({
              type: z.string(),
              events: z.array(
                z.object({
                  introduced: z.string().optional(),
                  fixed: z.string().optional(),
                  last_affected: z.string().optional(),
                  limit: z.string().optional(),
                }),
              ),
            }),
          )
          .nullish(),
        versions: Names,
        // Go's database names the functions that have the flaw. Source: https://go.dev/doc/security/vuln/database
        ecosystem_specific: z
          .object({
            imports: z
              .array(z.object({ path: z.string(), symbols: Names, goos: Names, goarch: Names }))
              .optional()
              .catch(undefined),
          })
          .nullish()
          .catch(undefined),
      }),
    )
    .nullish(),
});

export type OsvRecord = z.infer<typeof OsvRecord>;

/** What is read of a record, and how. */
export interface OsvReading {
  /** Name of the feed. */
  readonly source: string;
  /** OSV's name of the ecosystem; what a record says of others is left to their own feeds. */
  readonly ecosystem: string;
  readonly order: VersionOrder;
  readonly normalizeName: (name: string) => string;
}

/**
 * An OSV record in our words.
 *
 * @returns `undefined` when it is withdrawn, or says nothing of a version of the ecosystem's packages.
 */
export function advisoryOfOsv(
  record: OsvRecord,
  reading: OsvReading,
  report: (what: string) => void,
): Advisory | undefined {
  if (typeof record.withdrawn === "string") return undefined;
  const affected = readAffected(record, reading, report);
  if (affected.length === 0) return undefined;

  const { id, summary, details, published, modified } = record;
  const names = [...new Set([...(record.aliases ?? []), id])];
  const severity = severityOf(record);
  return {
    source: reading.source,
    id,
    // `upstream` names flaws of what the package is made from; `related` ones are other flaws and never count.
    cves: [...new Set([...names, ...(record.upstream ?? [])].filter(isCveId))].sort(),
    aliases: names.filter((name) => name !== id && !isCveId(name)).sort(),
    ...(typeof summary === "string" && summary !== "" && { summary }),
    ...(typeof details === "string" && details !== "" && { details }),
    ...(severity !== undefined && { severity }),
    cvss: (record.severity ?? []).flatMap(({ type, score }) =>
      type.startsWith("CVSS_V") ? (readCvssVector(score) ?? []) : [],
    ),
    cwes: [...new Set(record.database_specific?.cwe_ids ?? [])],
    references: [...new Set((record.references ?? []).map(({ url }) => url))],
    ...(isDate(published) && { published }),
    ...(isDate(modified) && { modified }),
    affected,
  };
}

/** Go's database has the year 1 where it does not know. */
function isDate(text: string | null | undefined): text is string {
  return typeof text === "string" && !text.startsWith("0001-");
}

/** Malware has no score in OSV: nothing is worse to find in an image. */
function severityOf({ id, database_specific }: OsvRecord): Advisory["severity"] {
  if (id.startsWith("MAL-")) return "critical";
  return vendorSeverity(database_specific?.severity).severity;
}

/** One entry for each package; a record may speak of one package in several places. */
function readAffected(record: OsvRecord, reading: OsvReading, report: (what: string) => void): AffectedPackage[] {
  const byName = new Map<string, { ranges: AffectedRange[]; versions: string[]; symbols: AffectedSymbols[] }>();
  for (const { package: target, ranges, versions, ecosystem_specific } of record.affected ?? []) {
    if (target?.ecosystem !== reading.ecosystem) continue;
    const name = reading.normalizeName(target.name);
    const complain = (what: string) => report(`${name}: ${what}`);

    // Commits are not versions: an image tells the latter only.
    const ordered = (ranges ?? []).filter(({ type }) => type === "SEMVER" || type === "ECOSYSTEM");
    if (ordered.length === 0 && (versions ?? []).length === 0) {
      complain("neither ranges of versions nor versions, so no version is known to be affected");
      continue;
    }
    const entry = byName.get(name) ?? { ranges: [], versions: [], symbols: [] };
    byName.set(name, entry);
    for (const { events } of ordered) entry.ranges.push(...rangesOfEvents(events, reading.order, complain));
    entry.versions.push(...(versions ?? []));
    entry.symbols.push(...(ecosystem_specific?.imports ?? []).map(symbolsOf));
  }

  return [...byName].map(([name, { ranges, versions, symbols }]) => ({
    ecosystem: reading.ecosystem,
    release: "",
    name,
    state: "affected",
    ranges: distinctRanges(ranges),
    versions: versionsOutside(ranges, versions, reading.order),
    ...(symbols.length > 0 && { symbols }),
  }));
}

type Import = { path: string } & Partial<Record<"symbols" | "goos" | "goarch", string[] | null | undefined>>;

function symbolsOf({ path, symbols, goos, goarch }: Import): AffectedSymbols {
  return {
    path,
    names: symbols ?? [],
    ...(goos && goos.length > 0 && { systems: goos }),
    ...(goarch && goarch.length > 0 && { architectures: goarch }),
  };
}

function distinctRanges(ranges: readonly AffectedRange[]): AffectedRange[] {
  return [...new Map(ranges.map((range) => [JSON.stringify(range), range])).values()];
}

/** Listed versions that no range holds already; most lists only spell the ranges out. */
function versionsOutside(ranges: readonly AffectedRange[], versions: readonly string[], order: VersionOrder): string[] {
  if (ranges.some((range) => Object.keys(range).length === 0)) return [];
  const comparable = ranges.filter((range) => Object.values(range).every((version) => order.isValid(version)));
  return [...new Set(versions)].filter(
    (version) => !(order.isValid(version) && comparable.some((range) => holds(range, version, order))),
  );
}

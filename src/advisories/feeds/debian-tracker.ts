import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Advisory, AffectedPackage } from "../../model/advisory.ts";
import { debianReleaseOf } from "../../model/distribution.ts";
import { KnownError, messageOf, type Report } from "../../model/errors.ts";
import { SEVERITIES } from "../../model/severity.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";

const name = "debian-tracker";

/** What the tracker says of one CVE in one source package. */
const Entry = z.object({
  description: z.string().optional(),
  releases: z.record(z.string(), z.unknown()).optional(),
});

/** And of that in one release. */
const Release = z.object({
  status: z.string(),
  fixed_version: z.string().optional(),
  urgency: z.string().optional(),
});

/** `unimportant` is the tracker's word for a flaw without consequence in Debian; we have nothing below low. */
const SEVERITY_OF_URGENCY: ReadonlyMap<string, NonNullable<Advisory["severity"]>> = new Map([
  ["high", "high"],
  ["medium", "medium"],
  ["low", "low"],
  ["unimportant", "low"],
]);

interface Gathered {
  details: string | undefined;
  severity: Advisory["severity"];
  /** The tracker's word for it, where that is another. */
  label: string | undefined;
  readonly affected: AffectedPackage[];
}

/**
 * Debian's own verdict on every CVE in every source package and release: fixed, open, or never affected.
 *
 * One record per CVE (or `TEMP-…` where none is assigned yet), with all its source packages.
 * Source: https://security-team.debian.org/security_tracker.html
 */
export const debianTracker: Feed = {
  name,
  describes: "Debian, from the security tracker",
  license: "MIT",
  // 70 MB in 2026. It is one JSON document and is held in memory as a whole, which is what the bound is for.
  files: [
    {
      url: "https://security-tracker.debian.org/tracker/data/json",
      mirrorPath: "debian/tracker/data/json",
      maxBytes: 256 * 1024 * 1024,
    },
  ],
  version: 2,

  async *parse([path], report) {
    const gathered = new Map<string, Gathered>();
    const reporter = new ReleaseReporter(report);
    for (const [source, flaws] of await readSources(path)) {
      for (const [id, raw] of entriesOf(flaws)) {
        const entry = Entry.safeParse(raw);
        if (!entry.success) {
          report({ code: "FEED_MALFORMED", message: `${name}: ${source}: ${id}: ${firstIssue(entry.error)}` });
          continue;
        }
        const record = gathered.get(id) ?? { details: undefined, severity: undefined, label: undefined, affected: [] };
        gathered.set(id, record);
        record.details ??= entry.data.description;
        gather(record, source, id, entry.data.releases ?? {}, reporter);
      }
    }

    for (const [id, { details, severity, label, affected }] of gathered) {
      if (affected.length === 0) continue;
      yield {
        source: name,
        id,
        cves: isCveId(id) ? [id] : [],
        aliases: [],
        ...(details !== undefined && { details }),
        ...(severity !== undefined && { severity }),
        ...(label !== undefined && { severityLabel: label }),
        cvss: [],
        cwes: [],
        references: [`https://security-tracker.debian.org/tracker/${encodeURIComponent(id)}`],
        affected,
      };
    }
  },
};

async function readSources(path: string | undefined): Promise<[string, unknown][]> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path ?? "", "utf8"));
  } catch (cause) {
    throw new KnownError("FEED_MALFORMED", `${name}: not JSON: ${messageOf(cause)}`, {}, cause);
  }
  const sources = entriesOf(document);
  if (sources.length === 0) {
    throw new KnownError("FEED_MALFORMED", `${name}: not an object of source packages`);
  }
  return sources;
}

/** The members of a JSON object, whatever they are called: entries never reach a prototype. */
function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** Adds what the releases of one source package say to the record of the CVE. */
function gather(record: Gathered, source: string, id: string, releases: object, reporter: ReleaseReporter): void {
  for (const [codename, raw] of Object.entries(releases)) {
    const release = debianReleaseOf(codename);
    if (release === undefined) {
      reporter.unknownRelease(codename);
      continue;
    }
    const parsed = Release.safeParse(raw);
    if (!parsed.success) {
      reporter.malformed(source, id, codename, firstIssue(parsed.error));
      continue;
    }

    // Two asterisks after an urgency mean that it was taken from NVD's score and not set by a person.
    const urgency = parsed.data.urgency?.replace(/\*+$/, "") ?? "";
    const severity = SEVERITY_OF_URGENCY.get(urgency);
    if (severity !== undefined && worse(record.severity, severity) === severity) {
      // `low` of one package stands before `unimportant` of another.
      if (severity === urgency) record.label = undefined;
      else if (record.severity !== severity) record.label = urgency;
      record.severity = severity;
    }

    const { status, fixed_version: fixed } = parsed.data;
    const key = { ecosystem: "Debian", release, name: source };
    if (status === "resolved" && fixed === "0") {
      // Version 0 is Debian's way to say "never affected here".
      record.affected.push({ ...key, state: "not-affected", ranges: [], versions: [] });
    } else if (status === "resolved" && fixed !== undefined) {
      // Kept all the same: whoever compares with it will have to call the package unchecked, never safe.
      if (!getVersionOrder("deb").isValid(fixed)) {
        reporter.malformed(source, id, codename, `${JSON.stringify(fixed)} is no Debian version`);
      }
      record.affected.push({ ...key, state: "affected", ranges: [{ fixed }], versions: [] });
    } else if (status === "resolved" || status === "open") {
      // Resolved without a version says nothing that would call any version safe.
      if (status === "resolved") reporter.malformed(source, id, codename, "resolved, but no fixed version");
      const state = urgency === "end-of-life" ? "end-of-life" : "affected";
      record.affected.push({ ...key, state, ranges: [{}], versions: [] });
    } else if (status !== "undetermined") {
      reporter.malformed(source, id, codename, `unknown status ${JSON.stringify(status)}`);
    }
  }
}

function worse(a: Advisory["severity"], b: Advisory["severity"]): Advisory["severity"] {
  if (a === undefined || b === undefined) return a ?? b;
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}

/** Says each unknown release once, not once for each of its ten thousand lines. */
class ReleaseReporter {
  readonly #report: Report;
  readonly #unknown = new Set<string>();

  constructor(report: Report) {
    this.#report = report;
  }

  unknownRelease(codename: string): void {
    if (this.#unknown.has(codename)) return;
    this.#unknown.add(codename);
    this.#report({
      code: "FEED_MALFORMED",
      message: `${name}: ${JSON.stringify(codename)} is no Debian release that Plimsoll knows; its lines were left out`,
    });
  }

  malformed(source: string, id: string, codename: string, what: string): void {
    this.#report({ code: "FEED_MALFORMED", message: `${name}: ${source}: ${id}: ${codename}: ${what}` });
  }
}

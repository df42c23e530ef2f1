import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { DROP, type JsonPlan, jsonStream, KEEP } from "../../formats/json-stream.ts";
import type { Advisory, CvssVector } from "../../model/advisory.ts";
import { KnownError, messageOf, type Report } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { timeOf } from "../date-text.ts";
import type { ChangedRecord, Feed, FeedFile } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { fetchNvdChanges } from "../nvd-changes.ts";

const name = "nvd";

/** Flaws of older years are in the file of this one. */
const FIRST_YEAR = 2002;

const NIST = "nvd@nist.gov";

/** Sources that go by a number. */
const SOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ["134c704f-9b21-4f2e-91b3-4a467353bcc0", "CISA-ADP"],
  ["af854a3a-2127-422b-91ae-364da2661108", "CVE"],
]);

const Metric = z.object({ source: z.string(), cvssData: z.object({ vectorString: z.string() }) });
const Metrics = z.array(Metric.or(z.unknown().transform(() => undefined))).optional();

/** Source: https://csrc.nist.gov/schema/nvd/api/2.0/cve_api_json_2.0.schema */
const Cve = z.object({
  id: z.string().refine(isCveId, "is no CVE id"),
  vulnStatus: z.string().optional(),
  published: z.string().optional().catch(undefined),
  lastModified: z.string().optional().catch(undefined),
  cveTags: z
    .array(z.object({ tags: z.array(z.string()) }))
    .optional()
    .catch(undefined),
  descriptions: z.array(z.object({ lang: z.string(), value: z.string() })),
  metrics: z
    .object({ cvssMetricV40: Metrics, cvssMetricV31: Metrics, cvssMetricV30: Metrics, cvssMetricV2: Metrics })
    .optional(),
  weaknesses: z
    .array(z.object({ description: z.array(z.object({ value: z.string() })) }))
    .optional()
    .catch(undefined),
});

/**
 * The National Vulnerability Database: descriptions, scores and weaknesses of CVEs. What it says of products (CPE) is
 * not read: packages are matched by their own ecosystems' advisories.
 *
 * All of it comes from the yearly files, and what changed since from the API. Who uses that has to say that the NVD does
 * not endorse it: https://nvd.nist.gov/developers/start-here
 *
 * Source: https://nvd.nist.gov/vuln/data-feeds
 */
export const nvd: Feed = {
  name,
  describes: "Descriptions, CVSS and CWE of CVEs, from the National Vulnerability Database",
  license: "public domain; Plimsoll uses data from the NVD API but is not endorsed or certified by the NVD",
  // What changed in the last eight days comes first, and stands against what the years say of the same flaw.
  files: [feedFile("modified"), ...yearsUntil(new Date().getUTCFullYear()).map((year) => feedFile(String(year)))],
  version: 1,

  async *parse(paths, report) {
    const changed = new Set<string>();
    for (const path of paths) {
      const isFirst = path === paths[0];
      for await (const { id, advisory } of recordsOf(path, report)) {
        // Each flaw is in one year: to remember 300,000 ids of those would help nobody.
        if (isFirst) changed.add(id);
        else if (changed.has(id)) continue;
        if (advisory !== undefined) yield advisory;
      }
    }
  },

  changes: {
    // The files of the years are made once a day.
    filesLagMs: 2 * 24 * 3_600_000,
    fetch: (request) => fetchNvdChanges(request),
    async *read(paths, report) {
      for (const path of paths) yield* recordsOf(path, report);
    },
  },
};

/** The flaws of a file; one that was rejected is no record any more. */
async function* recordsOf(path: string, report: Report): AsyncGenerator<ChangedRecord> {
  for await (const raw of cvesOf(path)) {
    const parsed = Cve.safeParse(raw);
    if (!parsed.success) {
      report({ code: "FEED_MALFORMED", message: `${name}: ${idOf(raw)}: ${firstIssue(parsed.error)}` });
      continue;
    }
    const { id, vulnStatus } = parsed.data;
    yield vulnStatus === "Rejected" ? { id } : { id, advisory: advisoryOf(parsed.data) };
  }
}

function yearsUntil(last: number): number[] {
  return Array.from({ length: last - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);
}

function feedFile(part: string): FeedFile {
  const path = `feeds/json/cve/2.0/nvdcve-2.0-${part}.json.gz`;
  return { url: `https://nvd.nist.gov/${path}`, mirrorPath: `nvd/${path}`, maxBytes: 256 * 1024 * 1024 };
}

/** The products are most of a file, and references are found by the id. */
const CVE_PLAN: JsonPlan = {
  kind: "fields",
  of: (key) => (key === "configurations" || key === "references" ? DROP : KEEP),
};

/** A year unpacked is 200 MB; a flaw is some kilobytes. */
const BOUNDS = { valueBytes: 4 * 1024 * 1024, depth: 32, values: Number.MAX_SAFE_INTEGER };

/** More than any year will unpack to: what goes on is no feed. */
const MOST_BYTES = 4 * 1024 ** 3;

/** The objects of the flaws in a feed, unpacked or not, or in an answer of the API, as they come. */
async function* cvesOf(path: string): AsyncGenerator<unknown> {
  let found: unknown[] = [];
  const list: JsonPlan = {
    kind: "items",
    item: { kind: "fields", of: (key) => (key === "cve" ? CVE_PLAN : DROP) },
    keep: (item) => void found.push(item),
  };
  const plan: JsonPlan = { kind: "fields", of: (key) => (key === "vulnerabilities" ? list : DROP) };
  const json = jsonStream(plan, BOUNDS);
  let bytes = 0;
  try {
    for await (const chunk of unpacked(path)) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new KnownError("LIMIT_EXCEEDED", `unpacks to more than ${MOST_BYTES} bytes`);
      json.write(chunk);
      const taken = found;
      found = [];
      for (const item of taken) yield cveIn(item);
    }
    const whole = json.end() as { vulnerabilities?: unknown } | undefined;
    if (!Array.isArray(whole?.vulnerabilities)) throw new TypeError("no list of vulnerabilities");
  } catch (cause) {
    if (cause instanceof KnownError && cause.code === "INTERRUPTED") throw cause;
    throw new KnownError("FEED_MALFORMED", `${name}: not a feed of the NVD: ${messageOf(cause)}`, {}, cause);
  }
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  // Answers of the API are not packed any more when they are here.
  if (path.endsWith(".json")) return yield* file as AsyncIterable<Uint8Array>;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // `pipe` passes no errors on.
  file.on("error", (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function cveIn(item: unknown): unknown {
  return typeof item === "object" && item !== null && "cve" in item ? item.cve : undefined;
}

function idOf(raw: unknown): string {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : undefined;
  return typeof id === "string" ? JSON.stringify(id.slice(0, 64)) : "a record without an id";
}

function advisoryOf(cve: z.infer<typeof Cve>): Advisory {
  const { id, cveTags = [], descriptions, metrics = {}, weaknesses = [] } = cve;
  const details = descriptions.find(({ lang }) => lang === "en")?.value.trim();
  const published = timeOf(cve.published);
  const modified = timeOf(cve.lastModified);
  const cwes = weaknesses.flatMap(({ description }) => description.map(({ value }) => value));
  return {
    source: name,
    id,
    cves: [id],
    aliases: [],
    ...(details && { details }),
    ...(isDisputed(cveTags, details) && { disputed: true }),
    cvss: Object.values(metrics).flatMap((list) => (list ?? []).flatMap((metric) => vectorOf(metric) ?? [])),
    cwes: [...new Set(cwes)].filter((cwe) => /^CWE-\d+$/.test(cwe)),
    references: [],
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected: [],
  };
}

/** Before there were tags, the description said so. */
function isDisputed(cveTags: readonly { tags: readonly string[] }[], details: string | undefined): boolean {
  return cveTags.some(({ tags }) => tags.includes("disputed")) || details?.startsWith("** DISPUTED **") === true;
}

function vectorOf(metric: unknown): CvssVector | undefined {
  const known = Metric.safeParse(metric);
  if (!known.success) return undefined;
  const { source, cvssData } = known.data;
  const vector = readCvssVector(cvssData.vectorString);
  if (vector === undefined || source === NIST) return vector;
  return { ...vector, by: SOURCE_NAMES.get(source) ?? source };
}

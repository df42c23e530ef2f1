import { z } from "zod";
import type { Advisory, CvssVector, Ssvc } from "../../model/advisory.ts";
import { messageOf, type Report } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { timeOf } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { readTarEntries } from "../tar-entries.ts";

const name = "cisa-vulnrichment";

const Words = z.object({ lang: z.string().optional(), value: z.string() });
const Cvss = z.object({ vectorString: z.string() });

const Metric = z.object({
  cvssV4_0: Cvss.optional().catch(undefined),
  cvssV3_1: Cvss.optional().catch(undefined),
  cvssV3_0: Cvss.optional().catch(undefined),
  cvssV2_0: Cvss.optional().catch(undefined),
  other: z.object({ type: z.string(), content: z.unknown() }).optional().catch(undefined),
});

/** The parts of a container that we read. What one of them has in a form of its own does not make the record wrong. */
const Container = z.object({
  title: z.string().optional().catch(undefined),
  descriptions: z.array(Words).optional().catch(undefined),
  metrics: z.array(Metric).optional().catch(undefined),
  problemTypes: z
    .array(z.object({ descriptions: z.array(z.object({ cweId: z.string().optional().catch(undefined) })) }))
    .optional()
    .catch(undefined),
  tags: z.array(z.string()).optional().catch(undefined),
  providerMetadata: z.object({ shortName: z.string().optional().catch(undefined) }),
});

type Container = z.infer<typeof Container>;

/** Source: https://cveproject.github.io/cve-schema/schema/docs/ (versions 5.0 and 5.1) */
const CveRecord = z.object({
  cveMetadata: z.object({
    cveId: z.string().refine(isCveId, "is no CVE id"),
    state: z.string(),
    datePublished: z.string().optional().catch(undefined),
    dateUpdated: z.string().optional().catch(undefined),
  }),
  containers: z.object({ cna: Container, adp: z.array(Container).optional() }),
});

const Decision = z.object({
  options: z.array(z.record(z.string(), z.unknown())),
  timestamp: z.string().optional().catch(undefined),
});

/**
 * What CISA adds to CVE records: its decision points (SSVC), and score and weaknesses where the record had none. Those
 * of the record's author are passed on as another's word.
 *
 * That a flaw is exploited is left to the catalogue itself (`cisa-kev`), which knows the dates, and what it took back.
 * Source: https://github.com/cisagov/vulnrichment
 */
export const cisaVulnrichment: Feed = {
  name,
  describes: "CISA's assessment of CVEs: SSVC decision points, CVSS and CWE (Vulnrichment)",
  license: "CC0-1.0",
  files: [
    {
      url: "https://codeload.github.com/cisagov/vulnrichment/tar.gz/refs/heads/develop",
      mirrorPath: "vulnrichment/vulnrichment-develop.tar.gz",
      maxBytes: 1024 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    const isRecord = (file: string) => /\/CVE-\d+-\d+\.json$/.test(file);
    for await (const { name: file, bytes } of readTarEntries(path, name, isRecord, report)) {
      const record = readRecord(bytes, file, report);
      // A rejected id names nothing.
      if (record !== undefined && record.cveMetadata.state === "PUBLISHED") yield advisoryOf(record);
    }
  },
};

const DECODER = new TextDecoder("utf-8");

function readRecord(bytes: Uint8Array, file: string, report: Report): z.infer<typeof CveRecord> | undefined {
  const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${file}: ${what}` });
  let json: unknown;
  try {
    json = JSON.parse(DECODER.decode(bytes));
  } catch (error) {
    complain(`not JSON: ${messageOf(error)}`);
    return undefined;
  }
  if (isRejected(json)) return undefined;
  const record = CveRecord.safeParse(json);
  if (record.success) return record.data;
  complain(`no CVE record: ${firstIssue(record.error)}`);
  return undefined;
}

/** A rejected record has hardly any of what others must have. */
function isRejected(json: unknown): boolean {
  return z.object({ cveMetadata: z.object({ state: z.literal("REJECTED") }) }).safeParse(json).success;
}

function advisoryOf({ cveMetadata, containers: { cna, adp = [] } }: z.infer<typeof CveRecord>): Advisory {
  const id = cveMetadata.cveId;
  const cisa = adp.filter(({ providerMetadata }) => providerMetadata.shortName === "CISA-ADP");
  const ssvc = cisa.flatMap(({ metrics = [] }) => metrics.flatMap(({ other }) => ssvcOf(other) ?? []))[0];
  const author = cna.providerMetadata.shortName ?? "CNA";
  const details = cna.descriptions?.find(({ lang }) => lang?.toLowerCase().startsWith("en"))?.value.trim();
  const published = timeOf(cveMetadata.datePublished);
  const modified = timeOf(cveMetadata.dateUpdated);
  return {
    source: name,
    id,
    cves: [id],
    aliases: [],
    ...(cna.title && { summary: cna.title }),
    ...(details && { details }),
    ...(cna.tags?.includes("disputed") && { disputed: true }),
    ...(ssvc && { ssvc }),
    cvss: [...cisa.flatMap(vectorsOf), ...vectorsOf(cna).map((vector) => ({ ...vector, by: author }))],
    cwes: [...new Set([...cisa, cna].flatMap(weaknessesOf))],
    references: [],
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected: [],
  };
}

function vectorsOf({ metrics = [] }: Container): CvssVector[] {
  return metrics.flatMap(({ cvssV4_0, cvssV3_1, cvssV3_0, cvssV2_0 }) =>
    [cvssV4_0, cvssV3_1, cvssV3_0, cvssV2_0].flatMap((cvss) => (cvss && readCvssVector(cvss.vectorString)) ?? []),
  );
}

function weaknessesOf({ problemTypes = [] }: Container): string[] {
  return problemTypes
    .flatMap(({ descriptions }) => descriptions.map(({ cweId }) => cweId ?? ""))
    .filter((cwe) => /^CWE-\d+$/.test(cwe));
}

/** The decision points come as a list of objects with one field each. */
function ssvcOf(other: { type: string; content?: unknown } | undefined): Ssvc | undefined {
  if (other?.type !== "ssvc") return undefined;
  const decision = Decision.safeParse(other.content);
  if (!decision.success) return undefined;
  const points = new Map(decision.data.options.flatMap((option) => Object.entries(option)));
  const word = (point: string) => {
    const value = points.get(point);
    return typeof value === "string" ? value.toLowerCase() : undefined;
  };
  const [exploitation, automatable, technicalImpact] = ["Exploitation", "Automatable", "Technical Impact"].map(word);
  const decided = timeOf(decision.data.timestamp);
  return {
    ...(exploitation !== undefined && { exploitation }),
    ...(automatable !== undefined && { automatable }),
    ...(technicalImpact !== undefined && { technicalImpact }),
    ...(decided !== undefined && { decided }),
  };
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KnownError, messageOf } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import { dayOf } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";

const name = "cisa-kev";

const Catalogue = z.object({ vulnerabilities: z.array(z.unknown()) });

/** Source: https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json */
const Entry = z.object({
  cveID: z.string().refine(isCveId, "is no CVE id"),
  dateAdded: z.string().refine((text) => dayOf(text) === text, "is no date"),
  vulnerabilityName: z.string().optional(),
  shortDescription: z.string().optional(),
  requiredAction: z.string().optional(),
  dueDate: z.string().optional(),
  // `Known` or `Unknown`; nothing else says that it is known.
  knownRansomwareCampaignUse: z.string().optional(),
  notes: z.string().optional(),
  cwes: z.array(z.string()).optional(),
});

/** Flaws that are known to be exploited, as CISA keeps them. It says nothing of packages: facts of CVEs alone. */
export const cisaKev: Feed = {
  name,
  describes: "Known exploited vulnerabilities, from CISA's catalogue",
  license: "CC0-1.0",
  files: [
    {
      url: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
      mirrorPath: "kev/known_exploited_vulnerabilities.json",
      // 1.6 MB in 2026. It is held in memory as a whole, which is what the bound is for.
      maxBytes: 32 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    for (const raw of await readEntries(path)) {
      const parsed = Entry.safeParse(raw);
      if (!parsed.success) {
        report({ code: "FEED_MALFORMED", message: `${name}: ${idOf(raw)}: ${firstIssue(parsed.error)}` });
        continue;
      }
      const { cveID: id, vulnerabilityName, shortDescription, requiredAction, dateAdded } = parsed.data;
      const due = dayOf(parsed.data.dueDate);
      yield {
        source: name,
        id,
        cves: [id],
        aliases: [],
        ...(vulnerabilityName && { summary: vulnerabilityName }),
        ...(shortDescription && { details: shortDescription }),
        exploited: {
          added: dateAdded,
          ...(due !== undefined && { due }),
          ransomware: parsed.data.knownRansomwareCampaignUse?.toLowerCase() === "known",
          ...(requiredAction && { action: requiredAction }),
        },
        cvss: [],
        cwes: [...new Set(parsed.data.cwes ?? [])].filter((cwe) => /^CWE-\d+$/.test(cwe)),
        references: referencesIn(parsed.data.notes ?? ""),
        affected: [],
      };
    }
  },
};

async function readEntries(path: string): Promise<unknown[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new KnownError("FEED_MALFORMED", `${name}: not JSON: ${messageOf(cause)}`, {}, cause);
  }
  const catalogue = Catalogue.safeParse(json);
  if (catalogue.success) return catalogue.data.vulnerabilities;
  throw new KnownError("FEED_MALFORMED", `${name}: no catalogue: ${firstIssue(catalogue.error)}`);
}

/** What a broken entry calls itself. */
function idOf(raw: unknown): string {
  const id = typeof raw === "object" && raw !== null && "cveID" in raw ? raw.cveID : undefined;
  return typeof id === "string" ? JSON.stringify(id.slice(0, 64)) : "an entry without an id";
}

/** Notes are addresses between semicolons, and sometimes words. */
function referencesIn(notes: string): string[] {
  const parts = notes.split(/[\s;]+/).filter((part) => part.startsWith("https://") || part.startsWith("http://"));
  return [...new Set(parts)];
}

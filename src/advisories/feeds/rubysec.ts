import { z } from "zod";
import type { Advisory } from "../../model/advisory.ts";
import { messageOf, type Report } from "../../model/errors.ts";
import { severityOfScore } from "../../model/severity.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { AdvisoriesById } from "../advisories-by-id.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed } from "../feed.ts";
import { dayOf, type FeedEntry, pathInRepository, readYamlEntry, stemOf, YamlWord, YamlWords } from "../feed-entry.ts";
import { affectedUnless } from "../patched-versions.ts";
import { readTarEntries } from "../tar-entries.ts";

const name = "rubysec";

/** Source: https://github.com/rubysec/ruby-advisory-db#schema */
const Entry = z.object({
  gem: YamlWord,
  engine: YamlWord,
  library: YamlWord,
  cve: YamlWord,
  osvdb: YamlWord,
  ghsa: YamlWord,
  url: YamlWord,
  title: YamlWord,
  date: YamlWord,
  description: YamlWord,
  cvss_v2: YamlWord,
  cvss_v3: YamlWord,
  cvss_v4: YamlWord,
  patched_versions: YamlWords,
  unaffected_versions: YamlWords,
});

const order = getVersionOrder("gem");

/**
 * Gems, and the interpreters of Ruby. A record names the versions that are well, as requirements of RubyGems.
 *
 * That a flaw is on JRuby alone (`platform`) is not asked for: bundler-audit does not either.
 */
export const rubysec: Feed = {
  name,
  describes: "gems and Ruby's interpreters, from the Ruby Advisory Database",
  license: "public domain, older entries under the terms of OSVDB",
  files: [
    {
      url: "https://codeload.github.com/rubysec/ruby-advisory-db/tar.gz/refs/heads/master",
      mirrorPath: "ruby-advisory-db/ruby-advisory-db-master.tar.gz",
      maxBytes: 64 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    const gathered = new AdvisoriesById();
    for await (const entry of readTarEntries(path, name, isRecord, report)) {
      const advisory = readRecord(entry, report);
      if (advisory) gathered.add(advisory);
    }
    yield* gathered.values();
  },
};

function isRecord(path: string): boolean {
  return /^(?:gems|rubies|libraries)\/[^/]+\/[^/]+\.yml$/.test(pathInRepository(path));
}

function readRecord(file: FeedEntry, report: Report): Advisory | undefined {
  const entry = readYamlEntry(file, Entry, name, report);
  if (entry === undefined) return undefined;
  const complain = (what: string): undefined => {
    report({ code: "FEED_MALFORMED", message: `${name}: ${file.name}: ${what}` });
    return undefined;
  };
  const { gem, engine, library, cve, ghsa, osvdb, url, title, description } = entry;
  const target = gem ?? engine ?? library;
  if (target === undefined) return complain("names neither a gem nor an interpreter");
  const ecosystem = gem !== undefined ? "RubyGems" : "Ruby";

  let ranges: ReturnType<typeof affectedUnless>;
  try {
    ranges = affectedUnless([...(entry.patched_versions ?? []), ...(entry.unaffected_versions ?? [])], order);
  } catch (error) {
    return complain(messageOf(error));
  }
  if (ranges.length === 0) return complain("every version is said to be well");

  const id = stemOf(file.name);
  const names = [cve && `CVE-${cve}`, ghsa && `GHSA-${ghsa}`, osvdb && `OSVDB-${osvdb}`, id].flatMap(
    (one) => one ?? [],
  );
  const published = dayOf(entry.date);
  const severity = severityOfScore(scoreOf(entry.cvss_v4 ?? entry.cvss_v3 ?? entry.cvss_v2));
  return {
    source: name,
    id,
    cves: [...new Set(names.filter(isCveId))],
    aliases: [...new Set(names.filter((one) => one !== id && !isCveId(one)))],
    ...(title && { summary: title }),
    ...(description && { details: description }),
    ...(severity !== "unspecified" && { severity }),
    cvss: [],
    cwes: [],
    references: url === undefined ? [] : [url],
    ...(published && { published }),
    affected: [{ ecosystem, release: "", name: target, state: "affected", ranges, versions: [] }],
  };
}

/** Scores stand without the vectors that they come from. */
function scoreOf(text: string | undefined): number | undefined {
  const score = text !== undefined && /^\d{1,2}(?:\.\d)?$/.test(text) ? Number(text) : undefined;
  return score !== undefined && score <= 10 ? score : undefined;
}

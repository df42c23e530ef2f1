import { z } from "zod";
import type { Advisory } from "../../model/advisory.ts";
import { severityOfScore } from "../../model/severity.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { joinedById } from "../advisories-by-id.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { type FeedEntry, readYamlEntry, stemOf, YamlWord, YamlWords } from "../feed-entry.ts";
import { affectedUnless } from "../patched-versions.ts";
import { type RepositoryReading, readRepository, WrongRecord } from "../repository-records.ts";

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

  parse: ([path = ""], report) => joinedById(readRepository(path, READING, report)),
};

const READING: RepositoryReading<z.infer<typeof Entry>> = {
  source: name,
  isRecord: (path) => /^(?:gems|rubies|libraries)\/[^/]+\/[^/]+\.yml$/.test(path),
  readEntry: readYamlEntry,
  schema: Entry,
  advisoryOf,
};

function advisoryOf(entry: z.infer<typeof Entry>, file: FeedEntry): Advisory {
  const { gem, engine, library, cve, ghsa, osvdb, url, title, description } = entry;
  const target = gem ?? engine ?? library;
  if (target === undefined) throw new WrongRecord("names neither a gem nor an interpreter");
  const ecosystem = gem !== undefined ? "RubyGems" : "Ruby";
  const ranges = affectedUnless([...(entry.patched_versions ?? []), ...(entry.unaffected_versions ?? [])], order);
  if (ranges.length === 0) throw new WrongRecord("every version is said to be well");

  const id = stemOf(file.name);
  const names = [cve && `CVE-${cve}`, ghsa && `GHSA-${ghsa}`, osvdb && `OSVDB-${osvdb}`, id].flatMap(
    (one) => one ?? [],
  );
  const published = startOfDay(entry.date);
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

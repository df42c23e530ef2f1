import { z } from "zod";
import type { Advisory, AffectedRange } from "../../model/advisory.ts";
import { ecosystemOfAdvisories } from "../../model/ecosystems.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { parseRange } from "../../versions/ranges/index.ts";
import type { VersionOrder } from "../../versions/version-order.ts";
import { joinedById } from "../advisories-by-id.ts";
import { affectedRuns } from "../affected-runs.ts";
import { isCveId } from "../cve-id.ts";
import { readCvssVector } from "../cvss-vector.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { readYamlEntry, YamlWord, YamlWords } from "../feed-entry.ts";
import { type RepositoryReading, readRepository, WrongRecord } from "../repository-records.ts";

const name = "gitlab-community";

/** Source: https://gitlab.com/gitlab-org/advisories-community/-/blob/main/README.md */
const Entry = z.object({
  identifier: z.string().regex(/^[\w.-]{1,128}$/),
  identifiers: YamlWords,
  package_slug: z.string(),
  title: YamlWord,
  description: YamlWord,
  pubdate: YamlWord,
  date: YamlWord,
  affected_range: z.string(),
  fixed_versions: YamlWords,
  urls: YamlWords,
  cvss_v2: YamlWord,
  cvss_v3: YamlWord,
  cvss_v4: YamlWord,
  cwe_ids: YamlWords,
});

/** Folders of the database, and what we call their ecosystems. Conan and others have no advisories beside theirs yet. */
const ECOSYSTEMS: ReadonlyMap<string, string> = new Map([
  ["cargo", "crates.io"],
  ["gem", "RubyGems"],
  ["go", "Go"],
  ["maven", "Maven"],
  ["npm", "npm"],
  ["nuget", "NuGet"],
  ["packagist", "Packagist"],
  ["pub", "Pub"],
  ["pypi", "PyPI"],
  ["swift", "SwiftURL"],
]);

/** Every record has them: that a component is outdated, which says nothing of the flaw. */
const OF_EVERY_RECORD: ReadonlySet<string> = new Set(["CWE-937", "CWE-1035"]);

/**
 * Packages of many languages. Ranges are in the notation of each ecosystem, with `||` between runs.
 * What GitLab has newer than 30 days is not free.
 */
export const gitlabCommunity: Feed = {
  name,
  describes: "packages of many languages, from GitLab's advisories for everybody (30 days behind)",
  license: "MIT",
  files: [
    {
      url: "https://gitlab.com/gitlab-org/advisories-community/-/archive/main/advisories-community-main.tar.gz",
      mirrorPath: "gitlab/advisories-community-main.tar.gz",
      maxBytes: 256 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: ([path = ""], report) => joinedById(readRepository(path, READING, report)),
};

const READING: RepositoryReading<z.infer<typeof Entry>> = {
  source: name,
  isRecord: (path) => path.endsWith(".yml") && ECOSYSTEMS.has(path.slice(0, path.indexOf("/"))),
  readEntry: readYamlEntry,
  schema: Entry,
  advisoryOf,
};

function advisoryOf(entry: z.infer<typeof Entry>): Advisory | undefined {
  const { identifier: id, package_slug: slug, title, description } = entry;
  const slash = slug.indexOf("/");
  const ecosystem = ecosystemOfAdvisories(ECOSYSTEMS.get(slug.slice(0, slash)) ?? "");
  const written = slug.slice(slash + 1);
  if (ecosystem === undefined || written === "") throw new WrongRecord(`${JSON.stringify(slug)} is no package`);

  const order = getVersionOrder(ecosystem.versions);
  const ranges = withFixes(rangesOf(entry.affected_range, order), entry.fixed_versions ?? [], order);
  // `<0.0.0` is how they say that no version is.
  if (ranges.length === 0 || ranges.every(({ fixed }) => /^0(?:\.0)*$/.test(fixed ?? ""))) return undefined;

  const names = [...new Set([id, ...(entry.identifiers ?? [])])];
  const published = startOfDay(entry.pubdate ?? entry.date);
  const modified = startOfDay(entry.date);
  return {
    source: name,
    id,
    cves: names.filter(isCveId),
    aliases: names.filter((one) => one !== id && !isCveId(one)),
    ...(title && { summary: title }),
    ...(description && { details: description }),
    cvss: [entry.cvss_v4, entry.cvss_v3, entry.cvss_v2].flatMap((vector) =>
      vector === undefined ? [] : (readCvssVector(vector) ?? []),
    ),
    cwes: (entry.cwe_ids ?? []).filter((cwe) => !OF_EVERY_RECORD.has(cwe)),
    references: [...new Set(entry.urls ?? [])],
    ...(published && { published }),
    ...(modified && { modified }),
    affected: [
      {
        ecosystem: ecosystem.advisories,
        release: "",
        name: ecosystem.normalizeName?.(written) ?? written,
        state: "affected",
        ranges,
        versions: [],
      },
    ],
  };
}

/** Ranges in brackets stand beside each other there, or apart by `||` as the others are. */
function rangesOf(text: string, order: VersionOrder): AffectedRange[] {
  const hasBrackets = order.name === "maven" || order.name === "nuget";
  const isExact = hasBrackets && !/[[(]/.test(text);
  const range = !hasBrackets ? text : isExact ? bracketed(text) : text.replaceAll("||", ",");
  return affectedRuns(parseRange(order.name, range), order);
}

/** Some are written as npm's would be. */
function bracketed(text: string): string {
  return text
    .split("||")
    .map((run) => {
      const part = (sign: RegExp) => sign.exec(run)?.[1] ?? "";
      const from = part(/>=?\s*([^\s<>=,|]+)/);
      const to = part(/<=?\s*([^\s<>=,|]+)/);
      if (from === "" && to === "") return `[${run.replace(/^[\s=]+/, "").trim()}]`;
      return `${/>=/.test(run) ? "[" : "("}${from},${to}${/<=/.test(run) ? "]" : ")"}`;
    })
    .join(",");
}

/** A run that ends with its last affected version is fixed by the first fix behind it and before the next run. */
function withFixes(ranges: readonly AffectedRange[], fixes: readonly string[], order: VersionOrder): AffectedRange[] {
  const sorted = fixes.filter((fix) => order.isValid(fix)).sort(order.compare);
  return ranges.map((range, i) => {
    const { lastAffected: last } = range;
    if (last === undefined) return range;
    const next = ranges[i + 1];
    const start = next?.introduced ?? next?.after;
    const fixed = sorted.find(
      (fix) => order.compare(fix, last) > 0 && (start === undefined || order.compare(fix, start) < 0),
    );
    return fixed === undefined ? range : { ...range, fixed };
  });
}

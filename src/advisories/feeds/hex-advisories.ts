import { z } from "zod";
import type { Advisory } from "../../model/advisory.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { readYamlEntry, YamlWord, YamlWords } from "../feed-entry.ts";
import { affectedUnless } from "../patched-versions.ts";
import { type RepositoryReading, readRepository } from "../repository-records.ts";

const name = "hex-advisories";

/** Source: https://github.com/dependabot/elixir-security-advisories#readme */
const Entry = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  package: z.string().min(1),
  disclosure_date: YamlWord,
  cve: YamlWord,
  link: YamlWord,
  title: YamlWord,
  description: YamlWord,
  patched_versions: YamlWords,
  unaffected_versions: YamlWords,
});

const order = getVersionOrder("strict-semver");

/** Packages of Elixir and Erlang: the versions that are well, as requirements of Elixir. Closed since 2022. */
export const hexAdvisories: Feed = {
  name,
  describes: "packages of Elixir and Erlang, from Dependabot's closed list",
  license: "public domain",
  files: [
    {
      url: "https://codeload.github.com/dependabot/elixir-security-advisories/tar.gz/refs/heads/master",
      mirrorPath: "hex/elixir-security-advisories-master.tar.gz",
      maxBytes: 8 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: ([path = ""], report) => readRepository(path, READING, report),
};

const READING: RepositoryReading<z.infer<typeof Entry>> = {
  source: name,
  isRecord: (path) => /^packages\/[^/]+\/[^/]+\.yml$/.test(path),
  readEntry: readYamlEntry,
  schema: Entry,
  advisoryOf,
};

function advisoryOf(entry: z.infer<typeof Entry>): Advisory {
  const { id, cve, link, title, description } = entry;
  const ranges = affectedUnless([...(entry.patched_versions ?? []), ...(entry.unaffected_versions ?? [])], order);
  const known = cve && isCveId(`CVE-${cve}`) ? `CVE-${cve}` : undefined;
  // One of them is GitHub's by its link alone.
  const github = /\/advisories\/(GHSA(?:-[0-9a-z]{4}){3})$/.exec(link ?? "")?.[1];
  const published = startOfDay(entry.disclosure_date);
  return {
    source: name,
    id,
    cves: known === undefined ? [] : [known],
    aliases: github === undefined ? [] : [github],
    ...(title && { summary: title }),
    ...(description && { details: description }),
    cvss: [],
    cwes: [],
    references: link === undefined ? [] : [link],
    ...(published && { published }),
    affected: [
      { ecosystem: "Hex", release: "", name: entry.package.toLowerCase(), state: "affected", ranges, versions: [] },
    ],
  };
}

import { z } from "zod";
import type { Advisory } from "../../model/advisory.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { parseRange } from "../../versions/ranges/index.ts";
import { joinedById } from "../advisories-by-id.ts";
import { affectedRuns } from "../affected-runs.ts";
import { isCveId } from "../cve-id.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed } from "../feed.ts";
import { type FeedEntry, readYamlEntry, stemOf, YamlWord } from "../feed-entry.ts";
import { type RepositoryReading, readRepository, WrongRecord } from "../repository-records.ts";

const name = "friendsofphp";

/** Source: https://github.com/FriendsOfPHP/security-advisories#contributing, and validator.php there */
const Entry = z.object({
  title: YamlWord,
  link: YamlWord,
  cve: YamlWord,
  reference: z.string(),
  branches: z.record(z.string(), z.object({ time: YamlWord, versions: z.array(z.string()).min(1) })),
});

const order = getVersionOrder("composer");

/** Packages of PHP: for each branch the versions that are affected, as Composer's constraints that all must hold. */
export const friendsofphp: Feed = {
  name,
  describes: "packages of PHP, from the PHP Security Advisories Database",
  license: "Unlicense",
  files: [
    {
      url: "https://codeload.github.com/FriendsOfPHP/security-advisories/tar.gz/refs/heads/master",
      mirrorPath: "friendsofphp/security-advisories-master.tar.gz",
      maxBytes: 32 * 1024 * 1024,
    },
  ],
  version: 1,

  parse: ([path = ""], report) => joinedById(readRepository(path, READING, report)),
};

const READING: RepositoryReading<z.infer<typeof Entry>> = {
  source: name,
  isRecord: (path) => /^[^/.][^/]*\/[^/]+\/[^/]+\.ya?ml$/.test(path),
  readEntry: readYamlEntry,
  schema: Entry,
  advisoryOf,
};

function advisoryOf({ title, link, cve, reference, branches }: z.infer<typeof Entry>, file: FeedEntry): Advisory {
  const target = /^composer:\/\/([^/]+\/[^/]+)$/.exec(reference)?.[1]?.toLowerCase();
  if (target === undefined) throw new WrongRecord(`${JSON.stringify(reference)} is no package of Composer`);

  const all = Object.values(branches).flatMap(({ versions }) => parseRange(order.name, versions.join(",")));
  // Each branch ends where the next one begins; the runs that are left say where a fix is.
  const ranges = affectedRuns(all, order);
  if (ranges.length === 0) throw new WrongRecord("no version is said to be affected");

  const stem = stemOf(file.name);
  const known = [cve, stem].find((one) => one !== undefined && isCveId(one));
  // A day is a name within its package alone.
  const id = known ?? (stem.startsWith("GHSA-") ? stem : `${target}/${stem}`);
  const times = Object.values(branches).flatMap(({ time }) => startOfDay(time) ?? []);
  const published = times.sort()[0];
  return {
    source: name,
    id,
    cves: known === undefined ? [] : [known],
    aliases: [],
    ...(title && { summary: title }),
    cvss: [],
    cwes: [],
    references: link === undefined ? [] : [link],
    ...(published && { published }),
    affected: [{ ecosystem: "Packagist", release: "", name: target, state: "affected", ranges, versions: [] }],
  };
}

import { readFile } from "node:fs/promises";
import type { Advisory } from "../../model/advisory.ts";
import { KnownError } from "../../model/errors.ts";
import { parseAdvisoryList } from "../debian-advisory-list.ts";
import type { Feed, FeedFile } from "../feed.ts";

const name = "debian-lists";

/**
 * Debian's security advisories (DSA) and those of its long-term support (DLA), as the two teams write them down.
 *
 * They name what was fixed by an update, and so never what stays open: the tracker's JSON says more.
 * Source: https://security-team.debian.org/security_tracker.html#the-dsa-list
 */
export const debianLists: Feed = {
  name,
  describes: "Debian, from the lists of security advisories (DSA and DLA)",
  license: "MIT",
  files: [listFile("DSA"), listFile("DLA")],
  insteadOf: "debian-tracker",
  version: 1,

  async *parse(paths, report) {
    // An advisory that is written twice is one advisory with the lines of both.
    const byId = new Map<string, Advisory>();
    for (const path of paths) {
      const list = parseAdvisoryList(await readFile(path, "utf8"), name, report);
      if (list.length === 0) {
        throw new KnownError("FEED_MALFORMED", `${name}: a file of the source is no list of Debian advisories`);
      }
      for (const advisory of list) byId.set(advisory.id, joined(byId.get(advisory.id), advisory));
    }
    yield* byId.values();
  },
};

function listFile(list: "DSA" | "DLA"): FeedFile {
  return {
    url: `https://salsa.debian.org/security-tracker-team/security-tracker/-/raw/master/data/${list}/list`,
    mirrorPath: `debian/security-tracker/data/${list}/list`,
    maxBytes: 32 * 1024 * 1024,
  };
}

function joined(first: Advisory | undefined, second: Advisory): Advisory {
  if (first === undefined) return second;
  return {
    ...first,
    cves: [...new Set([...first.cves, ...second.cves])],
    affected: [...first.affected, ...second.affected],
  };
}

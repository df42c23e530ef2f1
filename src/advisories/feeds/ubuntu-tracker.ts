import { KnownError } from "../../model/errors.ts";
import type { Feed } from "../feed.ts";
import { readTarEntries } from "../tar-entries.ts";
import { parseTrackerFile } from "../ubuntu-tracker-file.ts";

const name = "ubuntu-tracker";

/** A file for each CVE, those that concern some release still and those that are done with. */
const WANTED = /(?:^|\/)(?:active|retired)\/(CVE-\d{4}-[0-9A-Z]{1,20})$/;

const DECODER = new TextDecoder();

/**
 * Ubuntu's CVE tracker itself, a Git repository of text files. It says more than what is made from it: what is not
 * affected, deferred, ignored and why.
 *
 * Canonical serves no archive of it: a mirror has to make one (`git archive HEAD active retired | zstd`). The address
 * is the repository's; nobody answers there with a tar, and then the feed is absent.
 *
 * Source: https://git.launchpad.net/ubuntu-cve-tracker/tree/README
 */
export const ubuntuTracker: Feed = {
  name,
  describes: "Ubuntu, from an archive of the CVE tracker's repository (a mirror has to make it)",
  license: "CC-BY-SA-4.0",
  files: [
    {
      url: "https://git.launchpad.net/ubuntu-cve-tracker/snapshot/ubuntu-cve-tracker-master.tar.gz",
      mirrorPath: "ubuntu/ubuntu-cve-tracker.tar.zst",
      maxBytes: 1024 * 1024 * 1024,
    },
  ],
  insteadOf: "osv-ubuntu",
  version: 1,

  async *parse([path = ""], report) {
    let files = 0;
    const complaints = new Set<string>();
    for await (const entry of readTarEntries(path, name, (path) => WANTED.test(path), report)) {
      const cve = WANTED.exec(entry.name)?.[1] ?? "";
      files++;
      const advisory = parseTrackerFile(DECODER.decode(entry.bytes), cve, name, (what, once) => {
        // What stands in ten thousand files is told with the first.
        if (once && complaints.has(what)) return;
        if (once) complaints.add(what);
        report({ code: "FEED_MALFORMED", message: `${name}: ${cve}: ${what}` });
      });
      if (advisory !== undefined && advisory.affected.length > 0) yield advisory;
    }
    if (files === 0) throw new KnownError("FEED_MALFORMED", `${name}: has no folder active/ or retired/ with CVEs`);
  },
};

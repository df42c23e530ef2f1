import { ecosystemOfAdvisories } from "../model/ecosystems.ts";
import { KnownError } from "../model/errors.ts";
import { getVersionOrder } from "../versions/index.ts";
import type { Feed } from "./feed.ts";
import { readJsonEntry } from "./feed-entry.ts";
import { advisoryOfOsv, OsvRecord } from "./osv-record.ts";
import { readZipEntries } from "./zip-entries.ts";

/** What tells one OSV ecosystem's feed from another's. */
export interface OsvFeedOptions {
  readonly name: string;
  readonly describes: string;
  readonly license: string;
  /** The folder of OSV's bucket, which is OSV's name of the ecosystem. */
  readonly ecosystem: string;
  readonly maxBytes: number;
}

/**
 * A feed that reads OSV's archive of one ecosystem: a zip with one JSON file for each record.
 * An entry that cannot be read is reported by its name and left out.
 *
 * @throws {KnownError} `INTERNAL` when the ecosystem is not in `model/ecosystems.ts`.
 *
 * Source: https://google.github.io/osv.dev/data/
 */
export function osvFeed({ name, describes, license, ecosystem, maxBytes }: OsvFeedOptions): Feed {
  const known = ecosystemOfAdvisories(ecosystem);
  if (known === undefined) throw new KnownError("INTERNAL", `${name}: ${ecosystem} is no ecosystem that we know`);
  const reading = {
    source: name,
    ecosystem,
    order: getVersionOrder(known.versions),
    normalizeName: known.normalizeName ?? ((packageName: string) => packageName),
  };

  return {
    name,
    describes,
    license,
    files: [
      {
        url: `https://osv-vulnerabilities.storage.googleapis.com/${encodeURIComponent(ecosystem)}/all.zip`,
        mirrorPath: `osv/${ecosystem}/all.zip`,
        maxBytes,
      },
    ],
    version: 3,

    async *parse([path = ""], report) {
      for await (const entry of readZipEntries(path, name, report)) {
        const record = readJsonEntry(entry, OsvRecord, name, report);
        if (record === undefined) continue;
        const advisory = advisoryOfOsv(record, reading, (what) =>
          report({ code: "FEED_MALFORMED", message: `${name}: ${record.id}: ${what}` }),
        );
        if (advisory !== undefined) yield advisory;
      }
    },
  };
}

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Advisory } from "../../model/advisory.ts";
import { KnownError, messageOf, type Report } from "../../model/errors.ts";
import { isCveId } from "../cve-id.ts";
import type { Feed, FeedFile, FeedIndex } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { advisoryOfVex } from "../redhat/advisory.ts";
import { readDatedPaths } from "../redhat/dated-paths.ts";
import { VexDocument } from "../redhat/document.ts";
import { readTarEntries } from "../tar-entries.ts";

const name = "redhat-vex";
const FOLDER = "redhat/csaf/v2/vex";
const UPSTREAM = "https://security.access.redhat.com/data/csaf/v2/vex";

/** The largest document has 60 MB. */
const MOST_DOCUMENT_BYTES = 256 * 1024 * 1024;

/** Files of the folder that tell of the others. */
const INDEX = ["archive_latest.txt", "changes.csv", "deletions.csv"] as const;

/**
 * Red Hat's own verdict on every CVE, in each of its products: fixed, open and what becomes of it, or not affected.
 * An archive of all documents is made now and then; `changes.csv` names those that were published since, each by itself.
 *
 * Source: https://security.access.redhat.com/data/csaf/v2/vex/
 */
export const redhatVex: Feed = {
  name,
  describes: "Red Hat Enterprise Linux and CentOS Linux, from Red Hat (CSAF VEX)",
  license: "CC-BY-4.0",
  files: INDEX.map((file) => fileOf(file, 64 * 1024 * 1024)),
  discover,
  version: 1,

  async *parse(paths, report) {
    const documents = paths.filter((path) => path.endsWith(".json"));
    const archives = paths.filter((path) => path.endsWith(".tar.zst"));
    const single = new Set<string>();
    for (const path of documents) {
      const advisory = readDocument(await readFile(path), basename(path), report);
      if (advisory === undefined) continue;
      single.add(advisory.id);
      if (advisory.affected.length > 0) yield advisory;
    }
    for (const archive of archives) {
      const deleted = await readDeletions(paths, archive);
      const wants = (path: string) => path.endsWith(".json") && !deleted.has(documentOf(path));
      for await (const entry of readTarEntries(archive, name, wants, report, LIMITS)) {
        const advisory = readDocument(entry.bytes, entry.name, report);
        if (advisory === undefined || single.has(advisory.id) || advisory.affected.length === 0) continue;
        yield advisory;
      }
    }
  },
};

const LIMITS = { entries: 1_000_000, entryBytes: MOST_DOCUMENT_BYTES, totalBytes: 256 * 1024 ** 3 };

function fileOf(path: string, maxBytes: number): FeedFile {
  return { url: `${UPSTREAM}/${path}`, mirrorPath: `${FOLDER}/${path}`, maxBytes };
}

const documentFile = (path: string): FeedFile => ({ ...fileOf(path, MOST_DOCUMENT_BYTES), mayBeGone: true });

/** `2024/cve-2024-0727.json` of the path in an archive. */
const documentOf = (path: string) => path.split("/").slice(-2).join("/");

async function discover({ paths: [latest, changes], list }: FeedIndex): Promise<readonly FeedFile[]> {
  if (latest === undefined) return findDocuments(list);
  const archive = (await readFile(latest, "utf8")).trim();
  const date = /^csaf_vex_(\d{4}-\d{2}-\d{2})\.tar\.zst$/.exec(archive)?.[1];
  if (date === undefined) {
    throw new KnownError("FEED_MALFORMED", `${name}: archive_latest.txt: names no archive of documents`);
  }
  const changed = changes === undefined ? [] : await readDatedPaths(changes, name);
  // Of the day that the archive is of nobody knows which side of it they are on.
  const since = changed.filter(({ at }) => at.slice(0, 10) >= date).map(({ path }) => path);
  return [fileOf(archive, 8 * 1024 ** 3), ...[...new Set(since)].sort().map(documentFile)];
}

/** A mirror may have single documents alone. */
async function findDocuments(list: FeedIndex["list"]): Promise<readonly FeedFile[]> {
  const found: FeedFile[] = [];
  for (const year of await list(FOLDER)) {
    if (!/^\d{4}$/.test(year)) continue;
    const names = await list(`${FOLDER}/${year}`);
    found.push(
      ...names.filter((file) => /^cve-[\d-]+\.json$/.test(file)).map((file) => documentFile(`${year}/${file}`)),
    );
  }
  return found;
}

/** Documents that are gone since an archive was made; one that went before may have come back with it. */
async function readDeletions(paths: readonly string[], archive: string): Promise<ReadonlySet<string>> {
  const file = paths.find((path) => path.endsWith("deletions.csv"));
  if (file === undefined) return new Set();
  const date = /(\d{4})[-_](\d{2})[-_](\d{2})\.tar\.zst$/.exec(archive)?.slice(1).join("-") ?? "";
  const deleted = await readDatedPaths(file, name);
  return new Set(deleted.filter(({ at }) => at.slice(0, 10) >= date).map(({ path }) => path));
}

/** Without `affected` where it says nothing of what we can look up. */
function readDocument(bytes: Uint8Array, place: string, report: Report): Advisory | undefined {
  const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${place}: ${what}` });
  try {
    const document = VexDocument.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    if (!document.success) {
      complain(`no VEX document: ${firstIssue(document.error)}`);
      return undefined;
    }
    const id = document.data.vulnerabilities[0]?.cve ?? "";
    if (!isCveId(id)) {
      complain(`${JSON.stringify(id.slice(0, 100))} is no CVE id`);
      return undefined;
    }
    return advisoryOfVex(document.data, name, complain);
  } catch (error) {
    complain(messageOf(error));
    return undefined;
  }
}

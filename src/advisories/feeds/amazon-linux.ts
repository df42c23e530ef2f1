import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Advisory, AffectedPackage } from "../../model/advisory.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import { getVersionOrder } from "../../versions/index.ts";
import { startOfDay } from "../date-text.ts";
import type { Feed, FeedFile, FeedIndex } from "../feed.ts";
import { firstIssue } from "../first-issue.ts";
import { findUpdateInfo, type RepositoryUpdate, readUpdateInfo, type UpdatedPackage } from "../shared/updateinfo.ts";
import { vendorSeverity } from "../shared/vendor-severity.ts";

const name = "amazon-linux";
const HOST = "cdn.amazonlinux.com";

const KIB = 1024;
const MIB = 1024 * KIB;

/** There are some seventy, and each is asked for by itself. */
const MOST_TOPICS = 1000;

/** What is served for one architecture tells of all. */
const CORE_2 = mirrorList("2/core/latest/x86_64");
const EXTRAS_2 = fileOf("2/extras-catalog.json", 4 * MIB);
const CORE_2023 = mirrorList("al2023/core/mirrors/latest/x86_64");
const LIVEPATCH_2023 = mirrorList("al2023/kernel-livepatch/mirrors/latest/x86_64");
const INDEX = [CORE_2, EXTRAS_2, CORE_2023, LIVEPATCH_2023];

/**
 * Amazon Linux' updates: one record for each, by binary packages.
 *
 * Repositories lie in folders that are named anew with each update of them. A list of mirrors tells of the folder,
 * `repomd.xml` in it of the file of updates, and a catalogue of the repositories that version 2 has besides its core.
 *
 * Version 1 is served unencrypted alone, so it is never fetched: it is read where a mirror in a folder has it.
 *
 * Source: https://docs.aws.amazon.com/linux/al2023/ug/alas.html
 */
export const amazonLinux: Feed = {
  name,
  describes: "Amazon Linux 2 with its extras, Amazon Linux 2023; version 1 from a mirror (ALAS)",
  license: "as published by Amazon",
  files: INDEX,
  discover,
  version: 1,

  async *parse(paths, report) {
    for (const path of paths.filter((one) => /updateinfo\.xml(?:\.\w+)?$/.test(one))) {
      for await (const update of readUpdateInfo(path, name)) {
        if (update.status === "retracted" || (update.type !== "security" && update.cves.length === 0)) continue;
        const complain = (what: string) =>
          report({ code: "FEED_MALFORMED", message: `${name}: ${JSON.stringify(update.id.slice(0, 100))}: ${what}` });
        const advisory = advisoryOf(update, complain);
        if (advisory !== undefined) yield advisory;
      }
    }
  },
};

function fileOf(path: string, maxBytes: number): FeedFile {
  return { url: `https://${HOST}/${path}`, mirrorPath: `amazon/${path}`, maxBytes };
}

function mirrorList(folder: string): FeedFile {
  return fileOf(`${folder}/mirror.list`, 64 * KIB);
}

const asIndex = (file: FeedFile): FeedFile => ({ ...file, isIndex: true, mayBeGone: true });

async function discover({ paths, found, list }: FeedIndex): Promise<readonly FeedFile[]> {
  const [core2, extras2, core2023, livepatch2023] = paths;
  const extras = extras2 === undefined ? [] : await readTopics(extras2);
  const lists = extras.map((topic) => asIndex(mirrorList(`2/extras/${topic}/latest/x86_64`)));
  const read = [core2, core2023, livepatch2023, ...lists.map(({ mirrorPath }) => found.get(mirrorPath))];
  const named = [...lists];
  for (const path of read) {
    if (path === undefined) continue;
    const folder = await readMirrorList(path);
    const repomd = asIndex(fileOf(`${folder}/repodata/repomd.xml`, 4 * MIB));
    named.push(repomd);
    const here = found.get(repomd.mirrorPath);
    // A repository of which nothing was ever updated names no such file.
    const href = here && (await findUpdateInfo(here, name));
    if (href !== undefined) named.push(fileOf(pathBelow(folder, href), 256 * MIB));
  }
  return [...named, ...(await findVersion1(list))];
}

/** Source: https://cdn.amazonlinux.com/2/extras-catalog.json */
const Catalog = z.object({ topics: z.array(z.object({ n: z.string() })).max(MOST_TOPICS) });

async function readTopics(path: string): Promise<string[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new KnownError("FEED_MALFORMED", `${name}: extras-catalog.json: ${messageOf(error)}`, {}, error);
  }
  const catalog = Catalog.safeParse(json);
  if (!catalog.success) {
    throw new KnownError("FEED_MALFORMED", `${name}: extras-catalog.json: ${firstIssue(catalog.error)}`);
  }
  return [...new Set(catalog.data.topics.map(({ n }) => n))].filter((topic) => /^\w[\w.+-]{0,99}$/.test(topic));
}

/** The folder that the first mirror of a list has the repository in. */
async function readMirrorList(path: string): Promise<string> {
  const first = (await readFile(path, "utf8")).split("\n").find((line) => line.trim() !== "") ?? "";
  const written = first.trim().replace("$basearch", "x86_64");
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const folder = url?.pathname.replace(/^\/+|\/+$/g, "") ?? "";
  if (url?.protocol !== "https:" || url.hostname !== HOST || !isPath(folder)) {
    throw new KnownError("FEED_MALFORMED", `${name}: mirror.list: ${JSON.stringify(first.slice(0, 200))} is no mirror`);
  }
  return folder;
}

function pathBelow(folder: string, href: string): string {
  if (isPath(href)) return `${folder}/${href}`;
  throw new KnownError("FEED_MALFORMED", `${name}: repomd.xml: ${JSON.stringify(href.slice(0, 200))} is no file`);
}

const isPath = (text: string) => /^[\w.+-]+(?:\/[\w.+-]+)*$/.test(text) && !/(?:^|\/)\.+(?:\/|$)/.test(text);

/** As the mirrors of version 1 have it: `2018.03/updates/c539f2128d87/x86_64`. */
async function findVersion1(list: FeedIndex["list"]): Promise<FeedFile[]> {
  const files: FeedFile[] = [];
  for (const repository of ["main", "updates"]) {
    const folder = `2018.03/${repository}`;
    for (const build of await list(`amazon/${folder}`)) {
      const path = `${folder}/${build}/x86_64/repodata`;
      if ((await list(`amazon/${path}`)).includes("updateinfo.xml.gz"))
        files.push(fileOf(`${path}/updateinfo.xml.gz`, 256 * MIB));
    }
  }
  return files;
}

/** `ALAS-2018-1093` of version 1, `ALAS2-2018-939`, `ALAS2GOLANG1.19-2023-001` of an extra, `ALAS2023-2023-126`. */
const ID = /^ALAS(2023|2022|2)?([A-Z][\w.-]*)?-(\d{4}-\d+)$/;

function advisoryOf(update: RepositoryUpdate, complain: (what: string) => void): Advisory | undefined {
  const { id, cves, title, description } = update;
  const [, version, topic, number] = (id.length < 100 && ID.exec(id)) || [];
  if (number === undefined) {
    complain("is no name of an update");
    return undefined;
  }
  // Version 1 had no extras.
  const release = version ?? (topic === undefined ? "2018.03" : "2");
  const affected = affectedOf(update, release, topic?.toLowerCase(), complain);
  if (affected.length === 0) {
    complain("brings no package");
    return undefined;
  }
  const [published, modified] = [startOfDay(update.issued), startOfDay(update.updated)];
  const folder = release === "2018.03" ? "" : `AL${release}/`;
  return {
    source: name,
    id,
    cves,
    aliases: [],
    ...(title !== undefined && { summary: title }),
    ...(description !== undefined && { details: description }),
    ...vendorSeverity(update.severity),
    cvss: [],
    cwes: [],
    references: [`https://alas.aws.amazon.com/${folder}ALAS${topic ?? ""}-${number}.html`],
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    affected,
  };
}

/** One row for each package and version of it, on all the architectures that have it. */
function affectedOf(
  { id, packages }: RepositoryUpdate,
  release: string,
  topic: string | undefined,
  complain: (what: string) => void,
): AffectedPackage[] {
  const rows = new Map<string, { one: UpdatedPackage; fixed: string; architectures: Set<string> }>();
  for (const one of packages) {
    if (one.architecture === "src") continue;
    const fixed = versionOf(one);
    if (one.name === "" || fixed === undefined) {
      complain(`brings ${JSON.stringify(one)}, which is no package`);
      continue;
    }
    const key = JSON.stringify([one.name, fixed]);
    const row = rows.get(key) ?? { one, fixed, architectures: new Set<string>() };
    rows.set(key, row);
    row.architectures.add(one.architecture);
  }
  return [...rows.values()].map(({ one, fixed, architectures }) => {
    const introduced = topic === undefined ? undefined : lineOf(topic, one);
    return {
      ecosystem: "Amazon Linux",
      release,
      name: one.name,
      state: "affected",
      ranges: [{ ...(introduced !== undefined && { introduced }), fixed }],
      versions: [],
      ...(isOnAll(architectures) ? {} : { only: { architectures: [...architectures].sort() } }),
      vendorAdvisories: [id],
    };
  });
}

const order = getVersionOrder("rpm");

const withEpoch = (epoch: string, version: string) => (epoch === "" || epoch === "0" ? version : `${epoch}:${version}`);

function versionOf({ epoch, version, release }: UpdatedPackage): string | undefined {
  const written = withEpoch(epoch, `${version}-${release}`);
  return version !== "" && release !== "" && /^\d*$/.test(epoch) && order.isValid(written) ? written : undefined;
}

/**
 * Where the line of an extra begins: 5.10 of what `kernel-5.10` has, beside the 4.14 of the core and the 5.15 of
 * another extra, all of which are called `kernel`. Where an extra has no version in its name there is no other line.
 */
function lineOf(topic: string, { epoch, version }: UpdatedPackage): string | undefined {
  const line = (topic.match(/\d+(?:\.\d+)*/g) ?? []).find(
    (one) => version === one || (version.startsWith(one) && !/^\d/.test(version.slice(one.length))),
  );
  return line === undefined ? undefined : withEpoch(epoch, line);
}

/** All that images are of; older updates are of one architecture since there was no other. */
function isOnAll(architectures: ReadonlySet<string>): boolean {
  return architectures.has("noarch") || (architectures.has("x86_64") && architectures.has("aarch64"));
}

import type { Advisory, AffectedPackage } from "../model/advisory.ts";
import { debianReleaseOf } from "../model/distribution.ts";
import type { Report } from "../model/errors.ts";
import { getVersionOrder } from "../versions/index.ts";
import { isCveId } from "./cve-id.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `[21 Aug 2026] DSA-6458-1 gst-plugins-bad1.0 - security update`; old ones name no package, some are notices. */
const HEADER = /^\[(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\]\s+(D[SL]A-\d+(?:-\d+)?)\s*(.*)$/;

/** `[trixie] - expat 2.8.3-1~deb13u1` or `[woody] - sash <not-affected> (Older zlib not vulnerable)` */
const RELEASE_LINE = /^\[([^\]]*)\]\s+-\s+(\S+)\s+(<[^>]*>|[^\s<(]\S*)\s*(?:\(.*)?$/;

type Statement = Pick<AffectedPackage, "state" | "ranges">;

const NO_FIX: Statement = { state: "affected", ranges: [{}] };

/** What a mark in place of a version says; `undefined` where it says nothing. */
const MARKS: ReadonlyMap<string, Statement | undefined> = new Map<string, Statement | undefined>([
  ["<not-affected>", { state: "not-affected", ranges: [] }],
  ["<end-of-life>", { state: "end-of-life", ranges: [{}] }],
  ["<undetermined>", undefined],
  // Four ways to say that no fix is there, each with its own excuse.
  ["<unfixed>", NO_FIX],
  ["<no-dsa>", NO_FIX],
  ["<postponed>", NO_FIX],
  ["<ignored>", NO_FIX],
]);

interface Draft {
  readonly id: string;
  readonly published: string;
  readonly title: string;
  readonly cves: Set<string>;
  readonly affected: AffectedPackage[];
}

/**
 * Advisories of a `DSA/list` or `DLA/list`, in the order of the file; none when the text is no such list.
 * A line that cannot be read is reported with its number and left out, an unknown release once.
 *
 * Source: the files themselves; the notation of their lines is that of
 * https://security-team.debian.org/security_tracker.html#issues-in-stable-and-oldstable
 */
export function parseAdvisoryList(text: string, source: string, report: Report): Advisory[] {
  const drafts: Draft[] = [];
  const unknownReleases = new Set<string>();
  let current: Draft | undefined;

  for (const [index, line] of text.split("\n").entries()) {
    const content = line.trim();
    if (content === "") continue;
    const complain = (what: string) =>
      report({ code: "FEED_MALFORMED", message: `${source}: line ${index + 1}: ${what}: ${content.slice(0, 120)}` });

    if (!/^\s/.test(line)) {
      current = readHeader(content);
      if (current === undefined) complain("not the beginning of an advisory");
      else drafts.push(current);
    } else if (current === undefined) {
      complain("belongs to no advisory");
    } else if (content.startsWith("{")) {
      for (const id of content.replace(/[{}]/g, " ").split(/[\s,]+/)) {
        if (isCveId(id)) current.cves.add(id);
        else if (id !== "") complain(`${JSON.stringify(id)} is no CVE`);
      }
    } else if (content.startsWith("[")) {
      const affected = readReleaseLine(content, unknownReleases, complain);
      if (affected !== undefined) current.affected.push(affected);
    } else if (!/^(?:NOTE|TODO):/.test(content)) {
      complain("a line of an unknown kind");
    }
  }
  return drafts.map((draft) => toAdvisory(draft, source));
}

function readHeader(line: string): Draft | undefined {
  const [, day = "", month = "", year, id, title = ""] = HEADER.exec(line) ?? [];
  if (id === undefined || !MONTHS.includes(month)) return undefined;
  const monthNumber = String(MONTHS.indexOf(month) + 1).padStart(2, "0");
  const published = `${year}-${monthNumber}-${day.padStart(2, "0")}T00:00:00Z`;
  return { id, published, title: title.trim(), cves: new Set(), affected: [] };
}

function readReleaseLine(
  line: string,
  unknownReleases: Set<string>,
  complain: (what: string) => void,
): AffectedPackage | undefined {
  const [, codename, name, version] = RELEASE_LINE.exec(line) ?? [];
  if (codename === undefined || name === undefined || version === undefined) {
    complain("not `[release] - source version`");
    return undefined;
  }
  const release = debianReleaseOf(codename);
  if (release === undefined) {
    if (!unknownReleases.has(codename))
      complain(`${JSON.stringify(codename)} is no Debian release that Plimsoll knows`);
    unknownReleases.add(codename);
    return undefined;
  }

  const key = { ecosystem: "Debian", release, name, versions: [] };
  if (version.startsWith("<")) {
    if (!MARKS.has(version)) complain(`unknown mark ${version}`);
    const statement = MARKS.get(version);
    return statement && { ...key, ...statement };
  }
  // Kept all the same: whoever compares with it will have to call the package unchecked, never safe.
  if (!getVersionOrder("deb").isValid(version)) complain(`${JSON.stringify(version)} is no Debian version`);
  return { ...key, state: "affected", ranges: [{ fixed: version }] };
}

function toAdvisory({ id, published, title, cves, affected }: Draft, source: string): Advisory {
  return {
    source,
    id,
    cves: [...cves],
    // It speaks of its CVEs and is none of them.
    aliases: [],
    ...(title !== "" && { summary: title }),
    cvss: [],
    cwes: [],
    references: [`https://security-tracker.debian.org/tracker/${id}`],
    published,
    affected,
  };
}

import type { Advisory, AffectedPackage, AffectedState } from "../model/advisory.ts";
import { ubuntuReleaseOf } from "../model/distribution.ts";
import { getVersionOrder } from "../versions/index.ts";
import { isCveId } from "./cve-id.ts";
import { readCvssVector } from "./cvss-vector.ts";
import { isUbuntuNotice, priorityOf, ubuntuPageOf } from "./ubuntu-facts.ts";

/** `once`: the same words may come from many files. */
type Complain = (what: string, once?: boolean) => void;

/** Names of archives beside a release's own, in front of its name (`esm-apps/jammy`) or behind it (`trusty/esm`). */
const POCKETS: ReadonlyMap<string, string> = new Map([
  ["esm", "esm"],
  ["esm-infra", "esm"],
  ["esm-apps", "esm"],
  ["esm-infra-legacy", "esm"],
  ["esm-apps-legacy", "esm"],
  ["ros-esm", "ros-esm"],
  ["fips", "fips"],
  ["fips-updates", "fips-updates"],
  ["fips-preview", "fips-preview"],
  ["realtime", "realtime"],
  ["bluefield", "bluefield"],
]);

/**
 * Not of an archive of packages: what others release, the release that is being made (nobody can tell which one that
 * was), snaps, and products that are gone.
 */
const NO_RELEASES: ReadonlySet<string> = new Set([
  "upstream",
  "devel",
  "snap",
  "product",
  "vivid/ubuntu-core",
  "vivid/stable-phone-overlay",
]);

const NEVER_MORE: readonly string[] = ["end of", "superseded", "replaced", "eol"];

/**
 * A file of Ubuntu's CVE tracker: fields with their values, of which those in several lines go on behind a blank, and
 * `release_package: status (note)`.
 *
 * @returns `undefined` for a CVE that was taken back.
 *
 * Source: https://git.launchpad.net/ubuntu-cve-tracker/tree/README
 */
export function parseTrackerFile(text: string, cve: string, source: string, complain: Complain): Advisory | undefined {
  const fields = new Map<string, string[]>();
  const statuses: Status[] = [];
  let values: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line.startsWith("#") || line.trim() === "") continue;
    if (line.startsWith(" ") || line.startsWith("\t")) {
      values?.push(line.trim());
      continue;
    }
    values = undefined;
    const colon = line.indexOf(":");
    const key = colon < 0 ? "" : line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    const underscore = key.indexOf("_");
    if (FIELDS.has(key)) {
      values = value === "" ? [] : [value];
      fields.set(key, values);
    } else if (/^(?:-- )?(?:P?Patches|Tags|Priority|Assigned-to)_/.test(key) || OTHER_FIELDS.has(key)) {
      // Said of one package, or of nothing that we tell.
    } else if (underscore > 0) {
      statuses.push({ release: key.slice(0, underscore), name: key.slice(underscore + 1), text: value });
    } else complain(`a line of an unknown kind: ${JSON.stringify(line.slice(0, 100))}`);
  }

  const description = (fields.get("Ubuntu-Description") ?? []).join(" ") || (fields.get("Description") ?? []).join(" ");
  const ofUpstream = (fields.get("Description") ?? []).join(" ");
  if (/^\*\* ?REJECT/i.test(ofUpstream)) return undefined;
  const urls = (fields.get("References") ?? []).filter((line) => /^https?:\/\/\S+$/.test(line));
  const notices = urls.map((url) => url.slice(url.lastIndexOf("/") + 1)).filter(isUbuntuNotice);
  const vectors = (fields.get("CVSS") ?? []).map((line) => /CVSS:\S+/.exec(line)?.[0] ?? "");
  const published = publishedOf(fields.get("PublicDate")?.[0] ?? "");
  return {
    source,
    // As its records in OSV are called.
    id: `UBUNTU-${cve}`,
    cves: isCveId(cve) ? [cve] : [],
    aliases: [],
    ...(description !== "" && { details: description }),
    ...priorityOf(fields.get("Priority")?.[0] ?? ""),
    ...(/^\*\* ?DISPUTED/i.test(ofUpstream) && { disputed: true as const }),
    cvss: [...new Set(vectors)].flatMap((vector) => readCvssVector(vector) ?? []),
    cwes: [],
    references: [...new Set([ubuntuPageOf(cve), ...urls])],
    ...(published !== undefined && { published }),
    affected: statuses.flatMap((status) => affectedOf(status, [...new Set(notices)].sort(), complain)),
  };
}

interface Status {
  readonly release: string;
  readonly name: string;
  readonly text: string;
}

const FIELDS: ReadonlySet<string> = new Set([
  "PublicDate",
  "References",
  "Description",
  "Ubuntu-Description",
  "Priority",
  "CVSS",
]);

const OTHER_FIELDS: ReadonlySet<string> = new Set([
  "Candidate",
  "PublicDateAtUSN",
  "CRD",
  "Notes",
  "Mitigation",
  "Bugs",
  "Discovered-by",
  "Assigned-to",
  "Tags",
]);

/** `2022-05-06 12:15:00 UTC`, `2009-01-01`; also `unknown`. */
function publishedOf(text: string): string | undefined {
  const [, day, time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d) UTC)?/.exec(text) ?? [];
  return day && `${day}T${time}Z`;
}

function affectedOf(
  { release: written, name, text }: Status,
  vendorAdvisories: readonly string[],
  complain: Complain,
): AffectedPackage[] {
  if (NO_RELEASES.has(written)) return [];
  const place = placeOf(written);
  if (place === undefined) {
    complain(`${JSON.stringify(written.slice(0, 60))} is no release of Ubuntu; its lines were left out`, true);
    return [];
  }
  const [, word = "", note = ""] = /^([A-Za-z-]+)(?:\s*\((.*?)\)?)?$/.exec(text) ?? [];
  const key = { ecosystem: "Ubuntu", ...place, name, versions: [] };
  const of = (state: AffectedState): AffectedPackage[] => [
    { ...key, state, ranges: state === "not-affected" ? [] : [{}] },
  ];
  switch (word) {
    case "released": {
      const fixed = note.trim();
      // Kept all the same: whoever compares with it will have to call the package unchecked, never safe.
      if (!getVersionOrder("deb").isValid(fixed)) complain(`${written}_${name}: released, but in no version: ${text}`);
      if (fixed === "") return of("affected");
      const notices = vendorAdvisories.length > 0 && { vendorAdvisories };
      return [{ ...key, state: "affected", ranges: [{ fixed }], ...notices }];
    }
    // Pending: the fix is made and not published.
    case "needed":
    case "pending":
      return of("affected");
    case "needs-triage":
      return of("under-investigation");
    case "deferred":
      return of("deferred");
    case "not-affected":
      return of("not-affected");
    case "ignored":
      return of(ignoredStateOf(note.toLowerCase()));
    // There is no such package in the release.
    case "DNE":
      return [];
    default:
      complain(`${written}_${name}: unknown status ${JSON.stringify(text.slice(0, 60))}`);
      return [];
  }
}

/** Why a flaw is left alone: `end of standard support, was needed`, `superseded by linux-hwe-5.15`, `too intrusive`. */
function ignoredStateOf(note: string): AffectedState {
  if (note.includes("was not-affected")) return "not-affected";
  return NEVER_MORE.some((words) => note.startsWith(words) || note.includes(`, ${words}`)) ? "end-of-life" : "wont-fix";
}

function placeOf(written: string): Pick<AffectedPackage, "release" | "pocket"> | undefined {
  const slash = written.indexOf("/");
  const [first, second] = slash < 0 ? [written, ""] : [written.slice(0, slash), written.slice(slash + 1)];
  if (second === "") {
    const release = ubuntuReleaseOf(first);
    return release === undefined ? undefined : { release };
  }
  const release = ubuntuReleaseOf(second) ?? ubuntuReleaseOf(first);
  const pocket = POCKETS.get(first) ?? POCKETS.get(second);
  return release === undefined || pocket === undefined ? undefined : { release, pocket };
}

import { type Found, type Reader, stands } from "../catalogers/cataloger.ts";
import type { FileTree } from "../image/file-tree.ts";
import type { Distribution } from "../model/distribution.ts";

type Facts = Omit<Distribution, "readFrom">;

/** `KEY=value` and `KEY="value"` lines. Source: https://www.freedesktop.org/software/systemd/man/os-release.html */
function parseShellVariables(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (!match?.[1]) continue;
    const value = match[2] ?? "";
    const quoted = /^(["'])(.*)\1$/.exec(value);
    variables.set(
      match[1],
      quoted?.[1] === '"' ? (quoted[2] ?? "").replace(/\\(["\\$`])/g, "$1") : (quoted?.[2] ?? value),
    );
  }
  return variables;
}

function readOsRelease(text: string): Facts | undefined {
  const variables = parseShellVariables(text);
  const id = variables.get("ID")?.toLowerCase();
  if (!id) return undefined;
  const versionId = variables.get("VERSION_ID");
  // Ubuntu before 16.04 and Debian 8 have it only in VERSION, in brackets; Debian before 10 had it in the name alone
  // while a release was being made: "Debian GNU/Linux buster/sid".
  const codename =
    variables.get("VERSION_CODENAME") ??
    /\((\w{1,30})\)/.exec(variables.get("VERSION") ?? "")?.[1]?.toLowerCase() ??
    /\b(\w{1,20})\/sid$/.exec(variables.get("PRETTY_NAME") ?? "")?.[1];
  return {
    id,
    name: variables.get("PRETTY_NAME") || variables.get("NAME") || id,
    ...(versionId && { versionId }),
    ...(codename && { codename }),
    idLike: (variables.get("ID_LIKE") ?? "").toLowerCase().split(/\s+/).filter(Boolean),
  };
}

function readLsbRelease(text: string): Facts | undefined {
  const variables = parseShellVariables(text);
  const id = variables.get("DISTRIB_ID")?.toLowerCase();
  if (!id) return undefined;
  const versionId = variables.get("DISTRIB_RELEASE");
  const codename = variables.get("DISTRIB_CODENAME");
  const name = variables.get("DISTRIB_DESCRIPTION") ?? id;
  return { id, name, ...(versionId && { versionId }), ...(codename && { codename }), idLike: [] };
}

/** Names in `redhat-release` and its like, in the words of os-release. */
const RED_HAT_IDS: readonly (readonly [RegExp, string])[] = [
  [/^CentOS/i, "centos"],
  [/^Red Hat Enterprise Linux/i, "rhel"],
  [/^Fedora/i, "fedora"],
  [/^Oracle Linux/i, "ol"],
  [/^Enterprise Linux/i, "ol"],
  [/^Rocky/i, "rocky"],
  [/^AlmaLinux/i, "almalinux"],
  [/^Amazon Linux/i, "amzn"],
];

function readRedHatRelease(text: string): Facts | undefined {
  const name = text.trim().split("\n")[0] ?? "";
  const id = RED_HAT_IDS.find(([pattern]) => pattern.test(name))?.[1];
  const versionId = /(?:release|Linux) (\d+(?:\.\d+)*)/i.exec(name)?.[1];
  return id === undefined ? undefined : { id, name, ...(versionId && { versionId }), idLike: [] };
}

function readAlpineRelease(text: string): Facts | undefined {
  const versionId = /^\d+(\.\d+)*[\w.]*/.exec(text.trim())?.[0];
  return versionId === undefined
    ? undefined
    : { id: "alpine", name: `Alpine Linux v${versionId}`, versionId, idLike: [] };
}

/** `12.5`, or `trixie/sid` while a release is being made. */
function readDebianVersion(text: string): Facts | undefined {
  const [, major, codename] = /^(?:(\d+)(?:\.\d+)*|([a-z]+)\/sid)$/.exec(text.trim()) ?? [];
  if (major) return { id: "debian", name: `Debian GNU/Linux ${major}`, versionId: major, idLike: [] };
  return codename ? { id: "debian", name: `Debian GNU/Linux ${codename}/sid`, codename, idLike: [] } : undefined;
}

/** Where a distribution says who it is, best first. */
const RELEASE_FILES: readonly (readonly [path: string, read: (text: string) => Facts | undefined])[] = [
  ["etc/os-release", readOsRelease],
  ["usr/lib/os-release", readOsRelease],
  ["etc/lsb-release", readLsbRelease],
  ["etc/alpine-release", readAlpineRelease],
  ["etc/oracle-release", readRedHatRelease],
  ["etc/centos-release", readRedHatRelease],
  ["etc/rocky-release", readRedHatRelease],
  ["etc/almalinux-release", readRedHatRelease],
  ["etc/fedora-release", readRedHatRelease],
  ["etc/system-release", readRedHatRelease],
  ["etc/redhat-release", readRedHatRelease],
  ["usr/lib/redhat-release", readRedHatRelease],
  // Ubuntu has this file too, with Debian's words in it: only where nothing else speaks.
  ["etc/debian_version", readDebianVersion],
];

const readOf = new Map(RELEASE_FILES);

/** Every package URL holds what a distribution is called: honest names have 60 characters at most. */
const MOST_CHARACTERS = 200;

/** Reads what the release files say. */
export const distributionReader: Reader<Facts> = {
  name: "distribution",
  version: 2,
  maxFileBytes: 64 * 1024,
  roots: RELEASE_FILES.map(([path]) => path),
  wants: (path) => readOf.has(path),
  read(file, report) {
    const facts = readOf.get(file.path)?.(file.text());
    if (!facts && file.text().trim() !== "") {
      report({
        code: "FILE_MALFORMED",
        path: file.path,
        message: `${file.path}: does not say which distribution it is`,
      });
    }
    const texts = facts ? [facts.id, facts.name, facts.versionId, facts.codename, ...facts.idLike] : [];
    const longest = Math.max(0, ...texts.map((text = "") => text.length));
    if (longest <= MOST_CHARACTERS) return facts;
    report({
      code: "LIMIT_EXCEEDED",
      path: file.path,
      message: `${file.path}: says in ${longest} characters which distribution it is; it was not read`,
    });
    return undefined;
  },
};

/** The distribution of the finished image: the best release file that stands there. */
export function findDistribution(evidence: readonly Found<unknown>[], tree: FileTree): Distribution | undefined {
  const standing = new Map(evidence.filter(stands).map((found) => [found.path, found.value as Facts]));
  for (const [path] of RELEASE_FILES) {
    const real = tree.find(path)?.path;
    const facts = real === undefined ? undefined : standing.get(real);
    if (facts) return { ...facts, readFrom: path };
  }
  return undefined;
}

import { type RpmHeader, readRpmHeader } from "../../formats/rpm-header.ts";
import type { Budget } from "./budget.ts";
import { formatFileList } from "./rpm-file-list.ts";

/** What rpm's database says of an installed package. Plain JSON. */
export interface RpmPackage {
  readonly name: string;
  /** `epoch:version-release`; the epoch only where it is not 0, which is the same as none. */
  readonly version: string;
  readonly architecture?: string;
  readonly sourceRpm?: string;
  readonly license?: string;
  readonly vendor?: string;
  readonly packager?: string;
  readonly summary?: string;
  readonly url?: string;
  readonly installedBytes?: number;
  /** `nodejs:18:8060020220923143228:ad008a3a`. */
  readonly module?: string;
  /** Of header and payload, not of the package file: that has signatures in front of them. */
  readonly md5?: string;
  /** Of the header alone. */
  readonly headerSha256?: string;
  /** Capabilities, one a line. */
  readonly provides?: string;
  readonly requires?: string;
  /** See `rpm-file-list.ts`. */
  readonly files?: string;
}

/** What is left of what is kept of one database. */
export interface RpmBudget {
  /** Packages or rows, and in SQLite the pages that lead to them. */
  readonly entries: Budget;
  /** Names, descriptions and the like. */
  readonly texts: Budget;
  /** Paths, written out. */
  readonly files: Budget;
  /** Paths, as they are kept. */
  readonly lists: Budget;
  readonly capabilities: Budget;
}

/** Source: https://github.com/rpm-software-management/rpm/blob/rpm-4.20.x/include/rpm/rpmtag.h */
const TAG = {
  md5: 261,
  headerSha256: 273,
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  summary: 1004,
  size: 1009,
  vendor: 1011,
  license: 1014,
  packager: 1015,
  url: 1020,
  architecture: 1022,
  sourceRpm: 1044,
  provides: 1047,
  requires: 1049,
  longSize: 5009,
  module: 5096,
} as const;

/** Texts of the package, each under the name of its tag. */
const TEXTS = [
  "architecture",
  "sourceRpm",
  "license",
  "vendor",
  "packager",
  "summary",
  "url",
  "module",
  "headerSha256",
] as const satisfies (keyof typeof TAG & keyof RpmPackage)[];

/** Keys by which packages are signed are kept as if they were packages, without files or architecture. */
const SIGNING_KEY = "gpg-pubkey";

/** Far more than a report shows of a text. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * What a header says of its package.
 *
 * @param budget  What it takes of it is taken off.
 * @returns `undefined` for a signing key, and where there is no room for its texts; a text that says what is wrong where
 *   it cannot be read.
 */
export function readRpmPackage(blob: Uint8Array, budget: RpmBudget): RpmPackage | string | undefined {
  const header = readRpmHeader(blob);
  if (typeof header === "string") return header;
  const name = textOf(header, TAG.name);
  const version = textOf(header, TAG.version);
  const release = textOf(header, TAG.release);
  if (!name) return "a package has no name";
  if (!version || !release) return `the package '${name.slice(0, 100)}' has no ${version ? "release" : "version"}`;
  if (name === SIGNING_KEY) return undefined;

  const [epoch = 0] = header.numbers(TAG.epoch);
  const [installedBytes = header.numbers(TAG.size)[0]] = header.numbers(TAG.longSize);
  const texts = Object.fromEntries(
    TEXTS.map((key) => [key, textOf(header, TAG[key])]).filter(([, text]) => text !== undefined),
  ) as Partial<Record<(typeof TEXTS)[number], string>>;
  const characters = [name, version, release, ...Object.values(texts)].reduce((sum, { length }) => sum + length, 0);
  if (!budget.texts.takes(characters)) return undefined;
  const md5 = hexOf(header.bytes(TAG.md5));
  const provides = capabilities(header, TAG.provides, budget.capabilities);
  const requires = capabilities(header, TAG.requires, budget.capabilities);
  const files = formatFileList(header, budget);
  return {
    name,
    version: `${epoch > 0 ? `${epoch}:` : ""}${version}-${release}`,
    ...texts,
    ...(installedBytes !== undefined && Number.isSafeInteger(installedBytes) && { installedBytes }),
    ...(md5 && { md5 }),
    ...(provides && { provides }),
    ...(requires && { requires }),
    ...(files && { files }),
  };
}

function textOf(header: RpmHeader, tag: number): string | undefined {
  const text = header.text(tag)?.trim();
  // Some tools write out what rpm prints for nothing.
  if (!text || text === "(none)") return undefined;
  // Of a text that is cut a copy: a part of it alone would keep all of it in memory.
  return text.length > MOST_CHARACTERS ? structuredClone(text.slice(0, MOST_CHARACTERS)) : text;
}

function hexOf(bytes: Uint8Array | undefined): string | undefined {
  // MD5 has 16 bytes; what is longer is none.
  if (bytes?.length !== 16) return undefined;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Each name once. What rpm itself has to be able to do is provided by no package. */
function capabilities(header: RpmHeader, tag: number, budget: Budget): string {
  if (budget.isExceeded()) return "";
  const names = header.texts(tag);
  const text = [...new Set(names)].filter((name) => !name.startsWith("rpmlib(") && !name.includes("\n")).join("\n");
  return budget.takes(text.length) ? text : "";
}

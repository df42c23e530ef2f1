import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type { SbomDocument } from "../../src/report/contracts.ts";

/** Name, version, architecture, source and its version. */
const IDENTITY = ["Package", "Version", "Architecture", "source:Package", "source:Version"];

/** Maintainer, home page, summary and KiB. */
const FACTS = ["Maintainer", "Homepage", "binary:Summary", "Installed-Size"];

/** What dpkg itself says is installed: all but config-files and not-installed. Sorted. */
export function installedByDpkg(root: string): string[] {
  return query(join(root, "var/lib/dpkg"), IDENTITY);
}

/** What dpkg tells of a package; `null` where it tells nothing. */
export interface DpkgFacts {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly author: string | null;
  readonly url: string | null;
  readonly description: string | null;
  /** Bytes. */
  readonly installed_size: number | null;
  /** Whether apt takes it for one that somebody asked for. */
  readonly direct: boolean | null;
}

/** What dpkg and apt tell of each package that is there. */
export function factsByDpkg(root: string, scratch: string): DpkgFacts[] {
  const manual = hasMarks(root) ? manualByApt(root, scratch) : undefined;
  return query(join(root, "var/lib/dpkg"), ["Package", "Version", "Architecture", ...FACTS]).map((line) => {
    // A blank at the end of a line is nothing that a package says.
    const fields = line.split("\t").map((field) => field.trim() || null);
    const [name, version, architecture, author = null, url = null, description = null, kib] = fields;
    return {
      name: name ?? "",
      version: version ?? "",
      architecture: architecture ?? "",
      author,
      url,
      description,
      installed_size: kib ? Number(kib) * 1024 : null,
      direct: manual?.some((one) => one === name || one === `${name}:${architecture}`) ?? null,
    };
  });
}

/** The same of an inventory. */
export function factsOfInventory(artifacts: z.infer<typeof SbomDocument>["artifacts"]): DpkgFacts[] {
  return artifacts
    .filter(({ type }) => type === "deb")
    .map(({ name, version, architecture = "", author, url, description, installed_size, direct }) => ({
      name,
      version,
      architecture,
      author: author ?? null,
      url: url ?? null,
      description: description ?? null,
      installed_size: installed_size ?? null,
      direct: direct ?? null,
    }));
}

const keyOf = ({ name, version, architecture }: DpkgFacts) => `${name} ${version} ${architecture}`;

/** Answers that can be compared. */
export function inOrder(facts: readonly DpkgFacts[]): DpkgFacts[] {
  return [...facts].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const MARKS = "var/lib/apt/extended_states";

/** Without marks apt takes all for asked for, since it knows of none that is not: that says nothing. */
const hasMarks = (root: string) => existsSync(join(root, MARKS));

const manualByApt = (root: string, scratch: string) => aptMark(root, scratch, "showmanual").trim().split("\n");

/** Runs apt-mark on a root. */
export function aptMark(root: string, scratch: string, ...args: readonly string[]): string {
  const options = [
    `Dir=${root}`,
    `Dir::State::status=${root}/var/lib/dpkg/status`,
    // It would write its cache into the root.
    `Dir::Cache=${scratch}`,
    "Dir::Cache::pkgcache=",
    "Dir::Cache::srcpkgcache=",
  ].flatMap((option) => ["-o", option]);
  // It warns of settings that the root does not have.
  return execFileSync("apt-mark", [...options, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/**
 * The same of an image without a database, whose records lie in status.d: dpkg reads them from a database made of them
 * in the given folder.
 */
export function installedByStatusFolder(root: string, scratch: string): string[] {
  const records = join(root, "var/lib/dpkg/status.d");
  const stanzas = readdirSync(records)
    .filter((name) => !name.endsWith(".md5sums"))
    .map((name) => `${readFileSync(join(records, name), "utf8").trim()}\nStatus: install ok installed\n`);
  mkdirSync(join(scratch, "info"), { recursive: true });
  mkdirSync(join(scratch, "updates"), { recursive: true });
  writeFileSync(join(scratch, "info", "format"), "1\n");
  writeFileSync(join(scratch, "status"), stanzas.join("\n"));
  return query(scratch, IDENTITY);
}

/** The fields of each package that is there, with tabs between them. */
function query(adminFolder: string, fields: readonly string[]): string[] {
  const format = ["db:Status-Status", ...fields].map((field) => `\${${field}}`).join("\\t");
  const answer = execFileSync("dpkg-query", ["--admindir", adminFolder, "-W", "-f", `${format}\\n`], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return answer
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const [status = "", ...fields] = line.split("\t");
      return status === "config-files" || status === "not-installed" ? [] : [fields.join("\t")];
    })
    .sort();
}

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The state, then name, version, architecture, source and its version, with tabs between them. */
const FORMAT = ["db:Status-Status", "Package", "Version", "Architecture", "source:Package", "source:Version"]
  .map((field) => `\${${field}}`)
  .join("\\t")
  .concat("\\n");

/** What dpkg itself says is installed: all but config-files and not-installed. Sorted. */
export function installedByDpkg(root: string): string[] {
  return query(join(root, "var/lib/dpkg"));
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
  return query(scratch);
}

function query(adminFolder: string): string[] {
  const answer = execFileSync("dpkg-query", ["--admindir", adminFolder, "-W", "-f", FORMAT], {
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

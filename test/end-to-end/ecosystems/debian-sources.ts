import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mirror, SUITE } from "./debian.ts";
import { run } from "./run.ts";

export interface Source {
  readonly version: string;
  /** What upstream released, unpacked. */
  readonly folder: string;
}

/** Fetches what upstream released of source packages of Debian, without Debian's changes to it. */
export function fetchSources(names: readonly string[], scratch: string): Source[] {
  const folder = join(scratch, "sources");
  for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, name), { recursive: true });
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(folder, "sources.list"), `deb-src [signed-by=${keys}] ${mirror()} ${SUITE} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    "Dir::Etc::sourceparts=/dev/null",
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    "APT::Sandbox::User=root",
    "Acquire::Languages=none",
  ].flatMap((option) => ["-o", option]);
  run("apt-get", ["-qq", ...options, "update"]);
  run("apt-get", ["-qq", ...options, "source", "--download-only", "--tar-only", ...names], { cwd: folder });

  return readdirSync(folder).flatMap((archive) => {
    const [, name, version] = /^(.+)_(.+)\.orig\.tar\.\w+$/.exec(archive) ?? [];
    if (name === undefined || version === undefined) return [];
    const unpacked = join(scratch, "unpacked", name);
    mkdirSync(unpacked, { recursive: true });
    run("tar", ["-xf", join(folder, archive), "-C", unpacked, "--strip-components=1"]);
    return [{ version, folder: unpacked }];
  });
}

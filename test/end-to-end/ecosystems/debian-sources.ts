import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { aptIn, SUITE } from "./debian.ts";
import { run } from "./run.ts";

export interface Source {
  readonly version: string;
  /** What upstream released, unpacked. */
  readonly folder: string;
}

/** Fetches what upstream released of source packages of Debian, without Debian's changes to it. */
export function fetchSources(names: readonly string[], scratch: string): Source[] {
  const folder = join(scratch, "sources");
  aptIn(folder, "deb-src", SUITE)("source", "--download-only", "--tar-only", ...names);

  return readdirSync(folder).flatMap((archive) => {
    const [, name, version] = /^(.+)_(.+)\.orig\.tar\.\w+$/.exec(archive) ?? [];
    if (name === undefined || version === undefined) return [];
    const unpacked = join(scratch, "unpacked", name);
    mkdirSync(unpacked, { recursive: true });
    run("tar", ["-xf", join(folder, archive), "-C", unpacked, "--strip-components=1"]);
    return [{ version, folder: unpacked }];
  });
}

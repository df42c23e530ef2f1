import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptMark, factsByDpkg } from "../dpkg.ts";
import { aptIn, SUITE } from "./debian.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { run } from "./run.ts";

/** Packages of which none has a script to run before it is unpacked. */
const PACKAGES =
  "ca-certificates curl file gcc-14-base grep gzip hostname jq less libbrotli1 libcurl4t64 libexpat1 libgcc-s1 libjq1 liblz4-1 libmagic-mgc libmagic1t64 libnghttp2-14 libonig5 libpsl5t64 libsqlite3-0 libssl3t64 libzstd1 mawk media-types nano ncurses-base netbase openssl-provider-legacy python3-six python3-yaml sed tree wget xz-utils zlib1g".split(
    " ",
  );

const CONFIGURED = ["libcurl4t64", "libexpat1", "netbase", "tree", "zlib1g"];
const REMOVED = "netbase";
const AUTOMATIC = ["libcurl4t64", "libgcc-s1", "libjq1", "libonig5", "zlib1g"];

/** Packages in three states: in place, unpacked only, and taken away but for their settings. */
export const dpkg: Ecosystem = {
  name: "dpkg",
  purlTypes: ["deb"],
  needs: ["dpkg", "dpkg-query", "apt-get", "apt-mark"],

  build(root, scratch) {
    const folder = join(scratch, "debs");
    aptIn(folder, "deb", SUITE)("download", ...PACKAGES);
    for (const name of ["info", "updates"]) mkdirSync(join(root, "var/lib/dpkg", name), { recursive: true });
    writeFileSync(join(root, "var/lib/dpkg/status"), "");
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/os-release"), 'ID=debian\nVERSION_ID="13"\nNAME="Debian GNU/Linux"\n');

    const install = (...args: readonly string[]) =>
      run("dpkg", [`--root=${root}`, "--force-all", "--no-triggers", ...args], { cwd: folder });
    install("--unpack", ...readdirSync(folder).filter((name) => name.endsWith(".deb")));
    install("--configure", ...CONFIGURED);
    install("--remove", REMOVED);
    aptMark(root, join(scratch, "apt"), "auto", ...AUTOMATIC);
  },

  listed: (root, scratch) =>
    factsByDpkg(root, join(scratch, "apt")).map(({ name, version, architecture: _, direct, ...facts }) => ({
      name: `debian/${name}`,
      version,
      facts: { ...facts, direct: direct === true },
    })),
};

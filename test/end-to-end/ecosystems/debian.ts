import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

/** The release of what is made of Debian's packages here, where nothing else is said. */
export const SUITE = "trixie";

/** Where this machine's apt has its packages from. */
function mirror(): string {
  const targets = run("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
  const found = targets.split("\n").find((address) => address.endsWith("/debian/"));
  if (found === undefined) throw new Error("apt knows no mirror of Debian");
  return found;
}

/** Unpacks packages of Debian with all that they need below `root`: programs run there, and dpkg knows of nothing. */
export function unpackDebian(root: string, packages: readonly string[]): void {
  const options = ["--quiet", "--variant=extract", "--mode=root", `--include=${packages.join(",")}`];
  // mmdebstrap would hand it on into the root.
  run("mmdebstrap", [...options, SUITE, root, mirror()], { env: { TMPDIR: "/tmp" } });
  // One of its packages would make these links when it is configured.
  for (const name of ["bin", "sbin", "lib", "lib64"]) symlinkSync(`usr/${name}`, join(root, name));
}

/** Unpacks packages of a release of Debian below `root`, and none of those that they need. */
export function unpackDebianAlone(root: string, scratch: string, suite: string, packages: readonly string[]): void {
  const folder = join(scratch, "debs");
  const apt = aptIn(folder, "deb", suite);
  apt("download", ...packages);
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    run("dpkg-deb", ["--extract", join(folder, name), root]);
  }
}

/** An apt that knows one release only, whatever this machine's own knows, and downloads into a folder. */
export function aptIn(folder: string, type: "deb" | "deb-src", suite: string): (...args: readonly string[]) => void {
  for (const name of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(folder, name), { recursive: true });
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(join(folder, "sources.list"), `${type} [signed-by=${keys}] ${mirror()} ${suite} main\n`);
  const options = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    "Dir::Etc::sourceparts=/dev/null",
    "Dir::State::status=/dev/null",
    `Dir::State::lists=${folder}/lists`,
    `Dir::Cache=${folder}/cache`,
    "APT::Sandbox::User=root",
    "Acquire::Languages=none",
  ].flatMap((option) => ["-o", option]);
  const apt = (...args: readonly string[]) => void run("apt-get", ["-qq", ...options, ...args], { cwd: folder });
  apt("update");
  return apt;
}

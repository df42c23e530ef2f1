import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

/** The release of all images that are made of Debian's packages here. */
export const SUITE = "trixie";

/** Where this machine's apt has its packages from. */
export function mirror(): string {
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

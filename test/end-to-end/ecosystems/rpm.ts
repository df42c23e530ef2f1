import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem } from "./ecosystem.ts";
import { buildPackages, listedByRpm, useDatabase } from "./rpm-packages.ts";
import { run } from "./run.ts";

/** Packages that rpmbuild makes, put in place by dnf, which remembers what it was asked for. */
export const rpm: Ecosystem = {
  name: "rpm",
  purlTypes: ["rpm"],
  needs: ["rpm", "rpmbuild", "dnf", "createrepo_c"],

  build(root, scratch) {
    useDatabase("/var/lib/rpm", scratch);
    const repository = buildPackages(scratch);
    run("createrepo_c", ["-q", repository]);
    const main = `[main]\ngpgcheck=0\nreposdir=/nonexistent\ncachedir=${scratch}/cache\n`;
    const local = `[local]\nname=local\nbaseurl=file://${repository}\nmodule_hotfixes=1\n`;
    writeFileSync(join(scratch, "dnf.conf"), main + local);
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/os-release"), 'ID=fedora\nVERSION_ID=40\nNAME="Fedora Linux"\n');

    dnf(root, scratch, "install", "shop", "kernel-core-6.1");
    dnf(root, scratch, "install", "kernel-core-6.2");
  },

  listed(root, scratch) {
    const asked = dnf(root, scratch, "repoquery", "--userinstalled", "--qf", "%{name}.%{arch}").split("\n");
    return listedByRpm(root, scratch, "fedora", (key) => asked.includes(key));
  },
};

function dnf(root: string, scratch: string, ...args: readonly string[]): string {
  const config = ["-q", "-y", "-c", join(scratch, "dnf.conf"), "--installroot", root, "--releasever", "40"];
  return run("dnf", [...config, ...args], { env: { HOME: scratch } });
}

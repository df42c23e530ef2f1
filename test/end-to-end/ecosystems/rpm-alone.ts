import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem } from "./ecosystem.ts";
import { buildPackages, listedByRpm, useDatabase } from "./rpm-packages.ts";
import { run } from "./run.ts";

/** The same packages by rpm alone, in the folder of newer distributions; one is upgraded and one taken away again. */
export const rpmAlone: Ecosystem = {
  name: "rpm alone",
  purlTypes: ["rpm"],
  needs: ["rpm", "rpmbuild"],

  build(root, scratch) {
    useDatabase("/usr/lib/sysimage/rpm", scratch);
    const folder = buildPackages(scratch);
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/os-release"), 'ID="opensuse-tumbleweed"\nVERSION_ID="20261101"\nNAME="openSUSE"\n');

    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rpm"));
    const [newer = "", ...others] = files.sort((a) => (a.includes("kernel-core-6.2") ? -1 : 1));
    const rpm = (...args: readonly string[]) =>
      run("rpm", ["--root", root, "--nodeps", ...args], { cwd: folder, env: { HOME: scratch } });
    rpm("--install", ...others);
    rpm("--upgrade", newer);
    rpm("--erase", "tool");
  },

  listed: (root, scratch) => listedByRpm(root, scratch, "opensuse"),
};

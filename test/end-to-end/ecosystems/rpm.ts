import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ecosystem } from "./ecosystem.ts";
import { run } from "./run.ts";

/** A package for rpmbuild; what is absent its header does not have. */
interface Spec {
  readonly name: string;
  readonly version?: string;
  readonly summary: string;
  readonly license: string;
  /** Further lines of the preamble. */
  readonly preamble?: readonly string[];
  /** In KiB, of its one file; no file where absent. */
  readonly kib?: number;
}

const SPECS: readonly Spec[] = [
  {
    name: "shop",
    summary: "A shop — with “quotation marks”, and Ümläute",
    license: "MIT and (GPL-2.0-or-later or ISC)",
    preamble: [
      "Epoch: 3",
      "Vendor: Example & Söhne",
      "Packager: Somebody <somebody@example.org>",
      "URL: https://example.org/shop?a=1&b=2",
      "Requires: lib-shop >= 2, /usr/share/tool/file",
      "Recommends: extras",
      "ModularityLabel: shop:1:20260101:abcdef",
    ],
    kib: 40,
  },
  { name: "lib-shop", version: "2.0~rc1^git5", summary: "Its library", license: "LGPLv2+", kib: 3 },
  {
    name: "tool",
    summary: "What it calls",
    license: "Apache-2.0",
    preamble: ["Packager: Only <a@packager.org>"],
    kib: 1,
  },
  { name: "extras", summary: "What it does better with", license: "Public Domain", preamble: ["BuildArch: noarch"] },
  // Of these several versions stand side by side.
  ...["6.1", "6.2"].map((version) => ({
    name: "kernel-core",
    version,
    summary: "The kernel",
    license: "GPL-2.0-only",
    preamble: ["Vendor: Example", "Provides: installonlypkg(kernel)"],
    kib: 8,
  })),
];

/** Packages that rpmbuild makes, put in place by dnf, which remembers what it was asked for. */
export const rpm: Ecosystem = {
  name: "rpm",
  purlTypes: ["rpm"],
  needs: ["rpm", "rpmbuild", "dnf", "createrepo_c"],

  build(root, scratch) {
    // Debian's rpm has its database in the home of whoever calls it; Fedora's and Red Hat's is here.
    writeFileSync(join(scratch, ".rpmmacros"), "%_dbpath /var/lib/rpm\n");
    const specs = SPECS.map((spec) => {
      const path = join(scratch, `${spec.name}-${spec.version ?? "1.0"}.spec`);
      writeFileSync(path, textOf(spec));
      return path;
    });
    const env = { HOME: scratch };
    run("rpmbuild", ["-bb", "--quiet", "--define", `_topdir ${scratch}/build`, ...specs], { env });
    const repository = join(scratch, "build/RPMS");
    run("createrepo_c", ["-q", repository]);
    const main = `[main]\ngpgcheck=0\nreposdir=/nonexistent\ncachedir=${scratch}/cache\n`;
    const local = `[local]\nname=local\nbaseurl=file://${repository}\nmodule_hotfixes=1\n`;
    writeFileSync(join(scratch, "dnf.conf"), main + local);
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/os-release"), 'ID=fedora\nVERSION_ID=41\nNAME="Fedora Linux"\n');

    dnf(root, scratch, "install", "shop", "kernel-core-6.1");
    dnf(root, scratch, "install", "kernel-core-6.2");
  },

  listed(root, scratch) {
    const asked = dnf(root, scratch, "repoquery", "--userinstalled", "--qf", "%{name}.%{arch}").split("\n");
    const query = ["--root", root, "--dbpath", "/var/lib/rpm", "-qa", "--qf", QUERY];
    const lines = run("rpm", query, { env: { LC_ALL: "C.UTF-8" } }).split("\n");
    return lines.filter(Boolean).map((line) => {
      const fields = line.split("\t").map((text) => (text === "(none)" ? null : text));
      const [name = null, version = "", architecture, vendor, packager, summary, license, url, size] = fields;
      return {
        name: `fedora/${name}`,
        version: version ?? "",
        facts: {
          author: vendor ?? packager ?? null,
          description: summary ?? null,
          licenses: [license ?? ""],
          url: url ?? null,
          installed_size: Number(size),
          direct: asked.includes(`${name}.${architecture}`),
        },
      };
    });
  },
};

/** What rpm says of a package, on one line. */
const QUERY = [
  "%{NAME}",
  "%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}",
  "%{ARCH}",
  "%{VENDOR}",
  "%{PACKAGER}",
  "%{SUMMARY}",
  "%{LICENSE}",
  "%{URL}",
  "%{LONGSIZE}\\n",
].join("\\t");

function dnf(root: string, scratch: string, ...args: readonly string[]): string {
  const config = ["-q", "-y", "-c", join(scratch, "dnf.conf"), "--installroot", root, "--releasever", "41"];
  return run("dnf", [...config, ...args], { env: { HOME: scratch } });
}

function textOf({ name, version = "1.0", summary, license, preamble = [], kib }: Spec): string {
  const file = `/usr/share/${name}/file`;
  const folder = kib === undefined ? [] : [`mkdir -p $(dirname %{buildroot}${file})`];
  const content = kib === undefined ? [] : [`head -c ${kib}K /dev/zero > %{buildroot}${file}`];
  return [
    `Name: ${name}`,
    `Version: ${version}`,
    "Release: 2%{?dist}",
    `Summary: ${summary}`,
    `License: ${license}`,
    ...preamble,
    "%description",
    "Longer words.",
    "%install",
    ...folder,
    ...content,
    "%files",
    ...(kib === undefined ? [] : [file]),
    "",
  ].join("\n");
}

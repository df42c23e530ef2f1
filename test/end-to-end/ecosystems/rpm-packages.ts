import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ListedPackage } from "./ecosystem.ts";
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

/** Builds the packages by rpmbuild; the folder that they lie in, one below it for each architecture. */
export function buildPackages(scratch: string): string {
  const specs = SPECS.map((spec) => {
    const path = join(scratch, `${spec.name}-${spec.version ?? "1.0"}.spec`);
    writeFileSync(path, textOf(spec));
    return path;
  });
  run("rpmbuild", ["-bb", "--quiet", "--define", `_topdir ${scratch}/build`, ...specs], { env: { HOME: scratch } });
  return join(scratch, "build/RPMS");
}

/** Has rpm keep its database where a distribution has it: Debian's would be in the home of whoever calls it. */
export function useDatabase(folder: string, scratch: string): void {
  writeFileSync(join(scratch, ".rpmmacros"), `%_dbpath ${folder}\n`);
}

/** What rpm says of all packages below a root; whether somebody asked for one, where `asked` says it. */
export function listedByRpm(
  root: string,
  scratch: string,
  namespace: string,
  asked?: (key: string) => boolean,
): ListedPackage[] {
  const env = { HOME: scratch, LC_ALL: "C.UTF-8" };
  const lines = run("rpm", ["--root", root, "-qa", "--qf", QUERY], { env }).split("\n");
  return lines.filter(Boolean).map((line) => {
    const fields = line.split("\t").map((text) => (text === "(none)" ? null : text));
    const [name = null, version = "", architecture, vendor, packager, summary, license, url, size] = fields;
    return {
      name: `${namespace}/${name}`,
      version: version ?? "",
      facts: {
        author: vendor ?? packager ?? null,
        description: summary ?? null,
        licenses: [license ?? ""],
        url: url ?? null,
        installed_size: Number(size),
        ...(asked && { direct: asked(`${name}.${architecture}`) }),
      },
    };
  });
}

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

import type { Reader } from "../../../src/catalogers/cataloger.ts";
import { dpkg } from "../../../src/catalogers/dpkg.ts";
import { electron } from "../../../src/catalogers/electron.ts";
import { CATALOGERS } from "../../../src/catalogers/index.ts";
import { npm } from "../../../src/catalogers/npm.ts";
import { python } from "../../../src/catalogers/python.ts";
import { pythonZipapp } from "../../../src/catalogers/python-zipapp.ts";
import { wantedFile } from "../../../src/catalogers/shared/wanted-file.ts";
import { sourceOf } from "../../../src/formats/byte-source.ts";
import { FileTableBuilder } from "../../../src/image/file-table.ts";
import { mergeLayers } from "../../../src/image/file-tree.ts";
import type { Problem } from "../../../src/model/errors.ts";
import { distributionReader } from "../../../src/sbom/distribution.ts";
import { asarOf } from "../../support/asar.ts";
import { zipOf } from "../../support/zip.ts";
import { realFiles } from "../real-files.ts";
import type { Target } from "../target.ts";
import { OS_RELEASE, stanza } from "./texts.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/**
 * A file that a reader wants, read as it is in a layer, and made packages of as they are in an image.
 *
 * @param real  Where images have such files.
 */
export function readerTarget(
  reader: Reader,
  paths: readonly string[],
  real: string,
  contents: readonly (string | Uint8Array)[],
): Target {
  const corpus = [
    ...contents.map((one) => (typeof one === "string" ? encode(one) : one)),
    ...realFiles(`end-to-end/roots/*/${real}`),
  ];
  return {
    name: reader.name,
    corpus: () => corpus,
    read(bytes) {
      return paths.map((path) => {
        const problems: Problem[] = [];
        const report = (problem: Problem) => void problems.push(problem);
        const value = reader.read(wantedFile(path, sourceOf(bytes)), report);
        // The cache keeps it as JSON, and must give back what it was given.
        const kept: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
        if (JSON.stringify(kept) !== JSON.stringify(value)) throw new Error("the evidence is not plain JSON");
        return { kept, problems, packages: kept === undefined ? [] : packagesOf(reader, path, kept, report) };
      });
    },
  };
}

function packagesOf(reader: Reader, path: string, value: unknown, report: (problem: Problem) => void) {
  const cataloger = CATALOGERS.find(({ name }) => name === reader.name);
  if (!cataloger) return [];
  const table = new FileTableBuilder();
  table.add({ path, type: "file", sizeBytes: 1, linkTarget: "" });
  const tree = mergeLayers([table.build()], [new Set([path])]);
  const packages = cataloger.assemble([{ path, layer: 0, value }], { tree, layerCount: 1, report });
  for (const { owns } of packages) {
    for (const owned of owns?.() ?? []) if (typeof owned !== "string") throw new Error("owns what is no path");
  }
  return packages;
}

const status = [
  "var/lib/dpkg/status",
  "var/lib/dpkg/status.d/x",
  "var/lib/dpkg/info/x.list",
  "var/lib/dpkg/status.d/x.md5sums",
  "var/lib/apt/extended_states",
];

export const dpkgStatus = readerTarget(dpkg, status, "var/lib/dpkg/status", [
  `${stanza("openssl", "1.1.1k-1", "Source: openssl (1.1.1k)\nPre-Depends: b (>= 1), c:any | d\nProvides: e (= 1)\nDescription: x\n y\n .\n z\nInstalled-Size: 77\n")}${stanza("b", "2")}`,
  "Package: a\r\nStatus: deinstall ok config-files\r\nVersion: 1\r\n\r\n",
  "d41d8cd98f00b204e9800998ecf8427e  usr/bin/x\n/.\n/usr\n/usr/bin/x\n",
]);

/** Every file of JavaScript's package managers, read as each of them. */
const javascript = [
  "node_modules/x/package.json",
  "node_modules/.package-lock.json",
  "node_modules/.pnpm/lock.yaml",
  "node_modules/.yarn-integrity",
  "node_modules/.yarn-state.yml",
  "cache/a-npm-1.0.0-0123456789-10c0.zip",
  "a/package.json",
  "a/.pnp.cjs",
  "a/.pnp.data.json",
  "a/.corepack",
];

const pnp =
  '{"packageRegistryData":[[null,[[null,{"packageLocation":"./","packageDependencies":[["a","npm:1"],["b",["a","npm:1"]]],"linkType":"SOFT"}]]],["a",[["npm:1",{"packageLocation":"./.yarn/__virtual__/a-1/1/cache/a.zip/node_modules/a/","packageDependencies":[["c",null]],"linkType":"HARD"}]]]]}';

export const packageJson = readerTarget(npm, javascript, "**/node_modules/*/package.json", [
  '{"name":"@scope/a","version":"1.0.0","license":{"type":"MIT"},"licenses":["A",{"type":"B"},[["C"]]],"author":{"name":"n","email":"e"},"description":"d","homepage":"h"}',
  '\ufeff{"name":"a","version":"1","author":"x","license":"MIT"}',
  '{"name":["a"],"version":{},"license":null}',
  '{"name":"a","version":"1.0.0","private":true,"engines":{"vscode":"1"},"dependencies":{"b":"*"},"devDependencies":{"c":"*"}}',
  "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      '@x/a':\n        version: 1.0.0(b@1)\npackages:\n  '@x/a@1.0.0':\n    resolution: {integrity: sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=}\n",
  '{"topLevelPatterns":["a@1"],"lockfileEntries":{"a@1":"https://x/a/-/a-1.0.0.tgz#a9993e364706816aba3e25717850c26c9cd0d89d"}}',
  '"a@patch:b":\n  locations:\n    - "node_modules/a"\n',
  '{"locator":{"name":"yarn","reference":"4.5.0"},"hash":"sha512.00"}',
  pnp,
  `const RAW_RUNTIME_STATE =\n'${pnp.replaceAll("[[", "[\\\n[")}';`,
  zipOf([{ name: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' }]),
]);

export const metadata = readerTarget(python, ["x.dist-info/METADATA"], "**/*.dist-info/METADATA", [
  "Metadata-Version: 2.1\nName: a.b_c\nVersion: 1.0\nSummary: s\n folded\nLicense: MIT\nClassifier: License :: OSI Approved :: MIT License\nAuthor: x\nHome-page: h\n\nName: body\n",
  "Name: UNKNOWN\nVersion: UNKNOWN\nLicense-Expression: MIT OR Apache-2.0\n",
]);

const wheel = [
  { name: "a-1.dist-info/METADATA", content: "Name: a\nVersion: 1\nRequires-Dist: b ; python_version < '3'\n" },
  { name: "a-1.dist-info/RECORD", content: "a.py,sha256=x,100\n" },
  { name: "a-1.dist-info/direct_url.json", content: '{"url":"file:///a","dir_info":{}}' },
];

export const zipapp = readerTarget(pythonZipapp, ["a/x.pyz", "a/PEX-INFO"], "no-such-folder/*.pyz", [
  Buffer.concat([encode("#!/usr/bin/env python3\n"), zipOf(wheel)]),
  zipOf([...wheel, { name: "PEX-INFO", content: '{"requirements":["a[x]>1"]}', stored: true }]),
  '{"requirements":["a[x]>1",[],null]}',
]);

export const asar = readerTarget(electron, ["a/app.asar", "a/node_modules.asar"], "no-such-folder/*.asar", [
  asarOf(
    {
      "package.json": '{"name":"a","version":"1.0.0","dependencies":{"b":"*"}}',
      "node_modules/b/package.json": '{"name":"b","version":"1.0.0"}',
    },
    { link: { link: "package.json" }, "c/package.json": { size: 9, unpacked: true } },
  ),
]);

export const osRelease = readerTarget(
  distributionReader,
  ["etc/os-release", "etc/lsb-release", "etc/alpine-release", "etc/redhat-release", "etc/debian_version"],
  "etc/os-release",
  [
    OS_RELEASE,
    'NAME=\'x\'\nID=ubuntu\nVERSION="14.04.6 LTS, Trusty Tahr"\nID_LIKE="debian a b"\nPRETTY_NAME="a \\"b\\" \\$c/sid"\n',
    "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\n",
    "CentOS Linux release 7.9.2009 (Core)\n",
    "trixie/sid\n",
    "3.20.1\n",
  ],
);

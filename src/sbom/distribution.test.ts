import { describe, expect, test } from "vitest";
import { NO_FACTS } from "../catalogers/cataloger.ts";
import { wantedFile } from "../catalogers/shared/wanted-file.ts";
import { sourceOf } from "../formats/byte-source.ts";
import { FileTableBuilder } from "../image/file-table.ts";
import { mergeLayers } from "../image/file-tree.ts";
import { distributionQualifier } from "../model/distribution.ts";
import type { Problem } from "../model/errors.ts";
import { distributionReader, findDistribution } from "./distribution.ts";

function distributionOf(files: Record<string, string>) {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const table = new FileTableBuilder();
  const found = [];
  for (const [path, text] of Object.entries(files)) {
    const isLink = text.startsWith("-> ");
    table.add({ path, type: isLink ? "symlink" : "file", sizeBytes: 1, linkTarget: isLink ? text.slice(3) : "" });
    const file = wantedFile(path, sourceOf(new TextEncoder().encode(text)));
    const value =
      isLink || !distributionReader.wants(path, NO_FACTS) ? undefined : distributionReader.read(file, report);
    if (value !== undefined) found.push({ path, layer: 0, value });
  }
  return { distribution: findDistribution(found, mergeLayers([table.build()], [])), problems };
}

describe("a distribution is told by", () => {
  const rows: { title: string; files: Record<string, string>; qualifier: string | undefined; name?: string }[] = [
    {
      title: "os-release",
      files: { "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n' },
      qualifier: "debian-12",
      name: "Debian GNU/Linux 12 (bookworm)",
    },
    {
      title: "os-release behind a link",
      files: { "etc/os-release": "-> ../usr/lib/os-release", "usr/lib/os-release": "ID=alpine\nVERSION_ID=3.20.3\n" },
      qualifier: "alpine-3.20",
    },
    {
      title: "os-release in usr/lib alone",
      files: { "usr/lib/os-release": "ID=wolfi\nVERSION_ID=20230201\n" },
      qualifier: "wolfi-20230201",
    },
    {
      title: "os-release before the others",
      files: { "etc/debian_version": "trixie/sid\n", "etc/os-release": 'ID=ubuntu\nVERSION_ID="24.04"\n' },
      qualifier: "ubuntu-24.04",
    },
    {
      title: "quotes and escapes in it",
      files: { "etc/os-release": 'ID=\'rocky\'\nNAME="A \\"B\\""\nVERSION_ID="9.4"\n' },
      qualifier: "rocky-9.4",
      name: 'A "B"',
    },
    {
      title: "the codename where there is no number yet",
      files: { "etc/os-release": 'ID=debian\nVERSION_CODENAME=forky\nPRETTY_NAME="Debian GNU/Linux forky/sid"\n' },
      qualifier: "debian-14",
    },
    {
      title: "the name where an older Debian is being made",
      files: { "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux buster/sid"\nID=debian\n' },
      qualifier: "debian-10",
    },
    {
      title: "lsb-release",
      files: { "etc/lsb-release": "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=12.04\nDISTRIB_CODENAME=precise\n" },
      qualifier: "ubuntu-12.04",
    },
    { title: "alpine-release", files: { "etc/alpine-release": "3.7.0\n" }, qualifier: "alpine-3.7" },
    {
      title: "redhat-release of Red Hat",
      files: { "etc/redhat-release": "Red Hat Enterprise Linux Server release 6.5 (Santiago)\n" },
      qualifier: "rhel-6.5",
    },
    {
      title: "redhat-release of CentOS",
      files: { "etc/redhat-release": "CentOS release 5.11 (Final)\n" },
      qualifier: "centos-5.11",
    },
    {
      title: "CentOS Stream, which is no CentOS Linux",
      files: {
        "etc/os-release":
          'NAME="CentOS Stream"\nVERSION="8"\nID="centos"\nVERSION_ID="8"\nPRETTY_NAME="CentOS Stream 8"\n',
      },
      qualifier: "centos-stream-8",
    },
    {
      title: "CentOS Linux",
      files: {
        "etc/os-release": 'NAME="CentOS Linux"\nID="centos"\nVERSION_ID="7"\nPRETTY_NAME="CentOS Linux 7 (Core)"\n',
      },
      qualifier: "centos-7",
    },
    {
      title: "oracle-release before redhat-release",
      files: {
        "etc/redhat-release": "Red Hat Enterprise Linux Server release 7.5 (Maipo)\n",
        "etc/oracle-release": "Oracle Linux Server release 7.5\n",
      },
      qualifier: "ol-7.5",
    },
    { title: "debian_version", files: { "etc/debian_version": "6.0.10\n" }, qualifier: "debian-6" },
    {
      title: "debian_version of a release to come",
      files: { "etc/debian_version": "trixie/sid\n" },
      qualifier: "debian-13",
    },
    {
      title: "the next file where the best is empty",
      files: { "etc/os-release": "", "etc/alpine-release": "3.7.0\n" },
      qualifier: "alpine-3.7",
    },
    { title: "nothing where nothing speaks", files: { "etc/hostname": "x" }, qualifier: undefined },
  ];
  test.each(rows)("$title", ({ files, qualifier, name }) => {
    const { distribution, problems } = distributionOf(files);
    expect(problems).toEqual([]);
    expect(distribution && distributionQualifier(distribution)).toBe(qualifier);
    if (name) expect(distribution?.name).toBe(name);
  });
});

test("a release file that says nothing is told", () => {
  const { problems } = distributionOf({ "etc/os-release": "rubbish", "etc/debian_version": "?" });
  expect(problems.map(({ path }) => path)).toEqual(["etc/os-release", "etc/debian_version"]);
});

test.each([
  ["a name", `ID=debian\nPRETTY_NAME=${"x".repeat(1000)}\n`],
  ["an ID", `ID=${"x".repeat(60_000)}\n`],
  ["a list of kin", `ID=debian\nID_LIKE="${"x".repeat(300)} y"\n`],
])("a release file with %s that is far too long is not read, and told", (_title, text) => {
  const { distribution, problems } = distributionOf({ "etc/os-release": text });
  expect(distribution).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(["LIMIT_EXCEEDED"]);
});

import { utimesSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { osvZipOf } from "../../../test/support/zip.ts";
import { writeTar } from "../../formats/tar-writer.ts";
import type { Feed } from "../feed.ts";
import { evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { alpine } from "./alpine.ts";
import { archLinux } from "./arch-linux.ts";
import { azurelinux } from "./azurelinux.ts";
import { chainguard } from "./chainguard.ts";
import { debianTracker } from "./debian-tracker.ts";
import { oracleOval } from "./oracle-oval.ts";
import { osvUbuntu } from "./osv-ubuntu.ts";
import { photonOval } from "./photon-oval.ts";
import { suseOval } from "./suse-oval.ts";
import { ubuntuTracker } from "./ubuntu-tracker.ts";
import { wolfi } from "./wolfi.ts";

const secdb = JSON.stringify({
  distroversion: "v3.18",
  packages: [{ pkg: { name: "curl", secfixes: { "8.1.0-r0": ["CVE-2023-28319"] } } }],
});

/** An OVAL file of one flaw, in one package of a product. */
function ovalOf(kind: string, product: string, version: string): Buffer {
  const parts = joinParts(
    rpmTest(1, "x-release", '<version operation="equals">1</version>'),
    rpmTest(2, "a", evr("less than", version)),
  );
  const definition = `<definition class="${kind}" id="d"><metadata><reference source="elsa" ref_id="ELSA-1"/>
<reference source="CVE" ref_id="CVE-2024-1234"/><advisory><cve>CVE-2024-1234</cve></advisory></metadata>
<criteria>${product && `<criterion test_ref="t1" comment="${product} is installed"/>`}
<criterion test_ref="t2" comment="a"/></criteria></definition>`;
  return gzipSync(ovalFile(definition, parts));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A feed, and the least that it has a record of: by mirror path. */
const ROWS: readonly { readonly feed: Feed; readonly files: Readonly<Record<string, string | Buffer>> }[] = [
  { feed: alpine, files: { "alpine/secdb/v3.18/main.json": secdb } },
  {
    feed: archLinux,
    files: {
      "arch-linux/all.json": JSON.stringify([
        { name: "AVG-1", packages: ["curl"], status: "Vulnerable", issues: ["CVE-2023-28319"] },
      ]),
    },
  },
  {
    feed: azurelinux,
    files: { "azurelinux/azurelinux-3.0-oval.xml.gz": ovalOf("vulnerability", "", "0:2-1.azl3") },
  },
  { feed: chainguard, files: { "chainguard/security.json": secdb } },
  {
    feed: oracleOval,
    files: { "oracle/security/oval/com.oracle.elsa-all.xml.bz2": ovalOf("patch", "Oracle Linux 8", "0:2-1") },
  },
  {
    feed: photonOval,
    files: { "photon/photon_oval_definitions/com.vmware.phsa-photon3.xml.gz": ovalOf("patch", "Photon OS 3", "0:2-1") },
  },
  {
    feed: suseOval,
    files: {
      "suse/projects/security/oval/opensuse.leap.15.3.xml.gz": ovalOf("vulnerability", "openSUSE Leap 15.3", "0:2-1"),
    },
  },
  { feed: wolfi, files: { "wolfi/os/security.json": secdb } },
  {
    feed: debianTracker,
    files: {
      "debian/tracker/data/json": JSON.stringify({ a: { "CVE-2024-1111": { releases: { sid: { status: "open" } } } } }),
    },
  },
  {
    feed: osvUbuntu,
    files: {
      "osv/Ubuntu/all.zip": osvZipOf([
        {
          id: "UBUNTU-CVE-2024-1111",
          affected: [
            {
              package: { ecosystem: "Ubuntu:22.04:LTS", name: "a" },
              ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }],
            },
          ],
        } as { id: string },
      ]),
    },
  },
  {
    // Alone: in the company of the feed that it stands in for it is read where that one is absent.
    feed: ubuntuTracker,
    files: {
      "ubuntu/ubuntu-cve-tracker.tar.zst": Buffer.from(
        writeTar([{ path: "active/CVE-2024-1111", content: bytesOf("jammy_a: needed\n") }]),
      ),
    },
  },
];

test.each(ROWS)("$feed.name: what has not changed is not read again, what has changed is", async ({ feed, files }) => {
  using scratch = new Scratch();
  let minutes = 0;
  const write = () => {
    minutes++;
    for (const [path, content] of Object.entries(files)) {
      utimesSync(scratch.write(`mirror/${path}`, content), minutes * 60, minutes * 60);
    }
  };
  let reads = 0;
  const counted: Feed = {
    ...feed,
    parse(paths, report) {
      reads++;
      return feed.parse(paths, report);
    },
  };
  const update = () =>
    updateSnapshot({
      dataDir: join(scratch.path, "data"),
      feeds: [counted],
      origin: mirrorOf(join(scratch.path, "mirror")),
      mode: "update",
      now: new Date(Date.UTC(2026, 7, 22, 10, minutes)),
    });

  write();
  const first = await update();
  expect(first.sources).toMatchObject([{ name: feed.name, state: "fresh", records: 1 }]);
  const second = await update();
  expect({ reads, changed: second.changed, id: second.id }).toEqual({ reads: 1, changed: false, id: first.id });
  write();
  await update();
  expect(reads).toBe(2);
});

import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Feed } from "../feed.ts";
import { evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { Scratch } from "../fixtures/scratch.ts";
import { mirrorOf } from "../origin.ts";
import { updateSnapshot } from "../update.ts";
import { azurelinux } from "./azurelinux.ts";
import { oracleOval } from "./oracle-oval.ts";
import { photonOval } from "./photon-oval.ts";
import { suseOval } from "./suse-oval.ts";

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

const ROWS: readonly (readonly [feed: Feed, path: string, content: Buffer])[] = [
  [azurelinux, "azurelinux/azurelinux-3.0-oval.xml.gz", ovalOf("vulnerability", "", "0:2-1.azl3")],
  [oracleOval, "oracle/security/oval/com.oracle.elsa-all.xml.bz2", ovalOf("patch", "Oracle Linux 8", "0:2-1")],
  [
    photonOval,
    "photon/photon_oval_definitions/com.vmware.phsa-photon3.xml.gz",
    ovalOf("patch", "Photon OS 3", "0:2-1"),
  ],
  [
    suseOval,
    "suse/projects/security/oval/opensuse.leap.15.3.xml.gz",
    ovalOf("vulnerability", "openSUSE Leap 15.3", "0:2-1"),
  ],
];

test.each(ROWS.map(([feed, path, content]) => ({ name: feed.name, feed, path, content })))(
  "$name is not read again while its files are the same",
  async ({ feed, path, content }) => {
    using scratch = new Scratch();
    scratch.write(`mirror/${path}`, content);
    let readings = 0;
    const counted: Feed = {
      ...feed,
      parse(...given) {
        readings++;
        return feed.parse(...given);
      },
    };
    const update = () =>
      updateSnapshot({
        dataDir: `${scratch.path}/data`,
        origin: mirrorOf(`${scratch.path}/mirror`),
        mode: "update",
        feeds: [counted],
        now: new Date("2026-08-22T10:00:00Z"),
      });
    expect(await update()).toMatchObject({ changed: true, sources: [{ name: feed.name, state: "fresh", records: 1 }] });
    expect(await update()).toMatchObject({ changed: false, sources: [{ state: "fresh", records: 1 }] });
    expect(readings).toBe(1);
  },
);

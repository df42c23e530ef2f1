import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory, AffectedPackage } from "../model/advisory.ts";
import { matchPackages } from "./match.ts";

function alsa(id: string, cves: string[], name: string, fixed: string, given: Partial<AffectedPackage> = {}): Advisory {
  const affected: AffectedPackage = {
    ecosystem: "AlmaLinux",
    release: "9",
    name,
    state: "affected",
    ranges: [{ fixed }],
    versions: [],
    ...given,
  };
  return advisoryOf({ source: "osv-almalinux", id, cves, affected: [affected] });
}

// Source: https://errata.almalinux.org/9/ALSA-2023-5763.html, …/ALSA-2023-6745.html, …/ALSA-2024-8793.html,
// …/ALSA-2024-9552.html
const ADVISORIES = [
  alsa("ALSA-2023:5763", ["CVE-2023-38545", "CVE-2023-38546"], "curl", "7.76.1-23.el9_2.4"),
  alsa("ALSA-2023:6745", ["CVE-2023-38545", "CVE-2023-38546"], "curl", "7.76.1-26.el9_3.2"),
  alsa("ALSA-2023:6679", ["CVE-2023-27536"], "curl", "7.76.1-26.el9"),
  alsa("ALSA-2024:8793", ["CVE-2024-10458"], "thunderbird", "128.4.0-1.el9_4.alma.1"),
  alsa("ALSA-2024:9552", ["CVE-2024-10458", "CVE-2024-10459"], "thunderbird", "128.4.0-1.el9_5.alma.1"),
  alsa("ALSA-1", ["CVE-2024-1"], "open", "1-1.el9_2"),
  alsa("ALSA-2", ["CVE-2024-1"], "open", "", { ranges: [{}] }),
];

test.each([
  ["before both fixes", "curl", "7.76.1-23.el9_2.3", ["CVE-2023-27536", "CVE-2023-38545", "CVE-2023-38546"]],
  ["with the fix of 9.2", "curl", "7.76.1-23.el9_2.4", ["CVE-2023-27536"]],
  ["with a later build of 9.2", "curl", "7.76.1-23.el9_2.5", ["CVE-2023-27536"]],
  ["of 9.3, above the fix of 9.2", "curl", "7.76.1-26.el9", ["CVE-2023-38545", "CVE-2023-38546"]],
  ["with the fix of 9.3", "curl", "7.76.1-26.el9_3.2", []],
  ["whose branches have one number", "thunderbird", "128.4.0-1.el9_4.alma.1", ["CVE-2024-10459"]],
  ["of the next branch with that number", "thunderbird", "128.4.0-1.el9_5", ["CVE-2024-10458", "CVE-2024-10459"]],
  ["that is open all the same", "open", "1-1.el9_2", ["CVE-2024-1"]],
])("a package %s: %s %s has %j", async (_, name, version, cves) => {
  const { path } = await buildSnapshot(temporaryFolder(), { "osv-almalinux": ADVISORIES });
  using snapshot = openSnapshot(path);
  const purl = `pkg:rpm/almalinux/${name}@${version}?arch=x86_64&distro=almalinux-9.3`;
  const found = matchPackages([{ purl }], snapshot).findings.get(purl) ?? [];
  expect(found.map(({ id }) => id).sort()).toEqual(cves);
});

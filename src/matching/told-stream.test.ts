import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { advisoryOf } from "../advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../advisories/snapshot.ts";
import type { Advisory } from "../model/advisory.ts";
import { matchPackages } from "./match.ts";

const alsa = (id: string, cve: string, fixed: string, modules: readonly string[]): Advisory =>
  advisoryOf({
    source: "osv-almalinux",
    id,
    cves: [cve],
    affected: modules.map((module) => ({
      ecosystem: "AlmaLinux",
      release: "8",
      name: "postgresql",
      state: "affected",
      ranges: [{ fixed }],
      versions: [],
      only: { module },
    })),
  });

// Source: https://errata.almalinux.org/8/ALSA-2025-15115.html, …/ALSA-2026-4064.html, …/ALSA-2026-4024.html
const ADVISORIES = [
  alsa("ALSA-2025:15115", "CVE-2025-8714", "12.22-5.module_el8.10.0+4043+6cac3079", ["postgresql:12"]),
  alsa("ALSA-2026:4064", "CVE-2026-2004", "12.22-6.module_el8.10.0+4123+1638d348", ["postgresql:12"]),
  alsa("ALSA-2026:4024", "CVE-2026-2004", "13.23-2.module_el8.10.0+4124+c9cb0592", ["postgresql:13"]),
  alsa("ALSA-1", "CVE-2026-1", "12.22-7.module_el8.10.0+4200+00000000", ["postgresql:12", "postgresql-devel:12"]),
];

test.each([
  ["whose build is a stream's fix", "12.22-6.module_el8.10.0%2B4123%2B1638d348", ["ALSA-1"]],
  ["the same with an epoch of 0", "12.22-6.module_el8.10.0%2B4123%2B1638d348?epoch=0", ["ALSA-1"]],
  ["whose build was a stream's earlier fix", "12.22-5.module_el8.10.0%2B4043%2B6cac3079", ["ALSA-1", "ALSA-2026:4064"]],
  [
    "whose build no advisory names: any stream may be its own",
    "12.22-6.module_el8.10.0%2B4123%2B99999999",
    ["ALSA-1", "ALSA-2026:4024"],
  ],
  ["whose build is named for two modules", "12.22-7.module_el8.10.0%2B4200%2B00000000", ["ALSA-2026:4024"]],
  [
    "whose list tells another stream",
    "12.22-6.module_el8.10.0%2B4123%2B1638d348?rpmmod=postgresql:13",
    ["ALSA-2026:4024"],
  ],
])("a package of a module, %s", async (_, version, ids) => {
  const { path } = await buildSnapshot(temporaryFolder(), { "osv-almalinux": ADVISORIES });
  using snapshot = openSnapshot(path);
  const purl = `pkg:rpm/almalinux/postgresql@${version}${version.includes("?") ? "&" : "?"}distro=almalinux-8.10`;
  const found = matchPackages([{ purl }], snapshot).findings.get(purl) ?? [];
  const named = new Set(found.flatMap(({ sources }) => sources.map(({ id }) => id)));
  expect([...named].sort()).toEqual(ids);
});

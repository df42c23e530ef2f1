import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CATALOGERS } from "../src/catalogers/index.ts";
import { catalogFiles } from "./support/catalog-files.ts";

/*
 * Package databases of other projects' tests, whole and damaged, with what is in them: counted by their own words
 * (`grep -c '^P:'`) and, where it reads them, by Syft 1.18.1. They are not part of this repository; PLIMSOLL_TEST_DATA
 * names the folder that has them as data/vectors/package-databases/.
 */

/** Cataloger, what it reads, the path that it has in an image where it is one file; packages and problems. */
type Row = readonly [cataloger: string, sample: string, at: string | undefined, packages: number, problems: number];

const APK = "lib/apk/db/installed";
const DPKG = "var/lib/dpkg/status";
const OPKG = "usr/lib/opkg/status";
const PACMAN = "var/lib/pacman/local/x-1/desc";
const SNAP = "snap/x/current/meta/snap.yaml";
const perl = (full: string) => `var/db/pkg/dev-perl/${full}/PF`;

const ROWS: readonly Row[] = [
  ["apk", "osv-scalibr/os/apk/installed", APK, 15, 0],
  ["apk", "osv-scalibr/os/apk/single", APK, 1, 0],
  ["apk", "osv-scalibr/os/apk/different-arch", APK, 1, 0],
  ["apk", "osv-scalibr/os/apk/no-origin", APK, 1, 0],
  ["apk", "osv-scalibr/os/apk/empty", APK, 0, 0],
  ["apk", "osv-scalibr/os/apk/invalid", APK, 0, 2],
  ["apk", "syft/alpine/single", APK, 1, 0],
  ["apk", "syft/alpine/base", APK, 1, 0],
  ["apk", "syft/alpine/extra-file-attributes", APK, 1, 0],
  ["apk", "syft/alpine/empty-deps-and-provides", APK, 1, 0],
  ["apk", "syft/alpine/multiple-1", undefined, 4, 0],
  ["apk", "syft/alpine/multiple-2", undefined, 14, 0],
  ["apk", "syft/alpine/corrupt", undefined, 1, 1],
  ["apk", "syft/alpine/glob-paths", undefined, 0, 1],
  ["apk", "snyk-os/alpine_3_7_0/fs", undefined, 11, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/valid", DPKG, 7, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/single", DPKG, 1, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/trailingnewlines", DPKG, 1, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/transitional", DPKG, 1, 0],
  // Of seven packages one has left its configuration only.
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/statusfield", DPKG, 6, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/empty", DPKG, 0, 0],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/invalid", DPKG, 0, 2],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/nopackage", DPKG, 2, 1],
  ["dpkg", "osv-scalibr/os/dpkg/dpkg/noversion", DPKG, 2, 1],
  ["dpkg", "syft/debian/image-dpkg", undefined, 1, 1],
  ["dpkg", "syft/debian/image-distroless-deb", undefined, 1, 0],
  ["opkg", "osv-scalibr/os/dpkg/opkg/valid", OPKG, 3, 0],
  ["opkg", "osv-scalibr/os/dpkg/opkg/single", OPKG, 1, 0],
  ["opkg", "osv-scalibr/os/dpkg/opkg/statusfield", OPKG, 4, 0],
  ["opkg", "osv-scalibr/os/dpkg/opkg/empty", OPKG, 0, 0],
  ["opkg", "osv-scalibr/os/dpkg/opkg/invalid", OPKG, 0, 2],
  ["opkg", "osv-scalibr/os/dpkg/opkg/nopackage", OPKG, 2, 1],
  ["opkg", "osv-scalibr/os/dpkg/opkg/noversion", OPKG, 2, 1],
  ["opkg", "syft/debian", undefined, 3, 0],
  ["pacman", "osv-scalibr/os/pacman/valid", PACMAN, 1, 0],
  ["pacman", "osv-scalibr/os/pacman/valid_no_dep", PACMAN, 1, 0],
  ["pacman", "osv-scalibr/os/pacman/valid_one_dep", PACMAN, 1, 0],
  ["pacman", "osv-scalibr/os/pacman/eof_after_dependencies", PACMAN, 1, 0],
  ["pacman", "osv-scalibr/os/pacman/invalid_value_eof", PACMAN, 0, 1],
  ["pacman", "syft/arch/installed", undefined, 5, 5],
  ["pacman", "syft/arch/glob-paths", undefined, 0, 5],
  ["portage", "osv-scalibr/os/portage/valid", perl("Getopt-Long-2.580.0"), 1, 0],
  ["portage", "osv-scalibr/os/portage/noversion", perl("Getopt-Long"), 0, 1],
  ["portage", "osv-scalibr/os/portage/nopackage", perl("2.580.0"), 0, 1],
  ["snap", "osv-scalibr/os/snap/single-arch.yaml", SNAP, 1, 0],
  ["snap", "osv-scalibr/os/snap/multi-arch.yaml", SNAP, 1, 0],
  ["snap", "osv-scalibr/os/snap/missing-name.yaml", SNAP, 0, 1],
  ["snap", "osv-scalibr/os/snap/missing-version.yaml", SNAP, 0, 1],
  ["snap", "osv-scalibr/os/snap/invalid", SNAP, 0, 1],
];

const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("package databases of other projects' tests:", () => {
  test.each(ROWS)("%s reads %s", (name, sample, at, packages, problems) => {
    const cataloger = CATALOGERS.find((one) => one.name === name);
    const place = join(testData ?? "", "data/vectors/package-databases", sample);
    const files = at === undefined ? filesIn(place) : { [at]: readFileSync(place) };
    if (!cataloger) throw new Error(`there is no cataloger ${name}`);
    const found = catalogFiles(cataloger, [files]);
    expect([found.packages.length, found.problems.length]).toEqual([packages, problems]);
  });
});

function filesIn(folder: string): Record<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path))]));
}

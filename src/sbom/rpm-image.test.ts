import { expect, test } from "vitest";
import { ndbOf, rpmPackageHeader } from "../../test/support/rpm-files.ts";
import { scanLayers } from "../../test/support/scan-layers.ts";

const OS_RELEASE = 'ID="sles"\nVERSION_ID="15.3"\nPRETTY_NAME="SUSE Linux Enterprise Server 15 SP3"\n';
const MODULE = "usr/lib/node_modules/npm/package.json";

const node = rpmPackageHeader("nodejs", "16.1-1", {
  1116: [0],
  1117: ["package.json"],
  1118: ["/usr/lib/node_modules/npm/"],
});

// SUSE's `/var/lib/rpm` leads to where its database is; a container may have it anywhere.
test.each([
  ["../../usr/lib/sysimage/rpm", "usr/lib/sysimage/rpm/Packages.db"],
  ["/opt/database", "opt/database/Packages.db"],
])("a database behind the link %s is read once, and owns what lies in its packages", async (linkTarget, path) => {
  const { packages, problems } = await scanLayers([
    {
      entries: [
        { path: "etc/os-release", content: OS_RELEASE },
        { path: "var/lib/rpm", type: "symlink", linkTarget },
        { path, content: ndbOf([node]) },
      ],
    },
    { entries: [{ path: MODULE, content: '{"name":"npm","version":"8.0.0"}' }] },
  ]);
  const rpmPurl = "pkg:rpm/sles/nodejs@16.1-1?arch=x86_64&distro=sles-15.3";
  expect(packages.map(({ purl, owner, layer, locations }) => [purl, owner, layer.ordinal, locations[0]?.path])).toEqual(
    [
      ["pkg:npm/npm@8.0.0", rpmPurl, 1, MODULE],
      [rpmPurl, undefined, 0, path],
    ],
  );
  expect(problems).toEqual([]);
});

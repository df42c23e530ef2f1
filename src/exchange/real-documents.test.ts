import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseSbom } from "./read-sbom.ts";

/*
 * Documents of real projects, which are not part of this repository: PLIMSOLL_TEST_DATA names the folder that has them
 * as data/vectors/samples.tar.gz. The numbers are those of distinct package URLs (of name and version, where there is
 * none) that a script of a few lines counted, without what the document is about and without images.
 */
const testData = process.env.PLIMSOLL_TEST_DATA;

describe.skipIf(testData === undefined)("documents of real projects have as many packages as they list:", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plimsoll-samples-"));
    execFileSync("tar", ["xzf", join(testData ?? "", "data/vectors/samples.tar.gz"), "-C", folder]);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["cyclonedx/bom-examples/SBOM/dropwizard-1.3.15/bom.json", 167, 0, undefined],
    ["cyclonedx/bom-examples/SBOM/juice-shop/via_npm/flat/bom.1.4.json", 978, 0, undefined],
    ["cyclonedx/bom-examples/SBOM/keycloak-10.0.2/bom.json", 903, 0, undefined],
    ["cyclonedx/bom-examples/SBOM/laravel-7.12.0/bom.1.2.json", 62, 0, undefined],
    ["cyclonedx/bom-examples/SBOM/proton-bridge/proton-bridge-v1.8.0.bom.json", 201, 0, undefined],
    ["guac/laravel-cyclonedx.xml", 62, 0, undefined],
    ["guac/alpine-cyclonedx.json", 14, 0, "alpine"],
    ["guac/big-mongo-cyclonedx.json", 173, 0, "ubuntu"],
    ["guac/busybox-cyclonedx.json", 0, 0, "busybox"],
    // Two packages without a package URL.
    ["guac/cdx-v1.4.json", 2, 2, undefined],
    ["guac/quarkus-deps-cyclonedx.json", 94, 0, undefined],
    ["guac/alpine-spdx.json", 14, 0, "alpine"],
    ["guac/oci-kubectl-linux-amd64-spdx.json", 88, 0, "debian"],
    // Its one package that is no image has neither a name nor a package URL that names something.
    ["guac/go-spdx-multi-arch_1.json", 0, 1, undefined],
    ["spdx/software/example11/spdx2.3/sbom.spdx.json", 4, 0, undefined],
    ["spdx/software/example11/spdx3.0/sbom.spdx3.json", 4, 0, undefined],
    ["spdx/software/example4/spdx2.2/example4-bin.spdx", 2, 2, undefined],
    ["spdx/software/example4/spdx3.0/example4-bin.json", 2, 2, undefined],
    ["spdx/software/example9/spdx3.0/appbomination.spdx3.json", 6, 2, undefined],
  ])("%s: %i, %i of them with a problem", (path, count, problems, distribution) => {
    const sbom = parseSbom(readFileSync(join(folder, "samples", path), "utf8"), path);
    expect(sbom.packages).toHaveLength(count);
    expect(sbom.problems).toHaveLength(problems);
    expect(sbom.image.distribution?.id).toBe(distribution);
  });

  test.each(["guac/invalid-cyclonedx.json", "guac/invalid-spdx.json", "guac/oci-dsse-att.json"])(
    "%s is refused",
    (path) => {
      const text = readFileSync(join(folder, "samples", path), "utf8");
      expect(() => parseSbom(text, path)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
    },
  );
});

import { expect, test } from "vitest";
import { readAll } from "../fixtures/read-all.ts";
import { chainguard } from "./chainguard.ts";

/** As Chainguard writes it. */
const secdb = (packages: readonly unknown[]) =>
  JSON.stringify({
    apkurl: "{{urlprefix}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk",
    archs: ["aarch64", "x86_64"],
    reponame: "chainguard",
    urlprefix: "https://packages.cgr.dev",
    packages,
  });

const bind = {
  pkg: { name: "bind", secfixes: { "0": ["CVE-2019-6470"], "9.18.10-r0": ["CVE-2022-2795", "GHSA-aaaa-bbbb-cccc"] } },
};

test("reads fixes, and what is not affected", async () => {
  const { advisories, problems } = await readAll(chainguard, [secdb([bind])]);
  expect(problems).toEqual([]);
  const entry = { ecosystem: "Chainguard", release: "", name: "bind", versions: [] };
  expect(advisories.map(({ id, cves, affected }) => ({ id, cves, affected }))).toEqual([
    { id: "CVE-2019-6470", cves: ["CVE-2019-6470"], affected: [{ ...entry, state: "not-affected", ranges: [] }] },
    {
      id: "CVE-2022-2795",
      cves: ["CVE-2022-2795"],
      affected: [{ ...entry, state: "affected", ranges: [{ fixed: "9.18.10-r0" }] }],
    },
    {
      id: "GHSA-aaaa-bbbb-cccc",
      cves: [],
      affected: [{ ...entry, state: "affected", ranges: [{ fixed: "9.18.10-r0" }] }],
    },
  ]);
});

test("a package that is broken is reported by its name and left out, the others stand", async () => {
  const { advisories, problems } = await readAll(chainguard, [secdb([{ pkg: { name: "git" } }, bind])]);
  expect(advisories).toHaveLength(3);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringMatching(/^chainguard: git: /) }]);
});

test.each(["", "<html>", "[]", "{}"])("a file that holds %j is refused", async (content) => {
  await expect(readAll(chainguard, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

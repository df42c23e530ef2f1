import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { evr, joinParts, ovalFile, rpmTest } from "../fixtures/oval.ts";
import { readAll } from "../fixtures/read-all.ts";
import { suseAffected } from "./suse-affected.ts";
import { suseOval } from "./suse-oval.ts";

const ARCHITECTURES = '<arch datatype="string" operation="pattern match">(aarch64|x86_64)</arch>';

const PARTS = joinParts(
  rpmTest(1, "sles-release", '<version operation="equals">15.3</version>'),
  rpmTest(2, "diffutils", ARCHITECTURES + evr("greater than", "0:0-0")),
  rpmTest(3, "libacl1", ARCHITECTURES + evr("less than", "0:2.4.0-150000.4.6.1")),
  rpmTest(4, "libacl1", ARCHITECTURES + evr("greater than", "0:0-0")),
  rpmTest(5, "kernel-source", '<version operation="equals">0</version>'),
);

const is = (id: number, comment: string) => `<criterion test_ref="t${id}" comment="${comment}"/>`;
const all = (...parts: string[]) => `<criteria operator="AND">${parts.join("")}</criteria>`;

const SLES = is(1, "SUSE Linux Enterprise Server 15 SP3 is installed");
const LTSS = is(1, "SUSE Linux Enterprise Server 15 SP3-LTSS is installed");

/** As SUSE writes what is still open. */
const FILE = ovalFile(
  `<definition id="oval:org.opensuse.security:def:20240001" version="1" class="vulnerability"><metadata>
<title>CVE-2024-0001</title><advisory from="security@suse.de"><severity>Moderate</severity><cve>CVE-2024-0001</cve></advisory>
</metadata><criteria operator="OR">${all(SLES, is(2, "diffutils is affected"))}
${all(SLES, is(4, "libacl1 is affected"))}${all(LTSS, is(3, "libacl1-2.4.0-150000.4.6.1 is installed"))}
${all(SLES, is(5, "kernel-source is not affected"))}</criteria></definition>`,
  PARTS,
);

test("what is open is of every version; where somebody has a fix, it is of those before", async () => {
  const { advisories, problems } = await readAll(suseAffected, [gzipSync(FILE)]);
  const rest = { ecosystem: "SUSE", release: "15.3", versions: [] };
  const only = { architectures: ["aarch64", "x86_64"] };
  expect(problems).toEqual([]);
  expect(advisories).toMatchObject([{ source: "suse-affected", id: "CVE-2024-0001 SUSE 15" }]);
  expect(advisories[0]?.affected).toEqual([
    { ...rest, name: "diffutils", state: "affected", ranges: [{}], only },
    { ...rest, name: "libacl1", state: "affected", ranges: [{ fixed: "2.4.0-150000.4.6.1" }], only },
    { ...rest, name: "kernel-source", state: "not-affected", ranges: [] },
  ]);
});

test("a flaw that asks for what is not there is told by its name and left out", async () => {
  const broken = FILE.replaceAll('test_ref="t', 'test_ref="x');
  const { advisories, problems } = await readAll(suseAffected, [broken, FILE]);
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2024-0001 SUSE 15"]);
  expect(problems[0]?.message).toMatch(/^suse-affected: oval:org\.opensuse\.security:def:20240001: refers to a test/);
});

test("the files of what is mended alone are read where those of all flaws are not served", () => {
  expect(suseOval.insteadOf).toBe("suse-affected");
  const lists = [suseAffected, suseOval].map(({ files }) => files.map(({ mirrorPath }) => mirrorPath));
  expect(lists[0]?.map((path) => path.replace("-affected", ""))).toEqual(lists[1]);
});

import { expect, test } from "vitest";
import { advisoryOf } from "../../src/advisories/fixtures/advisories.ts";
import { buildSnapshot } from "../../src/advisories/fixtures/snapshots.ts";
import { openSnapshot } from "../../src/advisories/snapshot.ts";
import type { AffectedPackage } from "../../src/model/advisory.ts";
import type { Package } from "../../src/model/package.ts";
import { parsePurl } from "../../src/model/purl.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { judge } from "./judge.ts";
import type { Label } from "./label.ts";
import type { PackageList } from "./lists.ts";
import { evaluationText } from "./text.ts";

const affects = (ecosystem: string, release: string, name: string, fixed: string): AffectedPackage => ({
  ecosystem,
  release,
  name,
  state: "affected",
  ranges: [{ fixed }],
  versions: [],
});

const ADVISORIES = {
  "osv-npm": [
    advisoryOf({
      id: "GHSA-aaaa-aaaa-aaaa",
      cves: ["CVE-2024-1111"],
      affected: [affects("npm", "", "@scope/left-pad", "2.0.0")],
    }),
    advisoryOf({ id: "GHSA-bbbb-bbbb-bbbb", cves: [], affected: [affects("npm", "", "@scope/left-pad", "3.0.0")] }),
  ],
  "debian-lists": [
    advisoryOf({
      source: "debian-lists",
      id: "DSA-1-1",
      cves: ["CVE-2024-2222"],
      affected: [affects("Debian", "12", "curl", "1:2.0-1")],
    }),
  ],
};

function packageOf(purl: string, owner?: string): Package {
  const { type, namespace, name, version = "" } = parsePurl(purl);
  const layer = { ordinal: 0, diffId: "" };
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    name,
    version,
    licenses: [],
    layer,
    locations: [],
    foundBy: "test",
    properties: {},
    ...(owner && { owner }),
  };
}

const PAD = "pkg:npm/%40scope/left-pad@1.0.0";
const CURL = "pkg:deb/debian/libcurl4@1.9-1?arch=amd64&distro=debian-12&epoch=1&upstream=curl%401%3A1.9-1";

const LIST: PackageList = {
  name: "app",
  names: ["app"],
  packages: [packageOf(PAD), packageOf(CURL), packageOf("pkg:npm/%40scope/left-pad@2.5.0", CURL)],
};

let id = 0;
const labelOf = (
  verdict: Label["verdict"],
  flaw: string | string[],
  given: Label["package"],
  more: object = {},
): Label => ({
  id: `label-${++id}`,
  verdict,
  flaws: [flaw].flat(),
  package: given,
  list: { exact: "app" },
  ...more,
});

async function judged(labels: readonly Label[], lists: readonly PackageList[] = [LIST]) {
  const { path } = await buildSnapshot(temporaryFolder(), ADVISORIES);
  using snapshot = openSnapshot(path);
  return judge(labels, lists, snapshot);
}

const outcomesOf = async (...labels: Label[]) => (await judged(labels)).judgements.map(({ outcome }) => outcome);

test("what is found and what is not is right or wrong by the label", async () => {
  expect(
    await outcomesOf(
      labelOf("TP", "CVE-2024-1111", { purl: PAD }),
      labelOf("FP", "GHSA-bbbb-bbbb-bbbb", { purl: PAD }),
      labelOf("TP", "CVE-2024-3333", { purl: PAD }),
      labelOf("FP", "CVE-2024-4444", { purl: PAD }),
      labelOf("?", "CVE-2024-5555", { purl: PAD }),
    ),
  ).toEqual(["true-positive", "false-positive", "miss", "true-negative", "unclear"]);
});

test.each([
  ["its CVE", "CVE-2024-1111"],
  ["the record's own id", "GHSA-aaaa-aaaa-aaaa"],
  ["one of several names", ["GHSA-zzzz-zzzz-zzzz", "CVE-2024-1111"]],
])("a flaw is known by %s", async (_, flaw) => {
  expect(await outcomesOf(labelOf("TP", flaw, { purl: PAD }))).toEqual(["true-positive"]);
});

test("an id without a CVE is also the CVE that a record calls it, and two CVEs are never one", async () => {
  expect(await outcomesOf(labelOf("TP", "DSA-1-1", { purl: CURL }))).toEqual(["miss"]);
  expect(await outcomesOf(labelOf("TP", "CVE-2024-9999", { purl: PAD }))).toEqual(["miss"]);
});

test.each([
  ["its package URL", PAD, { purl: PAD }, "CVE-2024-1111"],
  ["a package URL that is written in another way", PAD, { purl: "pkg:npm/@scope/left-pad@1.0.0" }, "CVE-2024-1111"],
  ["a package URL with another source", CURL, { purl: CURL.replace(/&upstream=.*/, "") }, "CVE-2024-2222"],
  ["its bare name", PAD, { name: "left-pad", version: "1.0.0" }, "CVE-2024-1111"],
  ["its name with the scope", PAD, { name: "@scope/left-pad", version: "1.0.0" }, "CVE-2024-1111"],
  ["_ for -", PAD, { name: "left_pad", version: "1.0.0" }, "CVE-2024-1111"],
  ["the epoch in front", CURL, { name: "libcurl4", version: "1:1.9-1" }, "CVE-2024-2222"],
  ["no epoch", CURL, { name: "libcurl4", version: "1.9-1" }, "CVE-2024-2222"],
])("a package is known by %s", async (_, purl, given, flaw) => {
  const { judgements } = await judged([labelOf("TP", flaw, given)]);
  expect(judgements.map((one) => [one.purl, one.outcome])).toEqual([[purl, "true-positive"]]);
});

test("another version is another package, and so is one of another list", async () => {
  const other = labelOf("TP", "CVE-2024-1111", { purl: PAD.replace("1.0.0", "1.0.1") });
  const elsewhere = labelOf("TP", "CVE-2024-1111", { purl: PAD }, { list: { exact: "other" } });
  const result = await judged([other, elsewhere]);
  expect(result).toMatchObject({ judgements: [], idle: [other], elsewhere: [elsewhere] });
});

test("what a distribution's package brought is counted as the distribution's", async () => {
  const { judgements } = await judged([
    labelOf("FP", "GHSA-bbbb-bbbb-bbbb", { purl: "pkg:npm/%40scope/left-pad@2.5.0" }),
    labelOf("TP", "CVE-2024-1111", { purl: PAD }),
  ]);
  expect(judgements.map(({ ecosystem, outcome }) => [ecosystem, outcome])).toEqual([
    ["Debian", "true-negative"],
    ["npm", "true-positive"],
  ]);
});

test("labels that say opposite things do not count; the same one said twice counts once", async () => {
  expect(
    await outcomesOf(labelOf("TP", "CVE-2024-1111", { purl: PAD }), labelOf("FP", "CVE-2024-1111", { purl: PAD })),
  ).toEqual(["unclear", "unclear"]);
  expect(
    await outcomesOf(
      labelOf("TP", ["GHSA-aaaa-aaaa-aaaa", "CVE-2024-1111"], { purl: PAD }),
      labelOf("TP", "CVE-2024-1111", { purl: PAD }),
    ),
  ).toEqual(["true-positive"]);
});

test("findings that no label speaks of are listed apart", async () => {
  const { unlabelled } = await judged([labelOf("TP", "CVE-2024-1111", { purl: PAD })]);
  expect(unlabelled).toEqual([
    { list: "app", purl: PAD, id: "GHSA-bbbb-bbbb-bbbb" },
    { list: "app", purl: CURL, id: "CVE-2024-2222" },
  ]);
});

test("the report has figures by ecosystem and kind, and tells why of all that is wrong", async () => {
  const result = await judged([
    labelOf("TP", "CVE-2024-1111", { purl: PAD }, { kind: "plain" }),
    labelOf(
      "FP",
      "GHSA-bbbb-bbbb-bbbb",
      { purl: PAD },
      { id: "false-one", kind: "edge", reason: "fixed in 1.0.0", url: "https://example.com/" },
    ),
    labelOf("TP", "CVE-2024-1111", { purl: "pkg:npm/%40scope/left-pad@2.5.0" }, { id: "missed-one", kind: "owned" }),
    labelOf("TP", "CVE-2024-1111", { purl: "pkg:npm/gone@1.0.0" }),
  ]);
  expect(evaluationText(result, true)).toBe(`       labels  TP  FP  miss  TN  ?  precision  recall     F1
all         3   1   1     1   0  0      0.500   0.500  0.500
traps       1   0   0     1   0  0          –   0.000  0.000

ecosystem  labels  TP  FP  miss  TN  ?  precision  recall     F1
Debian          1   0   0     1   0  0          –   0.000  0.000
npm             2   1   1     0   0  0      0.500   1.000  0.667

kind   labels  TP  FP  miss  TN  ?  precision  recall     F1
edge        1   0   1     0   0  0      0.000       –  0.000
owned       1   0   0     1   0  0          –   0.000  0.000
plain       1   1   0     0   0  0      1.000   1.000  1.000

FALSE  app  ${PAD}  GHSA-bbbb-bbbb-bbbb  (edge)
  label:    false-one
  tracker:  fixed in 1.0.0
            https://example.com/
  Plimsoll: GHSA-bbbb-bbbb-bbbb by osv-npm GHSA-bbbb-bbbb-bbbb: 1.0.0 is in <3.0.0
MISS  app  pkg:npm/%40scope/left-pad@2.5.0  CVE-2024-1111  (owned)
  label:    missed-one
  Plimsoll: it is of a distribution's package, which is looked at in its place — osv-npm GHSA-aaaa-aaaa-aaaa: 2.5.0 >= 2.0.0

1 labels speak of packages that their list does not have.

1 findings have no label; they count for nothing.
  app  ${CURL}  CVE-2024-2222
`);
});

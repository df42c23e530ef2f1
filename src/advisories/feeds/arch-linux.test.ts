import { expect, test } from "vitest";
import type { AffectedPackage } from "../../model/advisory.ts";
import { readAll } from "../fixtures/read-all.ts";
import { archLinux } from "./arch-linux.ts";

/** As the tracker writes it. */
const group = (given: object) => ({
  name: "AVG-1324",
  packages: ["glibc", "lib32-glibc"],
  status: "Fixed",
  severity: "High",
  type: "arbitrary code execution",
  affected: "2.38-1",
  fixed: "2.38-2",
  ticket: null,
  issues: ["CVE-2023-4911"],
  advisories: ["ASA-202310-1"],
  ...given,
});

const read = (...groups: readonly unknown[]) => readAll(archLinux, [JSON.stringify(groups)]);

const said = ({ name, state, ranges, vendorAdvisories = [] }: AffectedPackage) =>
  [name, state, ...ranges.map(({ fixed = "every version" }) => fixed), ...vendorAdvisories].join(" ");

test("gathers what groups say of a CVE", async () => {
  const later = group({ name: "AVG-2000", packages: ["musl"], fixed: null, status: "Vulnerable", advisories: [] });
  const { advisories, problems } = await read(group({}), later);
  expect(problems).toEqual([]);
  const entry = { ecosystem: "Arch Linux", release: "", state: "affected", versions: [] };
  expect(advisories).toEqual([
    {
      source: "arch-linux",
      id: "CVE-2023-4911",
      cves: ["CVE-2023-4911"],
      aliases: [],
      severity: "high",
      cvss: [],
      cwes: [],
      references: ["https://security.archlinux.org/CVE-2023-4911"],
      affected: [
        { ...entry, name: "glibc", ranges: [{ fixed: "2.38-2" }], vendorAdvisories: ["AVG-1324", "ASA-202310-1"] },
        {
          ...entry,
          name: "lib32-glibc",
          ranges: [{ fixed: "2.38-2" }],
          vendorAdvisories: ["AVG-1324", "ASA-202310-1"],
        },
        { ...entry, name: "musl", ranges: [{}], vendorAdvisories: ["AVG-2000"] },
      ],
    },
  ]);
});

test.each([
  { given: { status: "Testing" }, says: "affected 2.38-2" },
  { given: { status: "Vulnerable", fixed: null }, says: "affected every version" },
  { given: { status: "Not affected", fixed: null }, says: "not-affected" },
  { given: { status: "Unknown", fixed: null }, says: "under-investigation every version" },
])("$given says $says", async ({ given, says }) => {
  const { advisories, problems } = await read(group({ packages: ["a"], advisories: [], ...given }));
  expect(advisories.flatMap(({ affected }) => affected.map(said))).toEqual([`a ${says} AVG-1324`]);
  expect(problems).toEqual([]);
});

test("a group of several flaws lends none of them its severity, and one of none goes by its own name", async () => {
  const { advisories } = await read(
    group({ issues: ["CVE-2024-5678", "CVE-2024-5679"] }),
    group({ name: "AVG-2222", issues: [], advisories: [] }),
  );
  expect(advisories.map(({ id, cves, severity }) => [id, cves, severity])).toEqual([
    ["AVG-2222", [], "high"],
    ["CVE-2024-5678", ["CVE-2024-5678"], undefined],
    ["CVE-2024-5679", ["CVE-2024-5679"], undefined],
  ]);
});

test.each([
  { broken: group({ status: "Maybe" }), message: 'AVG-1324: "Maybe" is no status' },
  { broken: group({ packages: "glibc" }), message: "AVG-1324: packages: " },
  { broken: { packages: [] }, message: "group 1: " },
  { broken: null, message: "group 1: " },
])("$message: reported and left out, the others stand", async ({ broken, message }) => {
  const { advisories, problems } = await read(broken, group({ issues: ["CVE-2024-1000"] }));
  expect(advisories.map(({ id }) => id)).toEqual(["CVE-2024-1000"]);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringContaining(`arch-linux: ${message}`) }]);
});

test.each([
  { given: { fixed: null }, says: "every version", message: "AVG-1324: is fixed in no version" },
  { given: { fixed: "2 38" }, says: "2 38", message: 'AVG-1324: "2 38" is no alpm version' },
])("$message: reported, and never called safe", async ({ given, says, message }) => {
  const { advisories, problems } = await read(group({ packages: ["a"], advisories: [], ...given }));
  expect(advisories.flatMap(({ affected }) => affected.map(said))).toEqual([`a affected ${says} AVG-1324`]);
  expect(problems).toEqual([{ code: "FEED_MALFORMED", message: expect.stringContaining(message) }]);
});

test.each(["", "<html>", "{}", "null"])("a file that holds %j is refused", async (content) => {
  await expect(readAll(archLinux, [content])).rejects.toMatchObject({ code: "FEED_MALFORMED" });
});

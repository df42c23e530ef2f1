import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readVexLocations } from "../src/matching/vex/locations.ts";
import { readVexDocument } from "../src/matching/vex/read-document.ts";
import type { Problem } from "../src/model/errors.ts";
import { imageOf, packageOf, subjectWith } from "./support/vex-subject.ts";

// Real documents: two VEX repositories, and what Red Hat publishes.

const shared = process.env.PLIMSOLL_TEST_DATA;
if (!shared) console.log("vex-data.test.ts: skipped, PLIMSOLL_TEST_DATA is not set");
const feeds = join(shared ?? "", "data/feeds");

async function fromHub(name: string, purls: readonly string[], image = imageOf()) {
  const problems: Problem[] = [];
  const { whole } = subjectWith(
    purls.map((purl) => packageOf(purl)),
    image,
  );
  const statements = await readVexLocations([join(feeds, `vexhub/${name}-vexhub-main.tar.gz`)], {
    subject: whole,
    maxBytes: 64 * 1024 * 1024,
    report: (problem) => void problems.push(problem),
  });
  return { statements, problems };
}

describe.skipIf(!shared)("VEX repositories", () => {
  test("Aqua's: the documents of a program, and of no other", async () => {
    const { statements, problems } = await fromHub("aquasecurity", [
      "pkg:golang/github.com/aquasecurity/trivy@v0.50.0",
    ]);
    expect(problems).toEqual([]);
    expect(new Set(statements.map(({ source }) => source.replace(/.*vexhub-main\//, "")))).toEqual(
      new Set(["pkg/golang/github.com/aquasecurity/trivy/trivy.openvex.json"]),
    );
    expect(statements.find(({ ids }) => ids.includes("CVE-2024-26147"))).toMatchObject({
      ids: ["GO-2024-2575", "CVE-2024-26147", "GHSA-r53h-jv2g-vpx6"],
      status: "not_affected",
      justification: "vulnerable_code_not_in_execute_path",
      author: "Aqua Security",
    });
  });

  test("Rancher's: those of an image", async () => {
    const image = imageOf({ names: ["docker.io/rancher/appco-alertmanager:1"] });
    const { statements, problems } = await fromHub("rancher", ["pkg:golang/stdlib@1.20"], image);
    expect(problems.filter(({ code }) => code !== "VEX_IGNORED")).toEqual([]);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.every(({ author }) => author === "Rancher Security team")).toBe(true);
  });
});

describe.skipIf(!shared)("CSAF of Red Hat", () => {
  const files = globSync("redhat/csaf/v2/**/*.json", { cwd: feeds }).sort();
  const read = (name: string) => readVexDocument(readFileSync(join(feeds, name)), name, 64 * 1024 * 1024);

  test("every document is read", () => {
    expect(files).toHaveLength(22);
    expect(files.filter((name) => (read(name)?.broken.length ?? 1) > 0)).toEqual([]);
  });

  // Counted in the raw document: products of each status, of which these are named by a package URL and a system.
  test("cve-2024-0727: openssl, with what Red Hat says of it", () => {
    const reading = read("redhat/csaf/v2/vex/2024/cve-2024-0727.json");
    expect(reading?.statements.map(({ status, products }) => [status, products.length])).toEqual([
      ["not_affected", 23],
      ["fixed", 88],
      ["affected", 24],
    ]);
    expect(reading?.statements[0]).toMatchObject({
      ids: expect.arrayContaining(["CVE-2024-0727"]),
      justification: "vulnerable_code_not_present",
      author: "Red Hat Product Security",
    });
  });
});

import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { snap } from "./snap.ts";

const PATH = "snap/core/current/meta/snap.yaml";

const read = (text: string) => catalogFiles(snap, [{ [PATH]: text }]);

test("a snap carries all that its metadata says", () => {
  const text = [
    "name: hello",
    "version: '2.10'",
    "summary: \"GNU Hello, the 'hello world' snap\"",
    "description: |",
    "  name: no",
    "license: GPL-3.0",
    "base: core22",
    "architectures:",
    "- amd64",
    "apps:",
    "  hello:",
    "    command: bin/hello",
    "    plugs:",
    "    - network",
    "confinement: strict",
  ].join("\n");
  const { packages, problems } = read(text);
  expect(packages).toEqual([
    {
      purl: "pkg:snap/hello@2.10?arch=amd64",
      type: "snap",
      name: "hello",
      version: "2.10",
      architecture: "amd64",
      licenses: ["GPL-3.0"],
      description: "GNU Hello, the 'hello world' snap",
      properties: { "snap:base": "core22" },
      layer: 0,
      locations: [{ path: PATH, layer: 0 }],
    },
  ]);
  expect(problems).toEqual([]);
});

test.each([
  ["name: core\nversion: 16-2.61.4\ntype: os\narchitectures: [amd64, arm64]", "pkg:snap/core@16-2.61.4", 0],
  ["name: core\nversion: 1\narchitectures: ['amd64']", "pkg:snap/core@1?arch=amd64", 0],
  ["name: core\nversion: 1\narchitectures:\n  - all", "pkg:snap/core@1?arch=all", 0],
  ["name: core\n", undefined, 1],
  ["version: 1\n", undefined, 1],
  ["name: {a: b}\nversion: 1\n", undefined, 1],
  ["not a snap", undefined, 1],
  ["", undefined, 1],
])("%j is %s", (text, purl, count) => {
  const { packages, problems } = read(text);
  expect(packages.map((pkg) => pkg.purl)).toEqual(purl === undefined ? [] : [purl]);
  expect(problems).toHaveLength(count);
});

test.each([
  [PATH, true],
  ["snap/hello/meta/snap.yaml", true],
  ["snap/hello/42/usr/meta/snap.yaml", false],
  ["srv/snap/hello/meta/snap.yaml", false],
])("snap wants %s: %s", (path, wanted) => {
  expect(snap.wants(path, NO_FACTS)).toBe(wanted);
});

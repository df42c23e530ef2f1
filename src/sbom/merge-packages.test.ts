import { expect, test } from "vitest";
import { mergePackages } from "./merge-packages.ts";

test("a package that one file names several times has that place once, and all that is said of it", () => {
  const found = (layer: number, facts: object) => ({
    pkg: {
      purl: "pkg:npm/a@1",
      type: "npm",
      name: "a",
      version: "1",
      licenses: [],
      properties: {},
      layer,
      locations: [{ path: "package-lock.json", layer }],
      foundBy: "npm-lock",
      ...facts,
    },
  });
  const owned = [
    found(0, { direct: false, dependsOn: ["c"] }),
    found(1, {}),
    found(0, { direct: true, dependsOn: ["b"] }),
  ];
  const [merged, ...others] = mergePackages(owned, []);
  expect(others).toEqual([]);
  expect(merged).toMatchObject({ direct: true, dependsOn: ["b", "c"] });
  expect(merged?.locations.map(({ path, layer }) => [path, layer.ordinal])).toEqual([
    ["package-lock.json", 0],
    ["package-lock.json", 1],
  ]);
});

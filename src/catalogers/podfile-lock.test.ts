import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { podfileLock } from "./podfile-lock.ts";

const LOCK = `PODS:
  - Firebase/Core (10.1.0):
    - FirebaseAnalytics (~> 10.1.0)
    - Firebase/CoreOnly
  - Firebase/CoreOnly (10.1.0)
  - FirebaseAnalytics (10.1.0)
  - Forked (1.0)
  - Own (0.1.0):
    - FirebaseAnalytics

DEPENDENCIES:
  - Firebase/Core (~> 10)
  - Forked (from \`https://example.org/forked.git\`)
  - Own (from \`../Own\`)

EXTERNAL SOURCES:
  Forked:
    :git: https://example.org/forked.git
  Own:
    :path: "../Own"

CHECKOUT OPTIONS:
  Forked:
    :commit: 0123abcd
    :git: https://example.org/forked.git

SPEC CHECKSUMS:
  Forked: 4ea1197a744f2fb5fb875fe31caf17ded4762e8f

COCOAPODS: 1.11.2
`;

test("pods, their parts, and what the project's own need", () => {
  const { packages, rows, messages } = catalogRows(podfileLock, "ios/Podfile.lock", LOCK);
  expect(messages).toEqual([]);
  expect(rows).toEqual([
    [
      "pkg:cocoapods/Firebase@10.1.0#Core",
      "direct",
      "→ pkg:cocoapods/Firebase@10.1.0#CoreOnly",
      "→ pkg:cocoapods/FirebaseAnalytics@10.1.0",
    ],
    ["pkg:cocoapods/Firebase@10.1.0#CoreOnly", "indirect"],
    ["pkg:cocoapods/FirebaseAnalytics@10.1.0", "direct"],
    ["pkg:cocoapods/Forked@1.0", "direct"],
  ]);
  expect(packages[3]?.properties).toEqual({
    "cocoapods:specChecksum": "4ea1197a744f2fb5fb875fe31caf17ded4762e8f",
    "cocoapods:git": "https://example.org/forked.git",
    "cocoapods:commit": "0123abcd",
  });
});

test.each([
  ["PODS: [", "Podfile.lock: is not YAML: "],
  ["PODS:\n  - A\n", "Podfile.lock: the package 'A' has no version"],
  ["PODS:\n  - [A]\n", "Podfile.lock: a package has no name"],
])("%s is a problem", (text, message) => {
  const { rows, messages } = catalogRows(podfileLock, "Podfile.lock", text);
  expect(rows).toEqual([]);
  expect(messages).toEqual([expect.stringContaining(message)]);
});

import { expect, test } from "vitest";
import type { Package } from "../model/package.ts";
import { packageChanges } from "./layer-packages.ts";

/** `name@version`, or `name/architecture@version`. */
function packageOf(text: string): Package {
  const [, name = "", architecture, version = ""] = /^([^/@]+)(?:\/([^@]+))?@(.*)$/.exec(text) ?? [];
  return {
    purl: `pkg:deb/debian/${name}@${version}${architecture ? `?arch=${architecture}` : ""}`,
    type: "deb",
    name,
    version,
    ...(architecture && { architecture }),
    licenses: [],
    layer: { ordinal: 0, diffId: "" },
    locations: [],
    foundBy: "dpkg",
    properties: {},
  };
}

test.each<{ before: string[]; after: string[]; added?: string[]; changed?: string[]; removed?: string[] }>([
  { before: [], after: [] },
  { before: ["a@1"], after: ["a@1"] },
  { before: ["a@1"], after: ["a@1", "b@1"], added: ["b@1"] },
  { before: ["a@1", "b@1"], after: ["a@1"], removed: ["b@1"] },
  { before: ["a@1"], after: ["a@2"], changed: ["a 1 → 2"] },
  { before: ["a@2"], after: ["a@1"], changed: ["a 2 → 1"] },
  { before: ["a@1"], after: ["a@1", "a@2"], added: ["a@2"] },
  { before: ["a@1", "a@2"], after: ["a@3"], changed: ["a 1 → 3"], removed: ["a@2"] },
  { before: ["a/amd64@1"], after: ["a/i386@1"], added: ["a@1"], removed: ["a@1"] },
])("from $before to $after", ({ before, after, added = [], changed = [], removed = [] }) => {
  const nameOf = ({ name, version }: Package) => `${name}@${version}`;
  const changes = packageChanges(before.map(packageOf), after.map(packageOf));
  expect({
    added: changes.added.map(nameOf),
    changed: changes.changed.map(
      (change) => `${change.before.name} ${change.before.version} → ${change.after.version}`,
    ),
    removed: changes.removed.map(nameOf),
  }).toEqual({ added, changed, removed });
});

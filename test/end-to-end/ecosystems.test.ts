import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Facts, ListedPackage } from "./ecosystems/ecosystem.ts";
import { imageOf } from "./ecosystems/image-of.ts";
import { ECOSYSTEMS } from "./ecosystems/index.ts";
import { has } from "./ecosystems/run.ts";
import { newPlace, sbomOf } from "./plimsoll.ts";

type Artifact = Awaited<ReturnType<typeof sbomOf>>["artifacts"][number];

/** Compilers take minutes on a machine that does something else too. */
vi.setConfig({ testTimeout: 600_000 });

// Real packages, installed by the ecosystem's own tool and listed by it; what Plimsoll finds in an image of them is
// held to that list, and what it says of each package to what the tool says.

describe.each(ECOSYSTEMS.map((ecosystem) => [ecosystem.name, ecosystem] as const))("%s", (_, ecosystem) => {
  const missing = ecosystem.needs.filter((program) => !has(program));
  if (missing.length > 0) console.warn(`${ecosystem.name} is skipped: this machine has no ${missing.join(", no ")}`);

  test.skipIf(missing.length > 0)("what its own tool lists is there, with its facts, and nothing else", async () => {
    using place = newPlace();
    const root = join(place.folder, "root");
    const scratch = join(place.folder, "scratch");
    for (const folder of [root, scratch]) mkdirSync(folder);
    ecosystem.build(root, scratch);
    const listed = ecosystem.listed(root, scratch);
    expect(listed).not.toEqual([]);

    const { artifacts, problems } = await sbomOf(place, imageOf(root, place.folder));
    expect(problems).toEqual([]);
    const ours = artifacts.filter(({ type }) => ecosystem.purlTypes.includes(type));
    const only = (who: "tool" | "plimsoll") =>
      (ecosystem.exceptions ?? []).flatMap((exception) => (exception.only === who ? [exception.package] : []));

    const found = ours.map(keyOf);
    const expected = listed.map(({ name, version }) => `${name}@${version}`);
    expect(without(found, only("plimsoll"))).toEqual(without(expected, only("tool")));
    // An exception that is none any more is taken out of the list.
    expect(found).toEqual(expect.arrayContaining(only("plimsoll")));
    expect(expected).toEqual(expect.arrayContaining(only("tool")));

    const byKey = Map.groupBy(ours, keyOf);
    const told = listed.flatMap((each) => (byKey.get(`${each.name}@${each.version}`) ?? []).map((its) => [each, its]));
    const facts = (told as [ListedPackage, Artifact][]).map(([{ name, version, facts = {} }, artifact]) => ({
      expected: { package: `${name}@${version}`, ...facts },
      found: { package: `${name}@${version}`, ...factsOf(artifact, Object.keys(facts) as (keyof Facts)[]) },
    }));
    expect(facts.map(({ found }) => found)).toEqual(facts.map(({ expected }) => expected));
  });
});

function keyOf({ namespace, name, version }: Artifact): string {
  return `${namespace ? `${namespace}/${name}` : name}@${version}`;
}

function without(keys: readonly string[], those: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => !those.includes(key)).sort();
}

/** Of an artifact, only what the tool told of it. */
function factsOf(artifact: Artifact, names: readonly (keyof Facts)[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, artifact[name] ?? null]));
}

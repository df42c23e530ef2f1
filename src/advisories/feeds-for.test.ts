import { describe, expect, test } from "vitest";
import { ECOSYSTEMS } from "../model/ecosystems.ts";
import { FEEDS } from "./feeds/index.ts";
import { contentsOf, feedsFor } from "./feeds-for.ts";

const NAMES = FEEDS.map(({ name }) => name);
const FACTS = ["cisa-kev", "cisa-vulnrichment", "endoflife-pages", "endoflife", "epss", "nvd"];

const needed = (...ecosystems: readonly string[]) => [...feedsFor(new Set(ecosystems), NAMES)];

test("every feed is in the table", () => {
  expect(NAMES.filter((name) => contentsOf(name) === undefined)).toEqual([]);
});

test("every ecosystem of the table is one that packages are looked up by", () => {
  const known = new Set(ECOSYSTEMS.map(({ advisories }) => advisories));
  const named = NAMES.flatMap((name) => contentsOf(name) ?? []).filter((one) => one !== "facts");
  expect(named.filter((one) => !known.has(one))).toEqual([]);
  // And none is forgotten: whatever packages there are, somebody is asked of them.
  const covered = new Set(NAMES.flatMap((name) => contentsOf(name) ?? []));
  expect([...known].filter((one) => !covered.has(one))).toEqual([]);
});

describe("an image needs what its packages need, and facts:", () => {
  test.each<[what: string, ecosystems: readonly string[], feeds: readonly string[]]>([
    ["of nothing", [], []],
    ["of Debian", ["Debian"], ["debian-lists", "debian-tracker"]],
    ["of Alpine with Go programs", ["Alpine", "Go"], ["alpine", "github-advisories", "gitlab-community", "osv-go"]],
    ["of Ruby", ["Ruby"], ["github-advisories", "rubysec"]],
    ["of openSUSE", ["openSUSE"], ["suse-affected", "suse-oval"]],
  ])("%s", (_, ecosystems, feeds) => {
    expect(needed(...ecosystems).sort()).toEqual([...FACTS, ...feeds].sort());
  });
});

test("a feed that is not in the table is asked: it may have anything", () => {
  expect([...feedsFor(new Set(["npm"]), ["osv-npm", "osv-pypi", "new-feed"])]).toEqual(["osv-npm", "new-feed"]);
});

import { orderOf } from "./shared/order-of.ts";
import { compareIdentifiers, compareLists, comparePreReleases } from "./shared/semantic.ts";

/**
 * The order of Conan's packages: as many items as somebody likes, of which trailing zeros do not count, and words among
 * them; a build behind `+` counts.
 *
 * Conan compares a number and a word by character, so that nothing holds between three of them; here a number is older.
 *
 * Source: `conan.internal.model.version` of Conan 2.
 */
export const conan = orderOf({
  name: "conan",
  describes: "packages of Conan",
  specification: "https://docs.conan.io/2/reference/conanfile/attributes.html#version",
  form: "items between dots[-pre-release][+build]",
  parse,
  compareParts: (a, b) =>
    compareLists(a.items, b.items, compareIdentifiers) ||
    Number(b.isFirst) - Number(a.isFirst) ||
    comparePreReleases(a.preRelease, b.preRelease) ||
    compareLists(a.build, b.build, compareIdentifiers),
});

interface Parts {
  readonly items: readonly string[];
  readonly preRelease: readonly string[];
  readonly build: readonly string[];
  /** `2-`, which ranges name: older than every pre-release of 2. */
  readonly isFirst: boolean;
}

function parse(version: string): Parts | undefined {
  const [whole, items = "", preRelease, build] =
    /^([^\s+-]+)(?:-([^\s+]*))?(?:\+(\S+))?$/.exec(version.toLowerCase()) ?? [];
  if (whole === undefined) return undefined;
  return { items: itemsOf(items), preRelease: itemsOf(preRelease), build: itemsOf(build), isFirst: preRelease === "" };
}

function itemsOf(text: string | undefined): string[] {
  const items = text === undefined || text === "" ? [] : text.split(".");
  return items.slice(0, items.findLastIndex((item) => !/^0+$/.test(item)) + 1);
}

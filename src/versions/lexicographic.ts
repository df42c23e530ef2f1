import { orderOf } from "./shared/order-of.ts";

/**
 * Texts by their code points, for ranges in the notation `vers` that ask for it.
 *
 * Source: https://github.com/package-url/vers-spec
 */
export const lexicographic = orderOf({
  name: "lexicographic",
  describes: "texts, compared by character",
  specification: "https://github.com/package-url/vers-spec/blob/main/VERSION-RANGE-SPEC.rst",
  form: "any text that is not empty",
  parse: (version) => (version === "" ? undefined : [...version].map((character) => character.codePointAt(0) ?? 0)),
  compareParts(a, b) {
    const at = a.findIndex((code, i) => code !== b[i]);
    return at === -1 || b[at] === undefined ? a.length - b.length : (a[at] ?? 0) - b[at];
  },
});

import { compareNumberLists, parseNumberList } from "./shared/number-list.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of Haskell packages: numbers between dots, of which each counts, zeros too: `1.0 < 1.0.0`.
 *
 * Source: `Distribution.Types.Version` of Cabal.
 */
export const hackage = orderOf({
  name: "hackage",
  describes: "Haskell packages",
  specification: "https://pvp.haskell.org/",
  form: "numbers, parted by dots",
  parse: (version) => parseNumberList(version, /\./),
  compareParts: compareNumberLists,
});

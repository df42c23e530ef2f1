import { compareNumberLists, parseNumberList } from "./shared/number-list.ts";
import { orderOf } from "./shared/order-of.ts";

/**
 * The order of R packages: numbers between dots and hyphens, of which each counts, zeros too: `0.1 < 0.1.0`.
 *
 * Source: `package_version` of R.
 */
export const cran = orderOf({
  name: "cran",
  describes: "R packages",
  specification: "https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file",
  form: "numbers, parted by dots and hyphens",
  parse: (version) => parseNumberList(version, /[.-]/),
  compareParts: compareNumberLists,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of R packages. */
export const osvCran = osvFeed({
  name: "osv-cran",
  describes: "R packages, from OSV (R Consortium)",
  license: "Apache-2.0",
  ecosystem: "CRAN",
  maxBytes: 16 * 1024 * 1024,
});

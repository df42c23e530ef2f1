import { osvFeed } from "../osv-feed.ts";

/** Advisories of software of Bitnami's images. */
export const osvBitnami = osvFeed({
  name: "osv-bitnami",
  describes: "software of Bitnami's images, from OSV (Bitnami's own database)",
  license: "Apache-2.0",
  ecosystem: "Bitnami",
  maxBytes: 128 * 1024 * 1024,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of PHP packages. */
export const osvPackagist = osvFeed({
  name: "osv-packagist",
  describes: "PHP packages, from OSV (GitHub and Drupal advisories)",
  license: "CC-BY-4.0",
  ecosystem: "Packagist",
  maxBytes: 128 * 1024 * 1024,
});

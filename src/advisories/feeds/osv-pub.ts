import { osvFeed } from "../osv-feed.ts";

/** Advisories of Dart packages. */
export const osvPub = osvFeed({
  name: "osv-pub",
  describes: "Dart packages, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "Pub",
  maxBytes: 16 * 1024 * 1024,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of Go modules and the standard library. */
export const osvGo = osvFeed({
  name: "osv-go",
  describes: "Go modules and the standard library, from OSV (Go vulnerability database and GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "Go",
  maxBytes: 128 * 1024 * 1024,
});

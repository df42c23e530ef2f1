import { osvFeed } from "../osv-feed.ts";

/** Advisories of Ruby gems. */
export const osvRubygems = osvFeed({
  name: "osv-rubygems",
  describes: "Ruby gems, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "RubyGems",
  maxBytes: 64 * 1024 * 1024,
});

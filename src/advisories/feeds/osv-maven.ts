import { osvFeed } from "../osv-feed.ts";

/** Advisories of projects of Maven. */
export const osvMaven = osvFeed({
  name: "osv-maven",
  describes: "projects of Maven, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "Maven",
  maxBytes: 128 * 1024 * 1024,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of actions and workflows of GitHub. */
export const osvActions = osvFeed({
  name: "osv-actions",
  describes: "actions and workflows of GitHub, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "GitHub Actions",
  maxBytes: 16 * 1024 * 1024,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of npm packages: GitHub's, and the malicious packages that OpenSSF collects. */
export const osvNpm = osvFeed({
  name: "osv-npm",
  describes: "npm packages, from OSV (GitHub advisories and malicious packages)",
  license: "CC-BY-4.0 and Apache-2.0",
  ecosystem: "npm",
  // The malicious packages make it the largest by far; it keeps growing.
  maxBytes: 1024 * 1024 * 1024,
});

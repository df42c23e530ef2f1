import { osvFeed } from "../osv-feed.ts";

/** Advisories of Swift packages. */
export const osvSwift = osvFeed({
  name: "osv-swift",
  describes: "Swift packages, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "SwiftURL",
  maxBytes: 16 * 1024 * 1024,
});

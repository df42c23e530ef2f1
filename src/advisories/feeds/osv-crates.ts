import { osvFeed } from "../osv-feed.ts";

/** Advisories of Rust crates. */
export const osvCrates = osvFeed({
  name: "osv-crates",
  describes: "Rust crates, from OSV (RustSec and GitHub advisories)",
  license: "CC0-1.0 and CC-BY-4.0",
  ecosystem: "crates.io",
  maxBytes: 64 * 1024 * 1024,
});

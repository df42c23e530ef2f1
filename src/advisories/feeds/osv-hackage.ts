import { osvFeed } from "../osv-feed.ts";

/** Advisories of Haskell packages. */
export const osvHackage = osvFeed({
  name: "osv-hackage",
  describes: "Haskell packages, from OSV (Haskell Security Response Team)",
  license: "CC0-1.0",
  ecosystem: "Hackage",
  maxBytes: 16 * 1024 * 1024,
});

import { osvFeed } from "../osv-feed.ts";

/** Advisories of packages of Erlang and Elixir. */
export const osvHex = osvFeed({
  name: "osv-hex",
  describes: "packages of Erlang and Elixir, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "Hex",
  maxBytes: 16 * 1024 * 1024,
});

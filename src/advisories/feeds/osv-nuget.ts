import { osvFeed } from "../osv-feed.ts";

/** Advisories of NuGet packages. */
export const osvNuget = osvFeed({
  name: "osv-nuget",
  describes: "NuGet packages, from OSV (GitHub advisories)",
  license: "CC-BY-4.0",
  ecosystem: "NuGet",
  maxBytes: 128 * 1024 * 1024,
});

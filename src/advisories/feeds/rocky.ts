import { rpmOsvFeed } from "../rpm-osv-feed.ts";

/** Advisories of Rocky Linux: by source packages. */
export const rocky = rpmOsvFeed({
  name: "rocky",
  describes: "Rocky Linux, from OSV (Rocky Linux' own errata)",
  license: "BSD-3-Clause",
  ecosystem: "Rocky Linux",
  maxBytes: 256 * 1024 * 1024,
});

import { rpmOsvFeed } from "../rpm-osv-feed.ts";

/** Advisories of AlmaLinux: by binary packages, with the streams of modules in their titles. */
export const osvAlmalinux = rpmOsvFeed({
  name: "osv-almalinux",
  describes: "AlmaLinux, from OSV (AlmaLinux' own errata)",
  license: "MIT",
  ecosystem: "AlmaLinux",
  maxBytes: 256 * 1024 * 1024,
});

import { suseOvalFeed } from "../shared/suse-oval-feed.ts";

/** SUSE's flaws with the packages that mend them, or that it calls not affected; what is still open is not in it. */
export const suseOval = suseOvalFeed({
  name: "suse-oval",
  describes: "SUSE Linux Enterprise and openSUSE, from SUSE's OVAL of what is mended",
  ending: "",
  insteadOf: "suse-affected",
  version: 2,
});

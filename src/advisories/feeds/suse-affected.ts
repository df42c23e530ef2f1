import { suseOvalFeed } from "../shared/suse-oval-feed.ts";

/**
 * SUSE's flaws: packages that mend them, that are not affected, and that still have them.
 *
 * Source: https://www.suse.com/support/security/oval/
 */
export const suseAffected = suseOvalFeed({
  name: "suse-affected",
  describes: "SUSE Linux Enterprise and openSUSE, from SUSE's OVAL of all flaws",
  ending: "-affected",
  version: 1,
});

import { getVersionOrder } from "../../versions/index.ts";
import type { Feed } from "../feed.ts";
import { advisoriesOf, flawOf, type Gathered } from "../gathered-advisories.ts";
import { fixesByFlaw, readSecdb, verdictOfFixes } from "../secdb.ts";

const name = "chainguard";

/**
 * What Chainguard has fixed in its packages, and what it has found not to be affected. It never says what is open.
 *
 * Source: https://github.com/chainguard-dev/vulnerability-scanner-support
 */
export const chainguard: Feed = {
  name,
  describes: "Chainguard, from its security database",
  license: "Chainguard's terms; published for scanners",
  files: [
    {
      url: "https://packages.cgr.dev/chainguard/security.json",
      mirrorPath: "chainguard/security.json",
      // It is one JSON document and is held in memory as a whole, which is what the bound is for.
      maxBytes: 256 * 1024 * 1024,
    },
  ],
  version: 1,

  async *parse([path = ""], report) {
    const order = getVersionOrder("apk");
    const gathered: Gathered = new Map();
    const { packages } = await readSecdb(path, name, report);
    for (const pkg of packages) {
      const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${name}: ${what}` });
      for (const [id, versions] of fixesByFlaw(pkg, order, complain)) {
        flawOf(gathered, id).affected.push({
          ecosystem: "Chainguard",
          release: "",
          name: pkg.name,
          ...verdictOfFixes(versions, order),
          versions: [],
        });
      }
    }
    yield* advisoriesOf(gathered, name, () => undefined);
  },
};

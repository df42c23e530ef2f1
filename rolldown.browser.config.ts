import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin, RolldownOptions } from "rolldown";

const HOST = join(import.meta.dirname, "src", "host");

/** In a browser, `host/X.browser.ts` stands for `host/X.ts` wherever there is one. */
const browserTwins: Plugin = {
  name: "browser-twins",
  resolveId: {
    filter: { id: /^\.\.?\/.*\.ts$/ },
    handler(name, importer) {
      const path = importer && resolve(dirname(importer), name);
      if (!path || dirname(path) !== HOST) return undefined;
      const twin = path.replace(/\.ts$/, ".browser.ts");
      return existsSync(twin) ? twin : undefined;
    },
  },
};

// From a file that was given to a page to its SBOM. Tests make the bundle; `rolldown -c rolldown.browser.config.ts -d DIR`
// writes it.
export default {
  input: { "catalog-archive": "src/sbom/catalog-archive.browser.ts" },
  cwd: import.meta.dirname,
  platform: "browser",
  plugins: [browserTwins],
  output: { format: "esm", minify: true, codeSplitting: false },
} satisfies RolldownOptions;

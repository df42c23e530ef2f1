import { distributionQualifier } from "../model/distribution.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger } from "./cataloger.ts";
import { withFolderSizes } from "./shared/folder-sizes.ts";

const STORE = "nix/store";

/** In one image: ten times what a desktop of NixOS has. */
const MOST_PACKAGES = 100_000;

/** A digest in Nix's base 32, and a name. Source: https://nix.dev/manual/nix/latest/store/store-path */
const STORE_PATH = /^([0-9a-df-np-sv-z]{32})-([0-9A-Za-z+._?=-]{1,211})$/;

/** Parts of a package that stand in folders of their own, named behind its version. */
const OUTPUTS = new Set([
  "bin",
  "data",
  "debug",
  "dev",
  "devdoc",
  "devman",
  "dist",
  "doc",
  "getent",
  "info",
  "lib",
  "libgcc",
  "login",
  "man",
  "mount",
  "out",
  "static",
  "su",
  "swap",
  "terminfo",
]);

/** What a package is built from has its name, too. */
const OF_BUILDING = /\.(?:drv|patch|diff|lock|gem|whl|zip|crate|tgz|tar(?:\.[a-z0-9]+)?)$/;

/** Packages in the store of Nix, told by the names of their folders: all that an image of Nix has to tell. */
export const nix = defineCataloger<never>({
  name: "nix",
  version: 1,
  describes: "packages in the store of Nix, by the names of their folders",
  specification: "https://nix.dev/manual/nix/latest/store/store-path",
  purlType: "nix",
  evidences: "installed",
  gives: ["installedSizeBytes"],
  roots: [],
  maxFileBytes: 0,
  wants: () => false,
  read: () => undefined,

  assemble(_evidence, { tree, distribution, report }) {
    const distro = distribution && distributionQualifier(distribution);
    const packages: CatalogedPackage[] = [];
    for (const { path, layer } of tree.foldersIn(STORE)) {
      if (packages.length === MOST_PACKAGES) {
        const message = `${STORE}: more than ${MOST_PACKAGES} packages; the others were left out`;
        report({ code: "LIMIT_EXCEEDED", path: STORE, message });
        break;
      }
      const parts = splitStorePath(path.slice(path.lastIndexOf("/") + 1));
      if (!parts) continue;
      const { name, version, output, digest } = parts;
      const qualifiers = { ...(output && { output }), ...(distro && { distro }) };
      packages.push({
        purl: formatPurl({ type: "nix", name, version, qualifiers }),
        type: "nix",
        name,
        version,
        licenses: [],
        properties: { "nix:store-digest": digest },
        layer,
        locations: [{ path, layer }],
      });
    }
    return withFolderSizes(packages, tree, ({ locations: [place] }) => place?.path);
  },
});

/**
 * `DIGEST-openssl-3.0.13-dev` is the output `dev` of `openssl` 3.0.13: a version begins at the first dash that no letter
 * follows. What has none is no package but a file or a script.
 *
 * Source: https://nix.dev/manual/nix/latest/language/builtins (`parseDrvName`)
 */
function splitStorePath(folder: string) {
  const [, digest = "", label = ""] = STORE_PATH.exec(folder) ?? [];
  const dash = label.search(/-[^A-Za-z]/);
  if (dash <= 0 || OF_BUILDING.test(label)) return undefined;
  const full = label.slice(dash + 1);
  const last = full.lastIndexOf("-");
  const output = last > 0 && OUTPUTS.has(full.slice(last + 1)) ? full.slice(last + 1) : undefined;
  const version = output ? full.slice(0, last) : full;
  if (!/^\d/.test(version)) return undefined;
  return { digest, name: label.slice(0, dash), version, output };
}

import { fieldsOf, itemsOf, textOf } from "./json-fields.ts";
import { projectFolderOf } from "./node-folders.ts";
import { yarnProperties } from "./yarn-state.ts";

/** A package as Plug'n'Play knows it. */
export interface PnpPackage {
  /** Its folder, from that of the file, also within an archive: `.yarn/cache/a.zip/node_modules/a`. */
  readonly at: string;
  /** A part of the project. */
  readonly isPart?: true;
  /** Names, each with the position of the package that is found for it. */
  readonly needs?: Readonly<Record<string, number>>;
  readonly properties?: Readonly<Record<string, string>>;
}

const MOST_PACKAGES = 50_000;
const MOST_CHARACTERS = 4096;

/**
 * The packages of `packageRegistryData`, in which a package is called by its name and what yarn calls a reference.
 *
 * Source: https://yarnpkg.com/advanced/pnp-spec
 */
export function pnpPackages(data: unknown): PnpPackage[] {
  const entries: { key: string; at: string; reference: string; isPart: boolean; asks: readonly unknown[] }[] = [];
  for (const store of itemsOf(fieldsOf(data).packageRegistryData)) {
    const [name, references] = itemsOf(store);
    for (const one of itemsOf(references)) {
      const [reference, value] = itemsOf(one);
      const { packageLocation, packageDependencies, linkType } = fieldsOf(value);
      const at = textOf(packageLocation);
      if (at === undefined || at.length > MOST_CHARACTERS || entries.length === MOST_PACKAGES) continue;
      entries.push({
        key: keyOf(name, reference),
        at: realLocation(at),
        reference: textOf(reference) ?? "",
        isPart: linkType === "SOFT",
        asks: itemsOf(packageDependencies),
      });
    }
  }
  const positions = new Map(entries.map(({ key }, i) => [key, i]));
  return entries.map(({ at, reference, isPart, asks }) => {
    const needs = asks.flatMap((ask): [string, number][] => {
      const [alias, target] = itemsOf(ask);
      const [name, of] = Array.isArray(target) ? (target as unknown[]) : [alias, target];
      const position = positions.get(keyOf(name, of));
      return typeof alias === "string" && position !== undefined ? [[alias, position]] : [];
    });
    const properties = yarnProperties(reference.slice(0, MOST_CHARACTERS));
    return {
      at,
      ...(isPart && { isPart }),
      ...(needs.length > 0 && { needs: Object.fromEntries(needs) }),
      ...(Object.keys(properties).length > 0 && { properties }),
    };
  });
}

const keyOf = (name: unknown, reference: unknown) => `${textOf(name) ?? ""}\0${textOf(reference) ?? ""}`;

/**
 * A package that stands with several sets of peers has a folder for each that is not there:
 * `.yarn/__virtual__/a-virtual-0123/0/cache/a.zip/` is `.yarn/cache/a.zip/`, a `1` leads one folder further up.
 *
 * Source: https://yarnpkg.com/advanced/pnp-spec#virtual-folders
 */
function realLocation(location: string): string {
  const [, before = "", ups = "", rest = ""] =
    /^(.*?)(?:__virtual__|\$\$virtual)\/[^/]+\/(\d{1,2})\/(.*)$/.exec(location) ?? [];
  return rest === "" ? location : `${before}${"../".repeat(Number(ups))}${rest}`;
}

/** What Plug'n'Play says of the folders of an image. */
export interface PnpTree {
  /** Whether a package that stands there, or the archive in which it does, is used by some project. */
  readonly isUsed: (path: string) => boolean;
  readonly isPart: (folder: string) => boolean;
  /** The folder of the package that one in this folder gets by the name; `undefined` too where nothing is said of it. */
  readonly resolve: (folder: string, name: string) => string | undefined;
  readonly propertiesOf: (folder: string) => Readonly<Record<string, string>> | undefined;
}

/** The data of each project, with the folder in which it stands, over each other. */
export function pnpTree(projects: readonly { folder: string; packages: readonly PnpPackage[] }[]): PnpTree {
  const byFolder = new Map<string, { parts: PnpPackage[]; needs: Map<string, string> }>();
  const bases = new Set<string | undefined>();
  for (const { folder, packages } of projects) {
    const folders = packages.map(({ at }) => joined(folder, at));
    for (const [i, pkg] of packages.entries()) {
      const at = folders[i] ?? "";
      if (!pkg.isPart) bases.add(projectFolderOf(`${at}/package.json`));
      const known = byFolder.get(at) ?? { parts: [], needs: new Map<string, string>() };
      byFolder.set(at, known);
      known.parts.push(pkg);
      for (const [name, position] of Object.entries(pkg.needs ?? {})) {
        const target = folders[position];
        if (target !== undefined) known.needs.set(name, target);
      }
    }
  }
  bases.delete(undefined);
  return {
    isUsed: (path) => bases.has(projectFolderOf(path)),
    isPart: (folder) => byFolder.get(folder)?.parts.some(({ isPart }) => isPart) ?? false,
    resolve: (folder, name) => byFolder.get(folder)?.needs.get(name),
    propertiesOf: (folder) => byFolder.get(folder)?.parts.find(({ properties }) => properties)?.properties,
  };
}

/** A way from a folder, with `.` and `..`; nobody leaves the image. */
function joined(folder: string, way: string): string {
  const parts = folder.split("/");
  for (const part of way.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.filter((part) => part !== "").join("/");
}

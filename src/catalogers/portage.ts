import { parseGentooAtom, parseGentooDependencies, splitGentooVersion } from "../formats/gentoo-atom.ts";
import { LineJoiner, linesOf } from "../formats/text-lines.ts";
import { distributionQualifier } from "../model/distribution.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { isWithin } from "./shared/bounded-text.ts";
import { findCalled, findDependencies, type Installed } from "./shared/depends-on.ts";
import { layersOfOrigin } from "./shared/origin.ts";

const DATABASE = "var/db/pkg";
const WORLD = "var/lib/portage/world";

/** A folder for each package, and in it a file for each fact; these are read. */
const RECORD =
  /^var\/db\/pkg\/([^/]+)\/([^/]+)\/(CONTENTS|PF|CHOST|DESCRIPTION|HOMEPAGE|LICENSE|RDEPEND|SIZE|SLOT|repository)$/;

/** Far more than any fact has. */
const MOST_CHARACTERS = 64 * 1024;
const MOST_WORLD_BYTES = 1024 * 1024;

type Evidence =
  /** The text of a fact. */
  | { readonly kind: "fact"; readonly text: string }
  /** A path a line. */
  | { readonly kind: "files"; readonly paths: string }
  | { readonly kind: "world"; readonly names: readonly string[] };

/** Packages installed by Portage: Gentoo and its kin. */
export const portage = defineCataloger<Evidence>({
  name: "portage",
  version: 1,
  describes: "Gentoo packages",
  specification: "https://projects.gentoo.org/pms/8/pms.html",
  purlType: "ebuild",
  evidences: "installed",
  gives: ["licenses", "description", "homepage", "architecture", "installedSizeBytes", "dependsOn", "direct", "owns"],
  roots: [DATABASE, WORLD],
  // What the kernel's sources install is a list of 10 MB.
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => path === WORLD || (path.startsWith(DATABASE) && RECORD.test(path)),

  read(file, report) {
    if (file.path === WORLD) {
      return isWithin(file, MOST_WORLD_BYTES, report) ? { kind: "world", names: namesIn(file.text()) } : undefined;
    }
    const [, , full = "", fact] = RECORD.exec(file.path) ?? [];
    if (fact === "PF" && !isInTheMaking(full) && !splitGentooVersion(full)) {
      report({ code: "FILE_MALFORMED", path: file.path, message: `${file.path}: the package has no version` });
    }
    if (fact === "CONTENTS") return { kind: "files", paths: pathsIn(file.text()) };
    const text = file.text().trim();
    if (text.length <= MOST_CHARACTERS) return { kind: "fact", text };
    const message = `${file.path}: ${text.length} characters, more than the ${MOST_CHARACTERS} that are read of it`;
    report({ code: "LIMIT_EXCEEDED", path: file.path, message });
    return { kind: "fact", text: "" };
  },

  assemble(evidence, { distribution, layerCount, report }) {
    const records = evidence.filter(({ value }) => value.kind !== "world");
    const origins = layersOfOrigin(
      records.map(({ path, layer, until }) => ({ from: layer, until, keys: [folderOf(path)] })),
      layerCount,
    );
    const standing = evidence.filter(stands);
    const worlds = standing.flatMap(({ value }) => (value.kind === "world" ? [value.names] : []));
    const distro = distribution && distributionQualifier(distribution);

    const folders = Map.groupBy(
      standing.filter(({ value }) => value.kind !== "world"),
      ({ path }) => folderOf(path),
    );
    const packages = [...folders].flatMap(([folder, files]) => {
      const [category = "", full = ""] = folder.split("/").slice(-2);
      const split = isInTheMaking(full) ? undefined : splitGentooVersion(full);
      if (!split) return [];
      const { name, version } = split;
      const qualifiers = { ...(distro && { distro }) };
      const purl = formatPurl({ type: "ebuild", namespace: category, name, version, qualifiers });
      return [{ ...factsOf(files), category, name, version, purl, folder }];
    });
    const installed = packages.map(
      ({ category, name, purl, slot, needs }): Installed => ({
        purl,
        name: `${category}/${name}`,
        architecture: "",
        provides: () => [`${category}/${name}:${slot}`],
        // The package in that slot; and any, where the slot has moved since.
        needs: () =>
          parseGentooDependencies(needs).map((ways) =>
            ways.flatMap((way) => [...(way.slot ? [{ name: `${way.name}:${way.slot}` }] : []), { name: way.name }]),
          ),
      }),
    );
    const dependencies = findDependencies(installed, report);
    const needed = new Set(dependencies.flat());
    const asked = findCalled(installed, worlds.flat());

    return packages.map((pkg, at): CatalogedPackage => {
      const { purl, category, name, version, folder, files } = pkg;
      // A package that nobody needs, and that nobody asked for, belongs to the system, or has been left over.
      const direct = worlds.length === 0 ? undefined : asked.has(purl) ? true : needed.has(purl) ? false : undefined;
      return {
        purl,
        type: "ebuild",
        namespace: category,
        name,
        version,
        ...(pkg.architecture && { architecture: pkg.architecture }),
        licenses: pkg.license ? [pkg.license] : [],
        ...(pkg.description && { description: pkg.description }),
        ...(pkg.homepage && { homepage: pkg.homepage }),
        ...(pkg.installedSizeBytes !== undefined && { installedSizeBytes: pkg.installedSizeBytes }),
        dependsOn: dependencies[at] ?? [],
        ...(direct !== undefined && { direct }),
        properties: pkg.properties,
        layer: origins.get(folder) ?? pkg.location.layer,
        locations: [pkg.location],
        owns: () => linesOf(files),
      };
    });
  },
});

/** What is being installed, or was when it was killed. */
const isInTheMaking = (full: string) => full.startsWith("-MERGING-");

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/** What the files of one folder say. */
function factsOf(found: readonly Found<Evidence>[]) {
  const byName = new Map(found.map((file) => [file.path.slice(file.path.lastIndexOf("/") + 1), file]));
  const text = (name: string) => {
    const value = byName.get(name)?.value;
    return value?.kind === "fact" ? value.text : "";
  };
  const contents = byName.get("CONTENTS");
  const [slot = ""] = text("SLOT").split("/", 1);
  const words = [
    ["portage:slot", text("SLOT")],
    ["portage:repository", text("repository")],
  ].filter(([, value = ""]) => /^[\w./+-]{1,100}$/.test(value));
  const { path = "", layer = 0 } = contents ?? byName.get("PF") ?? found[0] ?? {};
  return {
    location: { path, layer },
    files: contents?.value.kind === "files" ? contents.value.paths : "",
    architecture: /^[a-z0-9_]{1,40}(?=-)/.exec(text("CHOST"))?.[0],
    license: text("LICENSE").replaceAll(/\s+/g, " "),
    description: text("DESCRIPTION"),
    homepage: text("HOMEPAGE").split(/\s/, 1)[0],
    installedSizeBytes: /^\d{1,15}$/.test(text("SIZE")) ? Number(text("SIZE")) : undefined,
    slot,
    needs: text("RDEPEND"),
    properties: Object.fromEntries(words) as Record<string, string>,
  };
}

/** `dev-vcs/git`, or of one slot: `dev-lang/python:3.12`. */
function namesIn(world: string): string[] {
  const atoms = world.split("\n").flatMap((line) => parseGentooAtom(line.trim()) ?? []);
  return [...new Set(atoms.map(({ name, slot }) => (slot ? `${name}:${slot}` : name)))];
}

/** Of `obj /usr/bin/a b MD5 TIME` and `sym /usr/lib/c -> d TIME` the paths; folders belong to many. */
function pathsIn(contents: string): string {
  const paths = new LineJoiner();
  for (const line of linesOf(contents)) {
    if (line.startsWith("obj ")) {
      const end = line.lastIndexOf(" ", line.lastIndexOf(" ") - 1);
      if (end > "obj ".length) paths.add(line.slice("obj ".length, end));
    } else if (line.startsWith("sym ")) {
      const end = line.indexOf(" -> ");
      if (end > 0) paths.add(line.slice("sym ".length, end));
    }
  }
  return paths.text();
}

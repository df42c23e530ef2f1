import type { Scope } from "../model/package.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, readJson, textOf, textsOf } from "./shared/json-fields.ts";
import {
  assembleLists,
  collectPackages,
  type ListedFields,
  type PackageCollector,
  type PackageList,
} from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";

/** `name/version@user/channel#recipe%time:package#build`, all behind the version optional. */
const REFERENCE = /^(?:([^/@#:%\s]+)\/)?([^/@#:%\s]+)(?:@([^/#:%\s]*)\/([^/#:%\s]*))?(?:#([^:%\s]*))?/;

/** Sections of a conanfile.txt that name packages. */
const SECTIONS: Readonly<Record<string, Scope>> = {
  requires: "production",
  build_requires: "development",
  tool_requires: "development",
  test_requires: "development",
};

/** C and C++ packages of Conan that a project's lock file holds, or that its conanfile.txt names with a version. */
export const conan = defineCataloger<PackageList>({
  name: "conan",
  version: 1,
  describes: "C and C++ packages of `conan.lock` (Conan 1 and 2), and of `conanfile.txt` where it names a version",
  specification: "https://docs.conan.io/2/tutorial/versioning/lockfiles.html",
  purlType: "conan",
  evidences: "declared",
  gives: ["dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 8 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["conan.lock", "conanfile.txt"]),

  read(file, report) {
    const collector = collectPackages(file, report);
    if (file.path.endsWith(".txt")) readConanfile(file.text(), collector);
    else {
      const json = readJson(file, report);
      if (json === undefined) return undefined;
      const fields = fieldsOf(json);
      const { nodes } = fieldsOf(fields.graph_lock);
      if (nodes !== undefined) readGraph(fieldsOf(nodes), collector);
      else readLists(fields, collector);
    }
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "conan" }),
});

function referenceOf(text: string): ListedFields {
  const [, name, version, user, channel, revision] = REFERENCE.exec(text) ?? [];
  // `_` stands for none.
  const said = (part: string | undefined) => (part === "_" ? undefined : part);
  return {
    namespace: said(user),
    name,
    version,
    qualifiers: { channel: said(channel) },
    properties: { "conan:revision": revision },
  };
}

/** Of Conan 2: lists of references. */
function readLists(fields: Readonly<Record<string, unknown>>, { add }: PackageCollector): void {
  for (const text of textsOf(fields.requires)) add({ ...referenceOf(text), scope: "production" });
  for (const key of ["build_requires", "python_requires"]) {
    for (const text of textsOf(fields[key])) add({ ...referenceOf(text), scope: "development" });
  }
}

/** Of Conan 1: a graph with its nodes by number, the project's own among them. */
function readGraph(nodes: Readonly<Record<string, unknown>>, { add }: PackageCollector): void {
  const isOwn = (node: Readonly<Record<string, unknown>>) =>
    node.path !== undefined || (textOf(node.ref) === undefined && textOf(node.pref) === undefined);
  // Older ones name what is needed by its reference, with the number behind.
  const numbersOf = (needs: unknown) =>
    Array.isArray(needs) ? textsOf(needs) : Object.values(fieldsOf(needs)).flatMap((number) => textOf(number) ?? []);
  const all = Object.entries(nodes).map(([number, value]) => ({ number, node: fieldsOf(value) }));
  const own = all.filter(({ node }) => isOwn(node));
  const asked = new Set(own.flatMap(({ node }) => [...numbersOf(node.requires), ...numbersOf(node.build_requires)]));
  const toBuild = new Set(all.flatMap(({ node }) => numbersOf(node.build_requires)));
  const toRun = new Set(all.flatMap(({ node }) => numbersOf(node.requires)));
  for (const { number, node } of all) {
    if (isOwn(node)) continue;
    add({
      ...referenceOf(textOf(node.ref) ?? textOf(node.pref) ?? ""),
      keys: [number],
      needs: numbersOf(node.requires),
      direct: asked.has(number),
      scope: toBuild.has(number) && !toRun.has(number) ? "development" : "production",
    });
  }
}

/** Source: https://docs.conan.io/2/reference/conanfile_txt.html */
function readConanfile(text: string, { add }: PackageCollector): void {
  let scope: Scope | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/(?:^|\s)#.*$/, "").trim();
    const section = /^\[(\w+)\]$/.exec(line)?.[1];
    if (section !== undefined) scope = Object.hasOwn(SECTIONS, section) ? SECTIONS[section] : undefined;
    // A range of versions, `name/[>1.0]`, is not one.
    else if (scope !== undefined && line.includes("/") && !line.includes("[")) {
      add({ ...referenceOf(line), scope, direct: true });
    }
  }
}

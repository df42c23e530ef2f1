import { type GoMod, parseGoMod, parseGoSum } from "../formats/go-mod.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { folderOf, isProjectFile } from "./shared/project-files.ts";

interface Evidence extends PackageList {
  /** Of a go.sum, and of a go.mod whose Go is so old that it does not list what its modules need. */
  readonly kind: "sum" | "mod" | "short-mod";
}

/** From this one on a go.mod lists all modules that are needed to build. Source: https://go.dev/ref/mod#graph-pruning */
const LISTS_ALL = [1, 17] as const;

/** Go modules that a project asks for. */
export const goMod = defineCataloger<Evidence>({
  name: "go-mod",
  version: 1,
  describes: "Go modules of `go.mod`, with the digests of `go.sum`",
  specification: "https://go.dev/ref/mod",
  purlType: "golang",
  evidences: "declared",
  gives: ["direct"],
  roots: [],
  maxFileBytes: 16 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["go.mod", "go.sum"]),

  read(file, report) {
    const { path } = file;
    const collector = collectPackages(file, report);
    if (path.endsWith("go.sum")) {
      for (const { path: module, version, digest } of parseGoSum(file.text())) {
        collector.add({ ...partsOf(module), version, properties: { "golang:h1": digest } });
      }
      return { kind: "sum", packages: collector.packages };
    }
    const broken: number[] = [];
    const mod = parseGoMod(file.text(), (line) => void broken.push(line));
    if (broken.length > 0) {
      const message = `${path}: ${broken.length} lines are not of a go.mod; the first is line ${broken[0]}`;
      report({ code: "FILE_MALFORMED", path, message });
    }
    addRequirements(mod, collector.add);
    return { kind: listsAll(mod.go) ? "mod" : "short-mod", packages: collector.packages };
  },

  assemble: (evidence) =>
    [...Map.groupBy(evidence.filter(stands), ({ path }) => folderOf(path)).values()].flatMap(assembleProject),
});

/** `github.com/a/b` as namespace and name. */
function partsOf(module: string): { namespace?: string; name: string } {
  const slash = module.lastIndexOf("/");
  return slash > 0 ? { namespace: module.slice(0, slash), name: module.slice(slash + 1) } : { name: module };
}

function listsAll(go: string | undefined): boolean {
  // Without a line that tells, Go takes 1.16.
  const [major = 0, minor = 0] = (go ?? "1.16").split(".").map((part) => Number.parseInt(part, 10));
  return major > LISTS_ALL[0] || (major === LISTS_ALL[0] && minor >= LISTS_ALL[1]);
}

function addRequirements({ requires, replaces }: GoMod, add: ReturnType<typeof collectPackages>["add"]): void {
  const replacements = new Map(replaces.map(({ path, version = "", by }) => [`${path}@${version}`, by]));
  for (const { path, version, indirect } of requires) {
    const by = replacements.get(`${path}@${version}`) ?? replacements.get(`${path}@`);
    // A folder of this machine, with a go.mod of its own.
    if (by && by.version === undefined) continue;
    add({
      ...partsOf(by?.path ?? path),
      version: by?.version ?? version,
      direct: !indirect,
      properties: { "golang:replaces": by && `${path}@${version}` },
    });
  }
}

/** The modules of a go.mod with their digests; where it does not list all, also those that only its go.sum knows. */
function assembleProject(files: readonly Found<Evidence>[]): CatalogedPackage[] {
  const mods = files.filter(({ value }) => value.kind !== "sum");
  const sums = assembleLists(
    files.filter(({ value }) => value.kind === "sum"),
    { purlType: "golang" },
  );
  const digests = new Map(sums.map(({ purl, properties }) => [purl, properties]));
  const packages = assembleLists(mods, { purlType: "golang" }).map((pkg) => ({
    ...pkg,
    properties: { ...digests.get(pkg.purl), ...pkg.properties },
  }));
  if (!mods.some(({ value }) => value.kind === "short-mod")) return packages;
  const nameOf = ({ namespace = "", name }: CatalogedPackage) => `${namespace}/${name}`;
  const known = new Set(packages.map(nameOf));
  const others = sums.filter((pkg) => !known.has(nameOf(pkg)));
  return [...packages, ...others.map((pkg) => ({ ...pkg, direct: false }))];
}

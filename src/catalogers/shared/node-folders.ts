/**
 * Where packages of npm stand: in a `node_modules` folder, those of pnpm, bun and deno in a store within it; where
 * Debian puts them; and yarn, which the official images of Node.js unpack beside it.
 *
 * Source: https://www.debian.org/doc/packaging-manuals/ (nodejs policy: /usr/share/nodejs, /usr/lib/nodejs,
 * /usr/lib/TRIPLET/nodejs); https://github.com/nodejs/docker-node (opt/yarn-v…)
 */
const INSTALLED =
  /(?:(?:^|\/)node_modules|^usr\/(?:share|lib)\/nodejs|^usr\/lib\/[^/]+-linux-[^/]+\/nodejs)\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$|^opt\/yarn-v[^/]+\/package\.json$/;

/** Folders of a package whose packages are there to be tried, not used. */
export const TRIAL_FOLDERS: ReadonlySet<string> = new Set(
  "test tests __tests__ spec specs fixture fixtures __fixtures__ testdata mock mocks __mocks__ example examples demo benchmark benchmarks bench".split(
    " ",
  ),
);

const MANIFEST = "/package.json";

/** Tells whether a path is the package.json of a package's own folder: a package's test data is not installed. */
export function isInstalledManifest(path: string): boolean {
  if (!path.endsWith(MANIFEST) || !INSTALLED.test(path)) return false;
  const parts = path.split("/");
  const top = parts.indexOf("node_modules");
  if (top < 0) return true;
  for (let i = top + 1; i < parts.length - 2; i++) {
    // A package may be called `test`: a name stands right behind `node_modules`, or behind the scope there.
    const isName = parts[i - 1] === "node_modules" || (parts[i - 2] === "node_modules" && parts[i - 1]?.[0] === "@");
    if (!isName && TRIAL_FOLDERS.has(parts[i] ?? "")) return false;
  }
  return true;
}

/** Tells whether a path is the package.json of what may be a project: it says which packages were asked for. */
export function isProjectManifest(path: string): boolean {
  return (path.endsWith(MANIFEST) || path === "package.json") && !/(?:^|\/)node_modules\//.test(path);
}

/** Tells whether a path is what npm keeps of the lock file beside the packages. */
export function isHiddenLock(path: string): boolean {
  return path.endsWith("/node_modules/.package-lock.json") || path === "node_modules/.package-lock.json";
}

/** The folder of a file: empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** The folder that holds the outermost `node_modules` on the way to a path; `undefined` where there is none. */
export function projectFolderOf(path: string): string | undefined {
  if (path.startsWith("node_modules/")) return "";
  const at = path.indexOf("/node_modules/");
  return at < 0 ? undefined : path.slice(0, at);
}

/** Tells whether a package's folder is right in the project's `node_modules`. */
export function isTopLevel(folder: string, project: string): boolean {
  const name = folder.slice(project === "" ? "node_modules/".length : project.length + "/node_modules/".length);
  return name.split("/").length === (name.startsWith("@") ? 2 : 1);
}

/** Tells whether packages of a project folder were installed for everybody, as `npm install --global` does. */
export function isGlobal(project: string): boolean {
  return project === "lib" || project.endsWith("/lib");
}

/** Where Debian's Node.js looks for a package that no folder on the way up has. */
export const SYSTEM_FOLDERS: readonly string[] = ["usr/share/nodejs", "usr/lib/nodejs"];

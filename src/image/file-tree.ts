import { DEFAULT_LIMITS, type Limits } from "../model/limits.ts";
import { type FileTable, readFileTable, type TableEntry } from "./file-table.ts";

/** A file of the image as it stands in the end. */
export interface TreeFile {
  /** Its real path, all links followed. */
  readonly path: string;
  readonly type: "file" | "directory";
  /** Ordinal of the layer that wrote it. */
  readonly layer: number;
}

/** How long a file that a layer wrote stood. */
export interface Lifetime {
  /** Real path at which it stood, links of its folders followed. */
  readonly path: string;
  /** Ordinal of the layer that wrote it. */
  readonly layer: number;
  /** Ordinal of the layer that took it away or wrote over it; absent when it stands in the end. */
  readonly until?: number;
}

/** The file system that a container of the image sees. */
export interface FileTree {
  /** The file at a path, symbolic links followed; `undefined` when nothing is there, or links run in a circle. */
  readonly find: (path: string) => TreeFile | undefined;
  /** The folders within the one at a path, in no order; links among them are none. */
  readonly foldersIn: (path: string) => Iterable<TreeFile>;
  /**
   * Makes a function that sums the bytes of all files below a folder, as layers tell them; links count for nothing, and
   * folders of the names that are left out neither. `undefined` where no folder is. What was summed once is known then.
   */
  readonly folderSizes: (leftOut?: ReadonlySet<string>) => (path: string) => number | undefined;
  /** Lifetimes of the watched path in the order of the layers that wrote it. */
  readonly lifetimes: ReadonlyMap<number, ReadonlyMap<string, Lifetime>>;
  /** The link at the path, or on the way to it, that leads nowhere or in a circle; `undefined` where none does. */
  readonly findBrokenLink: (path: string) => string | undefined;
  /** Files that a layer wrote through a link and that are sought where they really stand. */
  readonly writtenThroughLinks: readonly WrittenThroughLink[];
}

export interface WrittenThroughLink {
  /** Ordinal of the layer. */
  readonly layer: number;
  /** As the layer writes it. */
  readonly path: string;
  /** Where it stood. */
  readonly real: string;
}

/** A folder, a symbolic link, or a file whose lifetime is wanted. */
interface Node {
  /** Ordinal of the layer that wrote it; 0 for folders that no layer names. */
  layer: number;
  /** Of folders only. */
  children: Map<string, Child> | undefined;
  /** Of symbolic links only. */
  linkTarget: string | undefined;
  /** Of files whose lifetime is wanted. */
  sizeBytes: number;
  /** Set where somebody wants to know how long it stood. */
  lifetime: { path: string; layer: number; until?: number } | undefined;
}

type Bounds = Pick<Limits, "linkDepth" | "pathCharacters">;

/** Where every way begins, with how far one goes. */
interface Root extends Node {
  readonly limits: Bounds;
}

/**
 * All other files are one number, the ordinal of their layer and, times the number of layers, their size: an image may
 * have a million of them.
 */
type Child = Node | number;

/** Steps on one way, the folders that links lead through counted: no honest image has a hundredth. */
const MAX_STEPS = 10_000;

/**
 * Lays the layers over each other: the last one wins per path, whiteouts and opaque folders take away what lower
 * layers have. A path through a folder that is a symbolic link writes behind the link, as container engines do
 * (images with a merged `/usr` rely on it). Links never lead out: `..` at the root stays there.
 *
 * @param layers   File tables, oldest first.
 * @param watched  Per layer, the paths as written whose lifetimes are wanted.
 * @param isSought  Asked for each file that is written through a link: whether somebody wants it by its real path.
 */
export function mergeLayers(
  layers: readonly FileTable[],
  watched: readonly ReadonlySet<string>[],
  isSought: (real: string) => boolean = () => false,
  limits: Bounds = DEFAULT_LIMITS,
): FileTree {
  const root: Root = { ...folderNode(0), limits };
  const count = layers.length;
  const mostBytes = Math.floor(Number.MAX_SAFE_INTEGER / Math.max(count, 1)) - 1;
  const sizeOf = ({ type, sizeBytes, linkTarget }: TableEntry, folders: Folders) => {
    const bytes = type === "hardlink" ? sizeOfFile(linkedFile(root, linkTarget, folders), count) : sizeBytes;
    return Math.min(bytes, mostBytes);
  };
  const lifetimes = new Map<number, Map<string, Lifetime>>();
  const writtenThroughLinks: WrittenThroughLink[] = [];

  for (const [layer, table] of layers.entries()) {
    const watch = watched[layer];
    const ofLayer = new Map<string, Lifetime>();
    lifetimes.set(layer, ofLayer);
    // Tars list a folder's files together: nearly every folder is the one before. What replaces something may have
    // replaced a folder on the way, so it forgets them all.
    const folders: Folders = new Map();
    const cleared: Cleared = new Set();
    for (const entry of readFileTable(table)) {
      const { path, type } = entry;
      if (type === "opaque" || type === "whiteout") {
        if (takeAway(root, entry, { layer, count, cleared })) folders.clear();
        continue;
      }
      if (path === "") continue;
      const { folder, name } = splitPath(path);
      const parent = folders.get(folder) ?? makeFolder(root, folder, layer);
      // Links may lead deeper than any path can say: what stands there nobody can open.
      if (!parent) continue;
      folders.set(folder, parent);
      const siblings = parent.children;
      const old = siblings.get(name);
      if (type === "directory" && old !== undefined && isFolder(old)) {
        (old as Node).layer = layer;
        continue;
      }
      if (old !== undefined && typeof old !== "number") {
        end(old, layer);
        folders.clear();
      }
      if (parent.path !== folder && type !== "directory") {
        const real = join(parent.path, name);
        if (isSought(real)) writtenThroughLinks.push({ layer, path, real });
      }
      if (watch?.has(path)) {
        const lifetime = { path: join(parent.path, name), layer };
        ofLayer.set(path, lifetime);
        const sizeBytes = sizeOf(entry, folders);
        siblings.set(name, { layer, children: undefined, linkTarget: undefined, sizeBytes, lifetime });
      } else if (type === "directory") siblings.set(name, folderNode(layer));
      else if (type === "symlink") {
        const { linkTarget } = entry;
        siblings.set(name, { layer, children: undefined, linkTarget, sizeBytes: 0, lifetime: undefined });
      } else siblings.set(name, layer + sizeOf(entry, folders) * count);
    }
  }

  return {
    lifetimes,
    find(path) {
      const found = walk(root, path, true);
      if (!found) return undefined;
      const { node } = found;
      if (typeof node === "number") return { path: found.path, type: "file", layer: node % count };
      return { path: found.path, type: node.children ? "directory" : "file", layer: node.layer };
    },
    *foldersIn(path) {
      const place = walk(root, path, true);
      const children = typeof place?.node === "object" ? place.node.children : undefined;
      for (const [name, child] of children ?? []) {
        if (typeof child === "object" && child.children !== undefined && place)
          yield { path: join(place.path, name), type: "directory", layer: child.layer };
      }
    },
    folderSizes(leftOut = new Set()) {
      const known = new Map<Map<string, Child>, number>();
      return (path) => {
        const node = walk(root, path, true)?.node;
        const children = typeof node === "object" ? node.children : undefined;
        return children && sizeOfFolder(children, { leftOut, known, count });
      };
    },
    findBrokenLink(path) {
      const parts = path.split("/");
      const prefixes = parts.map((_, i) => parts.slice(0, i + 1).join("/"));
      return prefixes.find((prefix) => {
        const node = walk(root, prefix, false)?.node;
        return typeof node === "object" && node.linkTarget !== undefined && walk(root, prefix, true) === undefined;
      });
    },
    writtenThroughLinks,
  };
}

/**
 * Folders that hold nothing of lower layers any more. They stay so while a layer passes, however many marks it has: a
 * hostile one has a hundred thousand for one folder.
 */
type Cleared = Set<Map<string, Child>>;

/** The layer that takes away, how many there are, and what it emptied before. */
interface Taking {
  readonly layer: number;
  readonly count: number;
  readonly cleared: Cleared;
}

/**
 * A whiteout speaks of lower layers only, wherever it stands in its tar: what its own layer wrote stays.
 *
 * @returns Whether a folder or a link went.
 */
function takeAway(root: Root, { path, type }: TableEntry, taking: Taking): boolean {
  if (type === "opaque") {
    const folder = walk(root, path, true)?.node;
    return typeof folder === "object" && folder.children !== undefined && prune(folder.children, taking);
  }
  const { folder, name } = splitPath(path);
  const parent = walk(root, folder, true)?.node;
  return typeof parent === "object" && parent.children !== undefined && pruneChild(parent.children, name, taking);
}

function prune(children: Map<string, Child>, taking: Taking): boolean {
  const { cleared } = taking;
  if (cleared.has(children)) return false;
  cleared.add(children);
  let went = false;
  for (const name of [...children.keys()]) went = pruneChild(children, name, taking) || went;
  return went;
}

function pruneChild(children: Map<string, Child>, name: string, taking: Taking): boolean {
  const { layer, count } = taking;
  const child = children.get(name);
  if (child === undefined) return false;
  if (typeof child === "number") {
    if (child % count < layer) children.delete(name);
    return false;
  }
  const wentBelow = child.children !== undefined && prune(child.children, taking);
  if (child.layer >= layer || (child.children && child.children.size > 0)) return wentBelow;
  end(child, layer);
  children.delete(name);
  return true;
}

const folderNode = (layer: number): Node => ({
  layer,
  children: new Map(),
  linkTarget: undefined,
  sizeBytes: 0,
  lifetime: undefined,
});

/**
 * What a hard link of a layer is a name of. Links on the way are followed only where the layer wrote through them: a
 * hostile one has millions of hard links to a path that leads through as many.
 */
function linkedFile(root: Root, path: string, folders: Folders): Child | undefined {
  const { folder, name } = splitPath(path);
  let children = folders.get(folder)?.children;
  if (children) return children.get(name);
  children = root.children;
  for (const part of folder === "" ? [] : folder.split("/")) {
    const next = children?.get(part);
    children = typeof next === "object" ? next.children : undefined;
    if (!children) return undefined;
  }
  return children?.get(name);
}

function sizeOfFile(child: Child | undefined, count: number): number {
  if (child === undefined) return 0;
  return typeof child === "number" ? Math.floor(child / count) : child.sizeBytes;
}

interface Summing {
  readonly leftOut: ReadonlySet<string>;
  readonly known: Map<Map<string, Child>, number>;
  readonly count: number;
}

/** Folders may lie as deep as a path is long: nothing calls itself. */
function sizeOfFolder(folder: Map<string, Child>, { leftOut, known, count }: Summing): number {
  const pending = [{ children: folder, rest: folder.entries(), bytes: 0 }];
  let total = known.get(folder) ?? 0;
  for (let here = known.has(folder) ? undefined : pending.at(-1); here; here = pending.at(-1)) {
    const { value, done } = here.rest.next();
    if (done) {
      total = Math.min(here.bytes, Number.MAX_SAFE_INTEGER);
      known.set(here.children, total);
      pending.pop();
      const above = pending.at(-1);
      if (above) above.bytes += total;
      continue;
    }
    const [name, child] = value;
    const below = typeof child === "object" ? child.children : undefined;
    if (below === undefined) here.bytes += sizeOfFile(child, count);
    else if (!leftOut.has(name)) {
      const bytes = known.get(below);
      if (bytes === undefined) pending.push({ children: below, rest: below.entries(), bytes: 0 });
      else here.bytes += bytes;
    }
  }
  return total;
}

const isFolder = (child: Child) => typeof child === "object" && child.children !== undefined;

const join = (folder: string, name: string) => (folder === "" ? name : `${folder}/${name}`);

function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf("/");
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

/** Ends the lifetimes of all that a node holds. */
function end(child: Child, layer: number): void {
  if (typeof child === "number") return;
  if (child.lifetime) {
    child.lifetime.until = layer;
    child.lifetime = undefined;
  }
  for (const below of child.children?.values() ?? []) end(below, layer);
}

interface Place {
  readonly node: Child;
  readonly path: string;
}

/** Folders that a layer wrote into, by the path as it writes them. */
type Folders = Map<string, FolderPlace>;

interface FolderPlace {
  readonly children: Map<string, Child>;
  readonly path: string;
}

/**
 * Follows a path from the root; its last part too when `followLast`. Nobody can climb over the root.
 *
 * @param make  Ordinal of the layer for which folders that are missing are made, also where a link leads; a file in the
 *   way gives room, as an unpacker would make it. Without it, what is missing ends the way.
 */
function walk(root: Root, path: string, followLast: boolean, make?: number): Place | undefined {
  const trail: Place[] = [{ node: root, path: "" }];
  const todo = path.split("/").reverse();
  let links = 0;
  let steps = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (++steps > MAX_STEPS) return undefined;
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (trail.length > 1) trail.pop();
      continue;
    }
    const here = trail.at(-1);
    const siblings = typeof here?.node === "object" ? here.node.children : undefined;
    const child = siblings?.get(part);
    const target = typeof child === "object" ? child.linkTarget : undefined;
    if (target !== undefined && (todo.length > 0 || followLast)) {
      if (++links > root.limits.linkDepth) return undefined;
      if (target.startsWith("/")) trail.length = 1;
      for (const step of target.split("/").reverse()) todo.push(step);
      continue;
    }
    const reached = join(here?.path ?? "", part);
    if (siblings === undefined || reached.length > root.limits.pathCharacters) return undefined;
    if (make === undefined || (child !== undefined && isFolder(child))) {
      if (child === undefined) return undefined;
      trail.push({ node: child, path: reached });
      continue;
    }
    if (child !== undefined) end(child, make);
    const made = folderNode(make);
    siblings.set(part, made);
    trail.push({ node: made, path: reached });
  }
  return trail.at(-1);
}

/**
 * The folder at a path, made if need be. `undefined` where links run in a circle, or lead deeper than a path can say.
 */
function makeFolder(root: Root, path: string, layer: number): FolderPlace | undefined {
  const place = walk(root, path, true, layer);
  const children = typeof place?.node === "object" ? place.node.children : undefined;
  return place && children && { children, path: place.path };
}

import type { TarEntryType } from "../formats/tar-reader.ts";
import { type FileTable, readFileTable, type TableEntry } from "./file-table.ts";

/** A file of the image as it stands in the end. */
export interface TreeFile {
  /** Its real path, all links followed. */
  readonly path: string;
  readonly type: Exclude<TarEntryType, "hardlink">;
  readonly sizeBytes: number;
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
  /** Lifetimes of the watched path in the order of the layers that wrote it. */
  readonly lifetimes: ReadonlyMap<number, ReadonlyMap<string, Lifetime>>;
  /** Links at the path, or on the way to it, that lead nowhere or in a circle. */
  readonly isBrokenLink: (path: string) => boolean;
}

interface Node {
  entry: (Omit<TableEntry, "path"> & { readonly layer: number }) | undefined;
  children: Map<string, Node> | undefined;
  /** Set where somebody wants to know how long it stood. */
  lifetime: { path: string; layer: number; until?: number } | undefined;
}

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * Lays the layers over each other: the last one wins per path, whiteouts and opaque folders take away what lower
 * layers have. A path through a folder that is a symbolic link writes behind the link, as container engines do
 * (images with a merged `/usr` rely on it). Links never lead out: `..` at the root stays there.
 *
 * @param layers   File tables, oldest first.
 * @param watched  Per layer, the paths as written whose lifetimes are wanted.
 */
export function mergeLayers(layers: readonly FileTable[], watched: readonly ReadonlySet<string>[]): FileTree {
  const root: Node = { entry: undefined, children: new Map(), lifetime: undefined };
  const lifetimes = new Map<number, Map<string, Lifetime>>();

  for (const [layer, table] of layers.entries()) {
    const watch = watched[layer];
    const ofLayer = new Map<string, Lifetime>();
    lifetimes.set(layer, ofLayer);
    const entries = [...readFileTable(table)];
    // Tars list a folder's files together: nearly every folder is the one before. What replaces something may have
    // replaced a folder on the way, so it forgets them all.
    const folders = new Map<string, Place>();

    // A whiteout speaks of lower layers only, wherever it stands in its tar.
    for (const entry of entries) {
      if (entry.type === "opaque") {
        const folder = walk(root, entry.path, true)?.node;
        for (const child of folder?.children?.values() ?? []) end(child, layer);
        folder?.children?.clear();
      } else if (entry.type === "whiteout") {
        const { folder, name } = splitPath(entry.path);
        const parent = walk(root, folder, true)?.node;
        const gone = parent?.children?.get(name);
        if (gone) end(gone, layer);
        parent?.children?.delete(name);
      }
    }

    for (const entry of entries) {
      if (entry.type === "opaque" || entry.type === "whiteout" || entry.path === "") continue;
      const { folder, name } = splitPath(entry.path);
      const parent = folders.get(folder) ?? makeFolder(root, folder, layer);
      folders.set(folder, parent);
      parent.node.children ??= new Map();
      const isFolder = entry.type === "directory";
      const old = parent.node.children.get(name);
      const stays = isFolder && old !== undefined && isDirectory(old);
      if (old && !stays) {
        end(old, layer);
        folders.clear();
      }
      const node: Node = stays
        ? old
        : { entry: undefined, children: isFolder ? new Map() : undefined, lifetime: undefined };
      node.entry = { type: entry.type, sizeBytes: entry.sizeBytes, linkTarget: entry.linkTarget, layer };
      if (watch?.has(entry.path)) {
        node.lifetime = { path: parent.path === "" ? name : `${parent.path}/${name}`, layer };
        ofLayer.set(entry.path, node.lifetime);
      }
      parent.node.children.set(name, node);
    }
  }

  return {
    lifetimes,
    find(path) {
      const found = walk(root, path, true);
      if (!found) return undefined;
      const { entry } = found.node;
      if (!entry) return { path: found.path, type: "directory", sizeBytes: 0, layer: 0 };
      const { type, layer } = entry;
      if (type !== "hardlink")
        return { path: found.path, type: type as TreeFile["type"], sizeBytes: entry.sizeBytes, layer };
      // A hard link is a second name of a file of its own layer.
      const target = walk(root, entry.linkTarget, false)?.node.entry;
      return { path: found.path, type: "file", sizeBytes: target?.sizeBytes ?? 0, layer };
    },
    isBrokenLink(path) {
      const { folder, name } = splitPath(path);
      const node = walk(root, folder, true)?.node.children?.get(name);
      return node?.entry?.type === "symlink" && walk(root, path, true) === undefined;
    },
  };
}

const isDirectory = (node: Node) => node.entry === undefined || node.entry.type === "directory";

function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf("/");
  return { folder: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

/** Ends the lifetimes of all that a node holds. */
function end(node: Node, layer: number): void {
  if (node.lifetime) {
    node.lifetime.until = layer;
    node.lifetime = undefined;
  }
  for (const child of node.children?.values() ?? []) end(child, layer);
}

interface Place {
  readonly node: Node;
  readonly path: string;
}

/** Follows a path from the root; its last part too when `followLast`. Nobody can climb over the root. */
function walk(root: Node, path: string, followLast: boolean): Place | undefined {
  const trail: Place[] = [{ node: root, path: "" }];
  const todo = path.split("/").reverse();
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (trail.length > 1) trail.pop();
      continue;
    }
    const here = trail.at(-1);
    const child = here?.node.children?.get(part);
    if (!here || !child) return undefined;
    if (child.entry?.type === "symlink" && (todo.length > 0 || followLast)) {
      if (++links > MAX_LINKS) return undefined;
      const target = child.entry.linkTarget;
      if (target.startsWith("/")) trail.length = 1;
      for (const step of target.split("/").reverse()) todo.push(step);
      continue;
    }
    trail.push({ node: child, path: here.path === "" ? part : `${here.path}/${part}` });
  }
  return trail.at(-1);
}

/** The folder at a path, links followed; what is missing is made, as engines do. */
function makeFolder(root: Node, path: string, layer: number): Place {
  if (path === "") return { node: root, path: "" };
  const there = walk(root, path, true);
  if (there && isDirectory(there.node)) return there;
  const { folder, name } = splitPath(path);
  const parent = makeFolder(root, folder, layer);
  // A link that leads nowhere cannot be written behind; a file in the way gives room, as an unpacker would make it.
  const old = parent.node.children?.get(name);
  if (old) end(old, layer);
  const node: Node = { entry: undefined, children: new Map(), lifetime: undefined };
  parent.node.children ??= new Map();
  parent.node.children.set(name, node);
  return { node, path: parent.path === "" ? name : `${parent.path}/${name}` };
}

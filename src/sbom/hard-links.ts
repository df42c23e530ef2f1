import type { TarHeader } from "../formats/tar-header.ts";
import type { TarVisitor } from "../formats/tar-reader.ts";
import { normalizeEntryPath } from "../image/file-table.ts";
import type { Report } from "../model/errors.ts";

interface WantedLink<Want> {
  readonly path: string;
  readonly target: string;
  readonly want: Want;
}

/**
 * Hard links at wanted paths whose content stands under another name: the layout of pnpm and uv, which keep files in a
 * store that nobody looks into. The first pass over a layer notes them, a second one reads what they lead to.
 * Both passes count the tar's entries: a link is the file that its target was when the link came, whatever either name
 * held later.
 */
export class HardLinks<Want> {
  /** Every target that a link at the path ever had. */
  readonly #targets = new Map<string, string[]>();
  /** By the number of their entry. */
  readonly #wanted = new Map<number, WantedLink<Want>>();
  /** Target → number of the last entry that is a link to it. */
  readonly #lastUses = new Map<string, number>();
  /** Path → number of the entry of the link that stands there. */
  readonly #standing = new Map<string, number>();

  /** Notes a link; `want` where its path is wanted. */
  add(entry: number, path: string, target: string, want: Want | undefined): void {
    const targets = this.#targets.get(path);
    if (targets) targets.push(target);
    else this.#targets.set(path, [target]);
    this.#lastUses.set(target, entry);
    if (want === undefined) return;
    this.#wanted.set(entry, { path, target, want });
    this.#standing.set(path, entry);
  }

  /** Another entry takes the path: a wanted link there is gone. */
  replace(path: string): void {
    const entry = this.#standing.get(path);
    if (entry === undefined) return;
    this.#wanted.delete(entry);
    this.#standing.delete(path);
  }

  get size(): number {
    return this.#wanted.size;
  }

  /**
   * The second pass.
   *
   * @param maxBytes  All that is held at a time: files that some link leads to, until it comes.
   */
  visitor(
    onLink: (want: Want, path: string, content: Uint8Array) => void,
    maxBytes: number,
    report: Report,
  ): TarVisitor {
    const needed = this.#reachable();
    const held = new Map<string, Uint8Array>();
    /** Names of what would have been too much to hold; that was told. */
    const leftOut = new Set<string>();
    let heldBytes = 0;
    let entries = 0;
    let pending = "";
    const drop = (path: string) => {
      heldBytes -= held.get(path)?.length ?? 0;
      held.delete(path);
      leftOut.delete(path);
    };
    const hold = (path: string, content: Uint8Array) => {
      drop(path);
      held.set(path, content);
      heldBytes += content.length;
    };
    const follow = (entry: number, path: string, target: string) => {
      const wanted = this.#wanted.get(entry);
      const content = held.get(target);
      const wasLeftOut = leftOut.has(target);
      if (needed.has(path) && path !== target) {
        drop(path);
        if (content) hold(path, content);
        else if (wasLeftOut) leftOut.add(path);
      }
      if (this.#lastUses.get(target) === entry) drop(target);
      if (wanted && content) onLink(wanted.want, path, content);
      else if (wanted && !wasLeftOut) {
        const message = `${path}: a hard link to '${wanted.target}', which the layer does not have before it`;
        report({ code: "LINK_UNRESOLVED", path, message });
      }
    };

    return {
      onEntry: (header: TarHeader) => {
        const entry = entries++;
        const path = normalizeEntryPath(header.path);
        if (path === undefined) return false;
        if (header.type === "hardlink") {
          follow(entry, path, normalizeEntryPath(header.linkTarget) ?? "");
          return false;
        }
        if (!needed.has(path)) return false;
        drop(path);
        if (header.type !== "file") return false;
        if (heldBytes + header.sizeBytes > maxBytes) {
          leftOut.add(path);
          const message = `${path}: ${header.sizeBytes} bytes that hard links lead to, more than are held of a layer`;
          report({ code: "LIMIT_EXCEEDED", path, message });
          return false;
        }
        pending = path;
        return true;
      },
      onContent: (_header, content) => hold(pending, content),
    };
  }

  /** Names under which the content of a wanted link may stand, over however many links. */
  #reachable(): ReadonlySet<string> {
    const needed = new Set([...this.#wanted.values()].map(({ target }) => target));
    for (const path of needed) for (const target of this.#targets.get(path) ?? []) needed.add(target);
    return needed;
  }
}

const MODULES = "node_modules/";

/** Far more than lock files of ten thousand packages need: a hostile one asks for everything in every folder. */
const MOST_CHARACTERS = 128 * 1024 * 1024;

/**
 * Finds what `require` would among the paths of a lock file, which are written as folders within each other.
 */
export function lockResolver(has: (path: string) => boolean): (from: string, name: string) => string | undefined {
  let characters = 0;
  return (from, name) => {
    for (let at = from; characters < MOST_CHARACTERS; ) {
      const path = at === "" ? MODULES + name : `${at}/${MODULES}${name}`;
      characters += path.length;
      if (has(path)) return path;
      if (at === "") return undefined;
      const up = at.lastIndexOf(`/${MODULES}`);
      at = up < 0 ? "" : at.slice(0, up);
    }
    return undefined;
  };
}

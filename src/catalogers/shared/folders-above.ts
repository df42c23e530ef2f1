import { folderOf } from "./project-files.ts";

/** Goes from folders up to the top of the image, as long as there is something left of what it may look at. */
export interface Climber {
  /** The folder itself, and all above it; fewer once too much was looked at. */
  readonly from: (folder: string) => Iterable<string>;
  /** Whether it gave up. */
  readonly isExhausted: () => boolean;
}

/**
 * Characters of paths: 50,000 packages a dozen folders deep take 50 million. A hostile image has folders a thousand deep.
 */
const MOST_CHARACTERS = 256 * 1024 * 1024;

export function climber(mostCharacters = MOST_CHARACTERS): Climber {
  let left = mostCharacters;
  return {
    *from(folder) {
      for (let at = folder; ; at = folderOf(at)) {
        left -= at.length;
        if (left < 0) return;
        yield at;
        if (at === "") return;
      }
    },
    isExhausted: () => left < 0,
  };
}

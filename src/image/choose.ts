import { KnownError } from "../model/errors.ts";
import { normalizeName } from "./reference.ts";
import { tellNames } from "./told-names.ts";

/** An image in a place that holds several. */
export interface Candidate {
  /** Names it goes by there: `registry.local/app:1.0`, or a bare tag. */
  readonly names: readonly string[];
  readonly digest: string;
}

/**
 * Picks the image that is meant.
 *
 * @param wanted  A tag, a name or a digest; `undefined` when nothing was asked for.
 * @param where   What to call the place in a message.
 * @param how     How to choose there, for the message.
 * @throws {KnownError} `IMAGE_NOT_FOUND` or `IMAGE_AMBIGUOUS`, with what there is.
 */
export function chooseCandidate<Kind extends Candidate>(
  candidates: readonly Kind[],
  wanted: string | undefined,
  where: string,
  how: string,
): Kind {
  const names = () =>
    [...new Set(candidates.map(({ names, digest }) => (names.length > 0 ? names.join(" = ") : digest)))].sort();
  const matching = wanted === undefined ? candidates : candidates.filter((candidate) => answersTo(candidate, wanted));
  const [first] = matching;
  if (!first) {
    throw new KnownError(
      "IMAGE_NOT_FOUND",
      candidates.length === 0
        ? `${where}: holds no image`
        : `${where}: no image '${wanted}'; there are: ${tellNames(names())}`,
    );
  }
  // One image under several names is no choice to make.
  if (matching.every(({ digest }) => digest === first.digest)) return first;
  throw new KnownError(
    "IMAGE_AMBIGUOUS",
    `${where}: holds ${new Set(matching.map(({ digest }) => digest)).size} images; ${how}:\n  ${tellNames(names(), "\n  ")}`,
    { images: matching.length },
  );
}

function answersTo({ names, digest }: Candidate, wanted: string): boolean {
  if (wanted === digest) return true;
  return names.some((name) => name === wanted || normalizeName(name) === normalizeName(wanted));
}

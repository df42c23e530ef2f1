/**
 * The image that another one stands on: the one with the most layers among those whose layers are all at its beginning.
 *
 * @param diffIds  Of the image, oldest first.
 */
export function findBase<Candidate>(
  diffIds: readonly string[],
  candidates: readonly Candidate[],
  diffIdsOf: (candidate: Candidate) => readonly string[],
): Candidate | undefined {
  const below = candidates.filter((candidate) => {
    const chain = diffIdsOf(candidate);
    return chain.length > 0 && chain.length < diffIds.length && chain.every((diffId, i) => diffId === diffIds[i]);
  });
  return below.toSorted((a, b) => diffIdsOf(b).length - diffIdsOf(a).length)[0];
}

/** Long enough that the compiler has done its work and one pause does not show. */
const MIN_MS = 500;

/**
 * Repeats a piece of work for half a second, after a first time that does not count.
 *
 * @param work  Answers how much it did.
 * @returns     How much per second.
 */
export function rateOf(work: () => number): number {
  work();
  let done = 0;
  const startedAt = performance.now();
  let passedMs = 0;
  while (passedMs < MIN_MS) {
    done += work();
    passedMs = performance.now() - startedAt;
  }
  return (done / passedMs) * 1000;
}

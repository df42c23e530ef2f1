import type { Snapshot } from "../advisories/snapshot-reader.ts";

/**
 * A snapshot that answers the same question once: the records of a distribution are asked for by every package and
 * every CVE that they speak of, and each answer is unpacked, checked and parsed. Lives as long as one match.
 */
export function remembering(snapshot: Snapshot): Omit<Snapshot, typeof Symbol.dispose> {
  const once = <Question extends string[], Answer>(ask: (...question: Question) => Answer) => {
    const answers = new Map<string, Answer>();
    return (...question: Question): Answer => {
      const key = question.join("\0");
      let answer = answers.get(key);
      if (answer === undefined) {
        answer = ask(...question);
        answers.set(key, answer);
      }
      return answer;
    };
  };
  const { id, builtAt, sources, find, naming } = snapshot;
  return {
    id,
    builtAt,
    sources,
    // Each key is asked for by one source package; hardly any comes twice.
    find,
    naming,
    get: once(snapshot.get),
    textOf: once(snapshot.textOf),
    factsOf: once(snapshot.factsOf),
    aliasesOf: once(snapshot.aliasesOf),
    epssOf: once(snapshot.epssOf),
    supportOf: once(snapshot.supportOf),
    covers: once(snapshot.covers),
  };
}

import type { ExplainedMiss } from "../matching/explain.ts";
import type { SnapshotFacts } from "./scan-report.ts";

const MOST_NAMED = 8;

const list = (items: readonly string[]) =>
  items.length <= MOST_NAMED
    ? items.join(", ")
    : `${items.slice(0, MOST_NAMED).join(", ")} and ${items.length - MOST_NAMED} more`;

type Sentence = (miss: ExplainedMiss, id: string, snapshot: Pick<SnapshotFacts, "sources">) => string;

/** Why a package has no finding of the id, in a sentence for each reason. */
const SENTENCES: Readonly<Record<ExplainedMiss["reason"], Sentence>> = {
  fixed: ({ key, records }) => {
    const fix = records
      .flatMap(({ ranges }) => ranges.flatMap(({ bounds }) => bounds))
      .find(({ kind, holds }) => kind === "fixed" && !holds);
    const backport =
      key?.kind === "distribution" ? " The distribution fixed it in its own package, whatever upstream's version." : "";
    return `It is fixed already: ${fix?.text ?? key?.installed}.${backport}`;
  },
  "not-affected": ({ key, records }) =>
    `${key?.ecosystem} says that its ${key?.name} is not affected (${list([...new Set(records.map(({ source }) => source))])}).`,
  outside: ({ key }) => `The records speak of other versions than ${key?.installed}.`,
  "other-release": ({ key, releases = [] }) =>
    `The records speak of ${key?.name} in ${key?.ecosystem} ${list(releases)}, and say nothing of ${key?.release || "this release"}.`,
  "other-module": ({ records }) => {
    const only = records.flatMap(({ only }) => [
      ...(only?.module ? [only.module] : []),
      ...(only?.architectures ?? []),
      ...(only?.binaries ?? []),
    ]);
    return `The records speak of another module stream, architecture or binary package: ${list([...new Set(only)])}.`;
  },
  owned: ({ packages }) =>
    `It is part of ${packages[0]?.owner}. What a distribution packages is its own matter: it patches without a new version, so upstream's record does not count.`,
  unreadable: ({ records }) =>
    `It could not be compared: ${records.find(({ trouble }) => trouble)?.trouble}. That is not "safe".`,
  uncovered: ({ key }) =>
    `The snapshot has no advisories for ${[key?.ecosystem, key?.release].filter(Boolean).join(" ")}, so nothing can be said of it. That is not "safe".`,
  silent: ({ key, named = [] }) =>
    `The records speak of ${list(named)}; none of them of the ${[key?.ecosystem, key?.release].filter(Boolean).join(" ")} package.`,
  "not-in-image": ({ named = [] }) =>
    named.length === 0
      ? "The id is known, but no source names a package that has the flaw."
      : `No package of the image is one that the records name: ${list(named)}.`,
  "unknown-id": (_, id, { sources }) => {
    const missing = sources.filter(({ state }) => state === "absent" || state === "failed").map(({ name }) => name);
    const without = missing.length === 0 ? "" : ` Sources that it lacks: ${list(missing)}.`;
    return `No record of the snapshot names ${id}: it is misspelt, withdrawn, younger than the advisories, or of a source that is not there.${without}`;
  },
};

export function missSentence(miss: ExplainedMiss, id: string, snapshot: Pick<SnapshotFacts, "sources">): string {
  return SENTENCES[miss.reason](miss, id, snapshot);
}

import type { RecordText, Snapshot, VulnerabilityFacts } from "../advisories/snapshot-reader.ts";
import type { Finding, FindingSource, FindingWords } from "../model/finding.ts";
import { namesOfFacts } from "./findings.ts";
import { remembering } from "./remembered.ts";
import { byVoice } from "./severity.ts";

/**
 * Adds to findings what their sources say in words. Matching leaves that out: reading the words takes longer than
 * deciding, and of most findings nobody reads them.
 */
export function describing(opened: Snapshot): (finding: Finding) => Finding & FindingWords {
  const snapshot = remembering(opened);

  return (finding) => {
    const { id, sources, proof } = finding;
    const facts = byVoice(
      namesOfFacts(finding).flatMap((name) => snapshot.factsOf(name)),
      new Set(sources.map(({ source }) => source)),
    );
    const texts = sources.map(({ source, id }) => snapshot.textOf(source, id));
    const ofDistribution = proof.some(({ rule }) => rule === "distribution");
    const titled = texts.filter((text, index) => isOfOneFlaw(id, sources[index], text, ofDistribution));
    const summary = [...facts, ...titled].find(({ summary }) => summary)?.summary;
    // A collective advisory describes an update; what the flaw is, the databases of CVEs say.
    const details = texts.find(({ details }) => details)?.details ?? describedElsewhere(id, facts);
    const published = [...facts, ...texts].flatMap(({ published }) => published ?? []).sort()[0];
    return {
      ...finding,
      ...(summary && { summary }),
      ...(details && { details }),
      ...(published && { published }),
      references: [...new Set(texts.flatMap(({ references }) => references))],
    };
  };

  function describedElsewhere(id: string, facts: readonly VulnerabilityFacts[]): string | undefined {
    for (const source of DESCRIBERS) {
      if (!facts.some((fact) => fact.source === source)) continue;
      const { details } = snapshot.textOf(source, id);
      if (details !== undefined) return details;
    }
    return undefined;
  }
}

/** Sources that keep one record for each CVE, by its id, with a description; the first that has one. */
const DESCRIBERS = ["nvd", "cisa-vulnrichment", "cisa-kev"];

/** The title of a collective advisory ("glibc - security update") says nothing of one of its CVEs. */
function isOfOneFlaw(
  id: string,
  source: FindingSource | undefined,
  { cves }: RecordText,
  ofDistribution: boolean,
): boolean {
  return source?.id === id || (cves.length <= 1 && !ofDistribution);
}

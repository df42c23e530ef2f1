import type { Advisory } from "../model/advisory.ts";

/**
 * Puts records of one id together: databases of single packages write one file for each package that a flaw is in.
 * The text is that of the first.
 */
export async function* joinedById(records: AsyncIterable<Advisory>): AsyncGenerator<Advisory> {
  const byId = new Map<string, Advisory>();
  for await (const record of records) {
    const first = byId.get(record.id);
    byId.set(record.id, first === undefined ? record : joined(first, record));
  }
  yield* byId.values();
}

function joined(first: Advisory, second: Advisory): Advisory {
  return {
    ...first,
    cves: distinct(first.cves, second.cves),
    aliases: distinct(first.aliases, second.aliases),
    references: distinct(first.references, second.references),
    affected: [...first.affected, ...second.affected],
  };
}

const distinct = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];

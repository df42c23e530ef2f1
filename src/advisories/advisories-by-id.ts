import type { Advisory } from "../model/advisory.ts";

/**
 * Puts records of one id together: databases of single packages write one file for each package that a flaw is in.
 * The text is that of the first.
 */
export class AdvisoriesById {
  readonly #byId = new Map<string, Advisory>();

  add(advisory: Advisory): void {
    const first = this.#byId.get(advisory.id);
    this.#byId.set(advisory.id, first === undefined ? advisory : joined(first, advisory));
  }

  values(): Iterable<Advisory> {
    return this.#byId.values();
  }
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

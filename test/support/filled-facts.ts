import { type CatalogedPackage, type Cataloger, GIVEN_FACTS, type GivenFact } from "../../src/catalogers/cataloger.ts";

/** What catalogers filled so far, in this test file. */
export const filledFacts = new Map<Cataloger, Set<GivenFact>>();

/** Notes which facts packages have. */
export function noteFacts(cataloger: Cataloger, packages: readonly CatalogedPackage[]): void {
  const facts = filledFacts.get(cataloger) ?? new Set();
  filledFacts.set(cataloger, facts);
  for (const pkg of packages) {
    for (const fact of GIVEN_FACTS) if (isFilled(pkg[fact])) facts.add(fact);
  }
}

const isFilled = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);

import { afterAll, expect } from "vitest";
import { GIVEN_FACTS } from "../../src/catalogers/cataloger.ts";
import { filledFacts } from "./filled-facts.ts";

interface Task {
  readonly mode: string;
  readonly tasks?: readonly Task[];
}

/** Whether every test ran: `-t` and `test.only` leave some out. */
function ranWhole({ mode, tasks = [] }: Task): boolean {
  return mode === "run" && tasks.every(ranWhole);
}

// What the manual says of a cataloger is what its own test shows.
// biome-ignore lint/correctness/noEmptyPattern: so Vitest asks that a first argument be written that is not used.
afterAll(({}, file) => {
  const { testPath = "" } = expect.getState();
  const filled = [...filledFacts];
  // The next file may run in the same worker.
  filledFacts.clear();
  for (const [{ name, gives }, facts] of filled) {
    const shown = GIVEN_FACTS.filter((fact) => facts.has(fact));
    const untold = shown.filter((fact) => !gives.includes(fact));
    expect(untold, `${name} fills facts that its 'gives' does not list`).toEqual([]);
    if (!testPath.endsWith(`/catalogers/${name}.test.ts`) || !ranWhole(file as Task)) continue;
    expect([...gives].sort(), `${name} lists in its 'gives' what its test does not show`).toEqual([...shown].sort());
  }
});

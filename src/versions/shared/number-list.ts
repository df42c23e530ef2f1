import { compareNumbers } from "./compare-text.ts";
import { compareLists } from "./semantic.ts";

/** Numbers between separators; `undefined` where there is anything else. */
export function parseNumberList(version: string, separators: RegExp): string[] | undefined {
  const numbers = version.split(separators);
  return numbers.every((number) => /^\d+$/.test(number)) ? numbers : undefined;
}

export function compareNumberLists(a: readonly string[], b: readonly string[]): number {
  return compareLists(a, b, compareNumbers);
}

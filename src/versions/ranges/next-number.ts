/** A version whose number at `index` is one more, and nothing behind it: `2.0.8`, 1 → `2.1`. Of numbers of any length. */
export function raised(numbers: readonly string[], index: number): string {
  const kept = numbers.slice(0, index);
  return [...kept, String(BigInt(numbers[index] ?? "0") + 1n)].join(".");
}

/** The numbers at the beginning of a version, without a `v`. */
export function numbersOf(version: string): string[] {
  return /^[vV]?(\d+(?:\.\d+)*)/.exec(version)?.[1]?.split(".") ?? [];
}

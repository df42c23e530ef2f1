/** Of an object, a list or a number, in memory or as JSON: near enough for a bound. */
const VALUE_BYTES = 200;

/** What plain JSON takes in memory, about; whatever it holds, without recursion. */
export function evidenceSizeOf(value: unknown): number {
  let bytes = 0;
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    bytes += VALUE_BYTES;
    if (typeof next === "string") bytes += next.length;
    else if (typeof next === "object" && next !== null) for (const inner of Object.values(next)) left.push(inner);
  }
  return bytes;
}
